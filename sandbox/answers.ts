import { randomUUID } from 'node:crypto';

import { shuffled, type Random } from './random';
import type { Order, Switches } from './switches';
import type { Row } from './rows';

/** Stands before the digits of a {@link LongNumber} until the answer is written. */
const mark = randomUUID();

/** A number with more digits than a JavaScript number holds. */
export class LongNumber {
	constructor(readonly digits: string) {}

	toJSON(): string {
		return mark + this.digits;
	}
}

/** What the API answers. A `result` that is undefined is not in the JSON. */
export interface Answer {
	status: string;
	result?: unknown;
	error?: string;
}

function spell(word: string, { statusCase }: Switches): string {
	if (statusCase === 'upper') return word.toUpperCase();
	if (statusCase === 'lower') return word.toLowerCase();
	return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}

export const success = (result: unknown, switches: Switches): Answer => ({
	status: spell('success', switches),
	result,
});

export const failure = (error: string, switches: Switches): Answer => ({
	status: spell('error', switches),
	error: switches.errorForm === 'codeAndWords' && /^[A-Z_]+$/.test(error) ? withWords(error) : error,
});

/** `CHAT_NOT_FOUND` as `CHAT_NOT_FOUND: Chat not found`. */
const withWords = (code: string) =>
	`${code}: ${code.charAt(0)}${code.slice(1).replaceAll('_', ' ').toLowerCase()}`;

/** The JSON of an answer. `JSON.stringify` alone does not write numbers of any length. */
export const writeAnswer = (answer: Answer): string => JSON.stringify(answer).replaceAll(marked, '$1');

const marked = new RegExp(`"${mark}([\\d.]+)"`, 'g');

/** `result` of a list method, in the shape that the switches ask for. */
export function listResult(read: readonly Row[], switches: Switches): unknown {
	const rows = withOddRow(read, switches);
	const [first] = rows;
	if (first === undefined && switches.emptyList !== 'asList') return emptyResults[switches.emptyList];
	if (first !== undefined && rows.length === 1) {
		if (switches.singleRow === 'bare') return first;
		if (switches.singleRow === 'bareInList') return { list: first };
	}
	return {
		list: () => ({ list: rows }),
		array: () => rows,
		numericKeys: () => ({ ...rows }),
		listNumericKeys: () => ({ list: { ...rows } }),
	}[switches.answerShape]();
}

function withOddRow(rows: readonly Row[], { oddRow }: Switches): readonly unknown[] {
	const [first, ...others] = rows;
	return first && oddRow !== 'none' ? [first, oddRows[oddRow], ...others] : rows;
}

const oddRows = { null: null, text: 'row', number: 7, list: [] };

const emptyResults = {
	list: { list: [] },
	listNull: { list: null },
	array: [],
	object: {},
	null: null,
	text: '',
	false: false,
	zero: 0,
	absent: undefined,
};

const sendResults = { absent: undefined, null: null, text: '', true: true, array: [], scalar: 1 };

/** `result` of a send, of which the reference says that it holds no additional values. */
export const sendResult = (switches: Switches): unknown => sendResults[switches.sendResult];

/** Items that stand oldest first, in the order that a switch asks for. */
export function inOrder<Item>(oldestFirst: readonly Item[], order: Order, random: Random): readonly Item[] {
	if (order === 'oldest') return oldestFirst;
	return order === 'newest' ? oldestFirst.toReversed() : shuffled(oldestFirst, random);
}
