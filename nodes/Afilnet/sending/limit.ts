import { plainCharacters } from '../api/characters';
import type { Refusal } from '../api/refusal';

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
	const limit = Number(/^\+?(\d+)(?:[.,]0+)?$/.exec(plainCharacters(String(value)))?.[1]);
	if (Number.isSafeInteger(limit) && limit > 0) return limit;
	return { fault: 'is not a whole number above 0', advice: "Use e.g. 50, or turn on 'Return All'." };
}
