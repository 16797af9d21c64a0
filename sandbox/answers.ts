import type { Conversation, Message } from './account';
import { shuffled, type Random } from './random';
import type { Order, Switches } from './switches';

/** One row of a list, with exactly the vendor's fields. */
export type Row = Readonly<Record<string, string | number | boolean>>;

/** What the API answers. A `result` that is undefined is not in the JSON. */
export interface Answer {
	status: string;
	result?: unknown;
	error?: string;
}

type Style = Pick<Switches, 'numbers' | 'directionFlag' | 'datetime' | 'zoneHours'>;

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
	error,
});

/** `result` of a list method, in the shape that the switches ask for. */
export function listResult(rows: readonly Row[], switches: Switches): unknown {
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

const emptyResults = {
	list: { list: [] },
	listNull: { list: null },
	array: [],
	object: {},
	null: null,
	text: '',
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

/** An id as the switches write it: digits that a number holds exactly may be a number. */
export function spellId(id: string, { numbers }: Style, random: Random): string | number {
	const number = Number(id);
	if (!Number.isSafeInteger(number) || String(number) !== id) return id;
	if (numbers === 'mixed') return random() < 0.5 ? number : id;
	return numbers === 'number' ? number : id;
}

function spellFlag(flag: boolean, { directionFlag }: Style): string | number | boolean {
	return {
		number: Number(flag),
		numberText: String(Number(flag)),
		boolean: flag,
		booleanText: String(flag),
	}[directionFlag];
}

function spellTime(time: Date, { datetime, zoneHours }: Style): string | number {
	if (datetime === 'iso') return time.toISOString();
	if (datetime === 'epoch') return Math.floor(time.getTime() / 1000);
	const shifted = new Date(time.getTime() + zoneHours * 3_600_000);
	return shifted.toISOString().slice(0, 19).replace('T', ' ');
}

/** Invented, as the reference lists no values: `sent` by the account, else `read` or `received`. */
function statusOf({ sent, read }: Message): string {
	if (sent) return 'sent';
	return read ? 'read' : 'received';
}

/**
 * The row of a message. The reference has no field for a file, so a file without caption shows its address as `message`.
 *
 * @param flagName `sent`, or `issent` in `getunreadmessages`
 */
export function messageRow(
	conversation: Conversation,
	message: Message,
	flagName: 'sent' | 'issent',
	style: Style,
	random: Random,
): Row {
	return {
		platformid: spellId(conversation.platformId, style, random),
		platform: conversation.platform,
		message: message.text || (message.file?.url ?? ''),
		destination: spellId(conversation.destination, style, random),
		messageid: spellId(message.messageId, style, random),
		[flagName]: spellFlag(message.sent, style),
		status: statusOf(message),
		datetime: spellTime(message.writtenAt, style),
	};
}
