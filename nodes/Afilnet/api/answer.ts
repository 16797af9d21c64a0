/** Reads an answer of Afilnet in every form that the vendor's reference leaves open. */
import type { IDataObject } from 'n8n-workflow';

import { codeFault, isKnown, statusFault, strangeFault, type Fault } from './faults';
import { isPage, jsonIn } from './json';
import { isSend } from './methods';
import { isObject } from './object';
import { uniformRow } from './row';

/** An HTTP answer as n8n's request helpers give it with `returnFullResponse`. */
export interface Answer {
	statusCode: number;
	/** The text of the answer, or what the host made of it. */
	body: unknown;
	headers?: IDataObject;
}

/** What an answer says: rows (none for a send), or a fault. */
export type Reading = { rows: IDataObject[] } | { fault: Fault };

/**
 * Reads an answer. The reference gives `{"status": "SUCCESS", "result": …}` or `{"status": "ERROR", "error": CODE}`;
 * what it leaves open (the shape of lists, upper or lower case, the content type) is accepted in every form.
 * @param secrets the account's user and password, which are not shown if Afilnet repeats them in an error
 */
export function readAnswer(answer: Answer, method: string, secrets: readonly string[] = []): Reading {
	const { statusCode } = answer;
	const body = jsonIn(answer.body, isAnswer);
	const refusal = isObject(body) && word(body.status) === 'error' && codeFault(body.error || body, secrets);
	if (statusCode < 200 || statusCode > 299) {
		const fault = statusFault(statusCode, method, answer.headers?.['retry-after']);
		return { fault: refusal && (isKnown(refusal) || isFinal(fault)) ? refusal : fault };
	}
	if (refusal) return { fault: refusal };
	if (!isObject(body) || word(body.status) !== 'success') {
		return { fault: strangeFault(nameOf(body), method) };
	}
	if (isSend(method)) return { rows: [] };
	const rows = rowsOf(body.result);
	return rows ? { rows: rows.map(uniformRow) } : { fault: strangeFault('a list in an unknown form', method) };
}

/** Whether a retry would end in the same way. If not, `"status": "error"` may come from another program on the way. */
const isFinal = ({ cause }: Fault) => cause === 'configuration-invalid';

/** A row may have a `status` too. It is found first in an answer that is cut off. */
function isAnswer(value: unknown): boolean {
	return isObject(value) && ['success', 'error'].includes(word(value.status)) && !isRow(value);
}

const rowFields = ['platformid', 'platform', 'name', 'destination', 'messageid'];

/** What PHP programs give for nothing. */
const nothing: readonly unknown[] = [undefined, null, '', false, 0, '0'];

/** The rows of a `result`, without entries that are no rows; undefined if it is no list. */
function rowsOf(result: unknown): IDataObject[] | undefined {
	if (nothing.includes(result)) return [];
	if (isObject(result) && 'list' in result) return rowsOf(result.list);
	if (isRow(result)) return [result];
	if (typeof result !== 'object' || result === null) return undefined;
	const entries: unknown[] = Object.values(result);
	const rows = entries.filter(isRow);
	return rows.length > 0 || entries.length === 0 ? rows : undefined;
}

/** A row of a list. What carries a password is not one: something on the way has sent the request back. */
function isRow(value: unknown): value is IDataObject {
	return isObject(value) && rowFields.some((field) => field in value) && !('password' in value);
}

function word(value: unknown): string {
	return typeof value === 'string' ? value.trim().toLowerCase() : '';
}

function nameOf(body: unknown): string {
	if (body === undefined || body === null || body === '') return 'nothing';
	if (typeof body !== 'string') return 'other data';
	return isPage(body) ? 'a web page' : 'text';
}
