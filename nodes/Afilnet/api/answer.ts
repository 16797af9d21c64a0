/**
 * The one module that knows Afilnet's wire: how a request is made and how an answer reads. Both nodes, the pickers
 * and the credential test go through it. It knows the vendor's reference and nothing of n8n's engine.
 */
import type { Failure, ICredentialDataDecryptedObject, IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { codes } from './codes';

/** The methods of `class=chat`. */
export type Method =
	'getchatchannels' | 'getchats' | 'getmessages' | 'getunreadmessages' | 'sendmessage' | 'sendfile';

/** An HTTP answer as n8n's request helpers give it with `returnFullResponse`. */
export interface Answer {
	statusCode: number;
	/** The text of the answer, or what the host made of it. */
	body: unknown;
}

/** Why a request came to nothing, in words for a person. Never holds a credential or the form that was sent. */
export interface Fault {
	/** What happened. */
	message: string;
	/** What to do about it. */
	description: string;
	/** The vendor's code, where Afilnet gave one. */
	code?: string;
	httpCode?: string;
	cause: Failure['cause'];
	/** Whether Afilnet may have carried the request out all the same. */
	mayHaveArrived: boolean;
}

/** What an answer says: rows (none for a send), or a fault. */
export type Reading = { rows: IDataObject[] } | { fault: Fault };

/** How every request looks to n8n's request helpers, apart from the credential and the form. */
export const requestDefaults = {
	method: 'POST',
	headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
	// As text: JSON.parse would round ids of more than 15 digits, and the content type of answers is not known.
	encoding: 'text',
	// A status other than 200 is read here: n8n's own exception would carry the form, password included.
	ignoreHttpStatusErrors: true,
} as const satisfies Partial<IHttpRequestOptions>;

const sends: readonly string[] = ['sendmessage', 'sendfile'];

/** Whether a method delivers something to a person, so that repeating it is not harmless. */
export function isSend(method: unknown): boolean {
	return typeof method === 'string' && sends.includes(method);
}

/** The credential's address cannot be used; thrown before anything is sent. */
export class UnusableAddress extends Error {
	/** @param code one of {@link networkCodes} */
	constructor(readonly code: 'ADDRESS_UNREADABLE' | 'ADDRESS_WITHOUT_TLS') {
		super(networkCodes[code]?.message);
	}
}

/**
 * The address of the API from the credential.
 * @throws UnusableAddress where it is not an address, or would send the password over the network in the clear
 */
export function apiAddress(apiUrl: unknown): URL {
	const text = typeof apiUrl === 'string' ? apiUrl.trim() : '';
	const address = URL.canParse(text) ? new URL(text) : undefined;
	if (!address || !['http:', 'https:'].includes(address.protocol)) {
		throw new UnusableAddress('ADDRESS_UNREADABLE');
	}
	if (address.protocol === 'http:' && !isLoopback(address.hostname)) {
		throw new UnusableAddress('ADDRESS_WITHOUT_TLS');
	}
	return address;
}

function isLoopback(host: string): boolean {
	return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * Adds the account to a request: user and password go into the form, never into the address. The request always goes
 * to the credential's own address, whatever address it came with, so that no setting can send the password elsewhere.
 * @throws UnusableAddress see {@link apiAddress}
 */
export function withAccount(
	credential: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
): IHttpRequestOptions {
	const address = apiAddress(credential.apiUrl);
	const form = new URLSearchParams();
	for (const [name, value] of Object.entries({ ...formOf(request.body), ...accountOf(credential) })) {
		form.set(name, String(value));
	}
	return {
		...request,
		url: address.href,
		body: form.toString(),
		allowedDomains: address.hostname,
		// A redirect would carry the password to another address.
		disableFollowRedirect: true,
	};
}

function formOf(body: unknown): IDataObject {
	return isObject(body) ? body : {};
}

function accountOf(credential: ICredentialDataDecryptedObject): IDataObject {
	return { user: credential.user ?? '', password: credential.password ?? '' };
}

/**
 * Reads an answer. The reference gives `{"status": "SUCCESS", "result": …}` or `{"status": "ERROR", "error": CODE}`;
 * what it leaves open (the shape of lists, upper or lower case, the content type) is accepted in every form.
 */
export function readAnswer(answer: Answer, method: unknown): Reading {
	const { statusCode } = answer;
	const body = parse(answer.body);
	if (isObject(body) && word(body.status) === 'error') return { fault: codeFault(body.error) };
	if (statusCode < 200 || statusCode > 299) return { fault: statusFault(statusCode, method) };
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

function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function word(value: unknown): string {
	return typeof value === 'string' ? value.trim().toLowerCase() : '';
}

function codeFault(error: unknown): Fault {
	const code = typeof error === 'string' || typeof error === 'number' ? String(error).trim() : '';
	const meaning = codes[code.toUpperCase()];
	if (meaning) return { ...meaning, message: `${meaning.message} (${code})`, code, mayHaveArrived: false };
	return {
		message: showsNothingSecret(code)
			? `Afilnet refused the request (${code})`
			: 'Afilnet refused the request without a code',
		description:
			"This code is not in Afilnet's reference. The log of requests in the Afilnet account, or Afilnet's support, can tell what it means.",
		code: showsNothingSecret(code) ? code : '',
		cause: 'configuration-invalid',
		mayHaveArrived: false,
	};
}

/** Whether a text reads like a code rather than like a request that was sent back. */
function showsNothingSecret(text: string): boolean {
	return /^[\p{L}\p{N} _.:-]{1,80}$/u.test(text) && !/password/i.test(text);
}

function statusFault(statusCode: number, method: unknown): Fault {
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
		};
	}
	if (statusCode >= 500 || statusCode === 408 || statusCode < 200) {
		return {
			message: `Afilnet is not available right now (HTTP ${httpCode})`,
			description: afterwards('Try again later.', method),
			httpCode,
			cause: 'temporarily-unavailable',
			mayHaveArrived: isSend(method),
		};
	}
	return {
		message: `The address of Afilnet refused the request (HTTP ${httpCode})`,
		description:
			"Check 'API URL' in the Afilnet credential, and whether a proxy or firewall on the way, or a list of allowed IP addresses in Afilnet, keeps this n8n out.",
		httpCode,
		cause: 'configuration-invalid',
		mayHaveArrived: false,
	};
}

function strangeFault(what: string, method: unknown): Fault {
	return {
		message: `Afilnet's address answered with ${what} instead of an answer of the API`,
		description: afterwards(
			"Check 'API URL' in the Afilnet credential. If it is right, a proxy or a maintenance page may have answered: try again later.",
			method,
		),
		cause: 'temporarily-unavailable',
		mayHaveArrived: isSend(method),
	};
}

function nameOf(body: unknown): string {
	if (body === undefined || body === null || body === '') return 'nothing';
	if (typeof body !== 'string') return 'other data';
	return /^<(!doctype|html|\?xml|head|body)/i.test(body) ? 'a web page' : 'text';
}

interface NetworkMeaning {
	message: string;
	description: string;
	/** Whether the request may have left before the connection was lost. */
	mayHaveArrived: boolean;
	cause?: Failure['cause'];
}

const notFound: NetworkMeaning = {
	message: 'The address of Afilnet was not found',
	description: "Check 'API URL' in the Afilnet credential, and whether this n8n can reach the internet.",
	mayHaveArrived: false,
};

const refused: NetworkMeaning = {
	message: 'The address of Afilnet could not be reached',
	description:
		"Check 'API URL' in the Afilnet credential, and whether a firewall keeps this n8n from it. If both are right, try again later.",
	mayHaveArrived: false,
};

const tooSlow: NetworkMeaning = {
	message: 'Afilnet did not answer in time',
	description: 'Try again later.',
	mayHaveArrived: true,
};

const unusable = {
	description:
		"Afilnet's own address is https://www.afilnet.com/api/http/. Only an address on this same machine may begin with http://.",
	mayHaveArrived: false,
	cause: 'configuration-invalid',
} as const;

/** Codes of Node's network layer, of axios and of {@link UnusableAddress}. */
const networkCodes: Readonly<Record<string, NetworkMeaning>> = {
	ADDRESS_UNREADABLE: {
		message: "'API URL' in the Afilnet credential is not a web address",
		...unusable,
	},
	ADDRESS_WITHOUT_TLS: {
		message: "'API URL' in the Afilnet credential must begin with https://",
		...unusable,
	},
	ENOTFOUND: notFound,
	EAI_AGAIN: notFound,
	ECONNREFUSED: refused,
	EHOSTUNREACH: refused,
	ENETUNREACH: refused,
	ECONNABORTED: tooSlow,
	ETIMEDOUT: tooSlow,
	EPROTO: {
		message: 'No secure connection to the Afilnet address could be made',
		description: "Check 'API URL' in the Afilnet credential.",
		// Most often before anything is sent, but a broken record in the middle has the same code.
		mayHaveArrived: true,
		cause: 'configuration-invalid',
	},
	ERR_CANCELED: {
		message: 'The request was stopped before Afilnet answered',
		description: 'The workflow was stopped.',
		mayHaveArrived: true,
	},
};

const cut: NetworkMeaning = {
	message: 'The connection was lost before Afilnet answered',
	description: 'Try again later.',
	mayHaveArrived: true,
};

/** Node has two dozen codes for a certificate. Those of OpenSSL itself may come after the request was sent. */
const untrustedCode = /^(?!ERR_SSL_).*(CERT|LEAF_SIGNATURE)/;

const untrusted: NetworkMeaning = {
	message: 'The certificate of the Afilnet address is not trusted',
	description: "Check 'API URL' in the Afilnet credential. Nothing was sent.",
	mayHaveArrived: false,
	cause: 'configuration-invalid',
};

/**
 * The fault behind whatever a request helper threw: an unusable address, or no answer at all.
 * @param thrown an exception of any kind, or one that wraps another as its `cause`
 */
export function networkFault(thrown: unknown, method: unknown): Fault {
	const code =
		causesOf(thrown)
			.map(codeOf)
			.find((value) => value !== '') ?? '';
	const meaning = networkCodes[code] ?? (untrustedCode.test(code) ? untrusted : cut);
	return {
		message: meaning.message,
		description: meaning.mayHaveArrived ? afterwards(meaning.description, method) : meaning.description,
		cause: meaning.cause ?? 'temporarily-unavailable',
		mayHaveArrived: meaning.mayHaveArrived && isSend(method),
	};
}

function causesOf(thrown: unknown): object[] {
	const chain: object[] = [];
	let error = thrown;
	while (typeof error === 'object' && error !== null && chain.length < 10) {
		chain.push(error);
		error = 'cause' in error ? error.cause : undefined;
	}
	return chain;
}

/** n8n 1 keeps of what it wraps no `cause` but its code alone, as `httpCode`. */
function codeOf(error: object): string {
	if ('code' in error && typeof error.code === 'string') return error.code;
	return 'httpCode' in error && typeof error.httpCode === 'string' ? error.httpCode : '';
}

function afterwards(advice: string, method: unknown): string {
	if (!isSend(method)) return advice;
	return `The message may or may not have been delivered: look at the conversation before sending it again. ${advice}`;
}
