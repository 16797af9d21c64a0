/** How an answer of Afilnet reads, whatever the vendor's reference leaves open about it. */
import type { IDataObject } from 'n8n-workflow';

import { codeFault, statusFault, strangeFault, type Fault } from './faults';
import { isSend } from './methods';
import { isObject } from './object';

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
 */
export function readAnswer(answer: Answer, method: string): Reading {
	const { statusCode } = answer;
	const body = parse(answer.body);
	if (isObject(body) && word(body.status) === 'error') return { fault: codeFault(body.error) };
	if (statusCode < 200 || statusCode > 299)
		return { fault: statusFault(statusCode, method, answer.headers?.['retry-after']) };
	if (!isObject(body) || word(body.status) !== 'success') {
		return { fault: strangeFault(nameOf(body), method) };
	}
	if (isSend(method)) return { rows: [] };
	const rows = rowsOf(body.result);
	return rows ? { rows } : { fault: strangeFault('a list in a form that is not known', method) };
}

const tooLongForANumber = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/** JSON as a value, with whole numbers of more than 15 digits kept as text; what is not JSON stays text. */
function parse(body: unknown): unknown {
	if (typeof body !== 'string') return body;
	const text = body.replace(/^\uFEFF/, '').trim();
	try {
		return JSON.parse(
			text.replace(tooLongForANumber, (token) => (token.startsWith('"') ? token : `"${token}"`)),
		);
	} catch {
		return text;
	}
}

const rowFields = ['platformid', 'platform', 'name', 'destination', 'messageid'];

/** The rows of a `result`, or undefined where it is no list. */
function rowsOf(result: unknown): IDataObject[] | undefined {
	if (result === undefined || result === null || result === '') return [];
	if (Array.isArray(result)) return result.every(isRow) ? result : undefined;
	if (!isObject(result)) return undefined;
	if ('list' in result) return rowsOf(result.list);
	if (isRow(result)) return [result];
	const values = Object.values(result);
	return values.every(isRow) ? values : undefined;
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
	return /^<(!doctype|html|\?xml|head|body)/i.test(body) ? 'a web page' : 'text';
}
