/** How Afilnet is asked: the address, the form, and the account that goes into it. */
import type { ICredentialDataDecryptedObject, IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { withoutInvisible } from './characters';
import { networkCodes } from './network';
import { isObject } from './object';
import { urlOf } from './url';

/** How every request looks to n8n's request helpers, apart from the credential and the form. */
export const requestDefaults = {
	method: 'POST',
	url: '',
	body: { class: 'chat' },
	headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
	// As text: JSON.parse would round ids of more than 15 digits, and the content type of answers is not known.
	encoding: 'text',
	// A status other than 200 is read here: n8n's own exception would carry the form, password included.
	ignoreHttpStatusErrors: true,
} as const satisfies Partial<IHttpRequestOptions>;

/** The credential's address cannot be used; thrown before anything is sent. */
export class UnusableAddress extends Error {
	/** @param code one of {@link networkCodes} */
	constructor(readonly code: 'ADDRESS_UNREADABLE' | 'ADDRESS_WITHOUT_TLS') {
		super(networkCodes[code]?.message);
	}
}

/**
 * The address of the API from the credential.
 * @throws UnusableAddress if it is not an address, or would send the password over the network in the clear
 */
export function apiAddress(apiUrl: unknown): URL {
	const address = typeof apiUrl === 'string' ? urlOf(withoutInvisible(apiUrl)) : undefined;
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
 * to the credential's own address and never to another one, so that no setting can send the password elsewhere.
 * @throws UnusableAddress see {@link apiAddress}
 */
export function withAccount(
	credential: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
): IHttpRequestOptions {
	const address = apiAddress(credential.apiUrl);
	const form = new URLSearchParams();
	// The HTTP Request node has a `form` if it is set to send one.
	const { form: fields, ...others }: IHttpRequestOptions & { form?: unknown } = request;
	const given = { ...fieldsOf(others.body), ...fieldsOf(fields), ...accountOf(credential) };
	for (const [name, value] of Object.entries(given)) form.set(name, String(value));
	return {
		...others,
		headers: { ...headersOf(others), 'Content-Type': 'application/x-www-form-urlencoded' },
		url: address.href,
		body: form.toString(),
		allowedDomains: address.hostname,
		...noRedirect,
	};
}

/** A redirect would carry the password to another address. The HTTP Request node goes by the older three names. */
const noRedirect = {
	disableFollowRedirect: true,
	followRedirect: false,
	followAllRedirects: false,
	maxRedirects: 0,
};

function fieldsOf(body: unknown): IDataObject {
	return isObject(body) ? body : {};
}

/** Without the content type, in upper or lower case: {@link withAccount} sets it. */
function headersOf({ headers = {} }: IHttpRequestOptions): IDataObject {
	return Object.fromEntries(
		Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-type'),
	);
}

/**
 * User and password as they are sent. No user begins or ends with blanks. A password may, but it has no line break: forms
 * do not let one be typed, and files in which passwords are kept end with one.
 */
export function accountOf(credential: ICredentialDataDecryptedObject): { user: string; password: string } {
	const { user = '', password = '' } = credential;
	return {
		user: withoutInvisible(String(user)),
		password: String(password).replace(/^[\r\n]+|[\r\n]+$/g, ''),
	};
}
