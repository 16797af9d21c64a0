import type { IDataObject } from 'n8n-workflow';

import { plainCharacters, withoutDecimals } from '../api/characters';
import { latestRows } from '../api/latest';
import { isRefusal, type Refusal } from '../api/refusal';
import { limit, returnAll } from '../shared/descriptions';
import { problemOf, type Problem } from './form';

/**
 * How many rows a read is to give.
 * @param parameter gives the value of a parameter of the node, or the second argument if it has none
 * @returns Infinity for all of them
 */
export function readMost(
	parameter: (name: string, fallback: unknown) => unknown,
): { most: number } | { problem: Problem } {
	const all = parameter(returnAll.name, returnAll.default);
	const isAll = readReturnAll(all);
	if (isRefusal(isAll)) return { problem: problemOf(returnAll.displayName, isAll, all) };
	const count = parameter(limit.name, limit.default);
	const most = isAll ? Infinity : readLimit(count);
	return isRefusal(most) ? { problem: problemOf(limit.displayName, most, count) } : { most };
}

/** The first rows of a list; of the messages of a conversation the latest, in the list's order. */
export function atMost(rows: IDataObject[], most: number, method: string): IDataObject[] {
	return method === 'getmessages' ? latestRows(rows, most) : rows.slice(0, most);
}

const yes: readonly unknown[] = [true, 1, 'true', 'yes', '1'];
const no: readonly unknown[] = [false, 0, 'false', 'no', '0', '', undefined, null];

/**
 * Whether Return All is on, as the editor, an expression or an agent says it.
 * @param value what the parameter gives; nothing means no
 */
export function readReturnAll(value: unknown): boolean | Refusal {
	const answer = typeof value === 'string' ? plainCharacters(value).toLowerCase() : value;
	if (yes.includes(answer)) return true;
	if (no.includes(answer)) return false;
	return { fault: 'is neither true nor false', advice: 'Let the expression give true or false.' };
}

/** How many rows are asked for at most: a whole number above 0, or a text that is one. */
export function readLimit(value: unknown): number | Refusal {
	const limit = Number(/^\+?\d+$/.exec(withoutDecimals(plainCharacters(String(value))))?.[0]);
	if (Number.isSafeInteger(limit) && limit > 0) return limit;
	return { fault: 'is not a whole number above 0', advice: "Use e.g. 50, or turn on 'Return All'." };
}
