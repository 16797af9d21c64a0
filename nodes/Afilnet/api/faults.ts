import type { Failure } from 'n8n-workflow';

import { codes } from './codes';
import { isSend } from './methods';
import { isObject } from './object';
import { masked } from './secrets';

/** Why a request came to nothing, in words for a person. Never holds a credential or the form that was sent. */
export interface Fault {
	/** What happened. */
	message: string;
	/** What to do about it. */
	description: string;
	/** The vendor's code, if Afilnet gave one. */
	code?: string;
	httpCode?: string;
	cause: Failure['cause'];
	/** Whether Afilnet may have carried the request out all the same. */
	mayHaveArrived: boolean;
	/** When Afilnet wants to be asked again, in milliseconds from now, if it says so. */
	retryAfter?: number;
}

/**
 * What Afilnet refused, by its error code, which may stand among other words. Anything else is shown as Afilnet says it.
 * @param secrets the account's user and password, which are not shown
 */
export function codeFault(error: unknown, secrets: readonly string[]): Fault {
	const words = wordsOf(error).slice(0, 20 * longest);
	const known = words.match(/[a-z]+(?:_[a-z]+)+/gi)?.find((word) => codes[word.toUpperCase()]);
	const meaning = known && codes[known.toUpperCase()];
	if (meaning) {
		return { ...meaning, message: `${meaning.message} (${known})`, code: known, mayHaveArrived: false };
	}
	return {
		...unknownFault(shownWords(words, secrets)),
		cause: 'configuration-invalid',
		mayHaveArrived: false,
	};
}

/** Whether a refusal has a code of the reference, which only Afilnet gives. */
export const isKnown = ({ code = '' }: Fault) => code.toUpperCase() in codes;

const askAfilnet = "The log of requests in the Afilnet account, or Afilnet's support, can tell";

function unknownFault(words: string): Pick<Fault, 'message' | 'description' | 'code'> {
	const start = 'Afilnet refused the request';
	if (words === '')
		return { message: `${start} without a code`, description: `${askAfilnet} why.`, code: '' };
	if (/\s/.test(words)) {
		return {
			message: `${start}: ${words}`,
			description: `These are Afilnet's own words. ${askAfilnet} more.`,
		};
	}
	return {
		message: `${start} (${words})`,
		description: `This code is not in Afilnet's reference. ${askAfilnet} what it means.`,
		code: words,
	};
}

/** The words of an error: a text, or one of the fields in which programs put it. */
function wordsOf(error: unknown): string {
	if (typeof error === 'string' || typeof error === 'number') return String(error);
	if (Array.isArray(error)) return wordsOf(error[0]);
	if (!isObject(error) || 'password' in error) return '';
	return [error.code, error.message].map(wordsOf).filter(Boolean).join(': ');
}

const longest = 300;

/** On one line, without HTML and secrets. A request that was sent back is not shown at all. */
function shownWords(text: string, secrets: readonly string[]): string {
	const words = masked(text, secrets)
		.replace(/<[^>]*>|[\s\p{Cc}]+/gu, ' ')
		.trim();
	if (/class=chat|password(?:=|\\*["']\s*:)/i.test(words)) return '';
	return words.length > longest ? `${words.slice(0, longest)}…` : words.replace(/\.$/, '');
}

/**
 * What an HTTP status other than 2xx says.
 * @param retryAfter the header Retry-After, if there is one
 */
export function statusFault(statusCode: number, method: string, retryAfter?: unknown): Fault {
	const httpCode = String(statusCode);
	if (statusCode >= 300 && statusCode < 400) {
		return {
			message: 'The address of Afilnet points to another address',
			description:
				"The user and password were not sent there. Check 'API URL' in the Afilnet credential: Afilnet's own is https://www.afilnet.com/api/http/ with www. and the slash at the end.",
			httpCode,
			cause: 'configuration-invalid',
			mayHaveArrived: false,
		};
	}
	if (statusCode === 429) {
		return {
			message: 'Afilnet is getting too many requests',
			description:
				"Wait a little and try again. In the Afilnet node a lower 'Requests at Once' sends more slowly.",
			httpCode,
			cause: 'rate-limited',
			mayHaveArrived: false,
			...momentOf(retryAfter),
		};
	}
	if (statusCode >= 500 || statusCode === 408 || statusCode < 200) {
		const fault: Fault = {
			message: `Afilnet is not available right now (HTTP ${httpCode})`,
			description: 'Try again later.',
			httpCode,
			cause: 'temporarily-unavailable',
			mayHaveArrived: false,
		};
		// 503 comes from what stands before the service and has not handed the request on.
		return statusCode === 503 ? fault : inDoubt(fault, method);
	}
	return {
		message: `The address of Afilnet refused the request (HTTP ${httpCode})`,
		description:
			"Check 'API URL' in the Afilnet credential. If it is right, see whether a proxy, a firewall or Afilnet's list of allowed IP addresses keeps this n8n out.",
		httpCode,
		cause: 'configuration-invalid',
		mayHaveArrived: false,
	};
}

/** Retry-After as HTTP writes it: seconds, or a date. */
function momentOf(header: unknown): { retryAfter?: number } {
	const text = String(header ?? '').trim();
	const milliseconds = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
	return Number.isFinite(milliseconds) ? { retryAfter: Math.max(milliseconds, 0) } : {};
}

/** The fault of an answer that is not Afilnet's. @param what what came instead */
export function strangeFault(what: string, method: string): Fault {
	const fault: Fault = {
		message: `Afilnet's address answered with ${what} instead of an answer of the API`,
		description:
			"Check 'API URL' in the Afilnet credential. If it is right, a proxy or a maintenance page may have answered: try again later.",
		cause: 'temporarily-unavailable',
		mayHaveArrived: false,
	};
	return inDoubt(fault, method);
}

/**
 * A fault after which Afilnet may have carried the request out all the same. For a send the doubt stands in the message:
 * agents of n8n 2 read nothing else.
 */
export function inDoubt(fault: Fault, method: string): Fault {
	if (!isSend(method)) return fault;
	return {
		...fault,
		message: `${fault.message}: the message may or may not have been delivered`,
		description: `Look at the conversation before sending it again. ${fault.description}`,
		mayHaveArrived: true,
	};
}
