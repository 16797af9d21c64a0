import { isObject } from '../api/object';
import type { Refusal } from '../api/refusal';
import { urlOf } from '../api/url';
import { isPublicHost } from './publicHost';

/**
 * Reads the address of a file, which Afilnet has to open over the internet.
 * @param allowsLocal whether Afilnet is on this machine or network too, as a local one for tests is
 * @returns the address, percent-encoded, without what came with it: quotes, blanks, invisible characters
 */
export function readWebAddress(text: string, allowsLocal: boolean): string | Refusal {
	const written = text.replace(invisible, '').replace(/^[\s'"`‘’“”<]+|[\s'"`‘’“”>,;]+$/g, '');
	if (/^https?:[^]*(?:[^/=?&:#%]https?:\/\/|[\s,;|]www\.)/i.test(written)) return severalAddresses;
	if (/[\n\r\t]/.test(written)) return brokenAddress;
	const address = parsed(written);
	if (!address) return notAddress(written);
	if (address.username || address.password) return secretAddress;
	return allowsLocal || isPublicHost(address.hostname) ? address.href : localAddress;
}

/** A joiner is not among them: it is a part of many an emoji, also in the name of a file. */
const invisible = /[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g;

function parsed(text: string): URL | undefined {
	const address = urlOf(text.replace(/%(?![0-9a-f]{2})/gi, '%25'));
	return address && ['http:', 'https:'].includes(address.protocol) ? address : undefined;
}

const severalAddresses: Refusal = {
	fault: 'holds two addresses',
	advice: 'Use one address, and an item for each file.',
};

const brokenAddress: Refusal = {
	fault: 'holds a line break or a tab',
	advice: 'Use the address on one line.',
};

const secretAddress: Refusal = {
	fault: 'holds a user or a password',
	advice: 'Use an address that opens the file without signing in. Everybody who gets the file may see it.',
};

const localAddress: Refusal = {
	fault: 'is an address that Afilnet cannot reach',
	advice: 'It is on this machine or network. Use an address on the internet.',
};

function notAddress(text: string): Refusal {
	return {
		fault: 'is not a web address',
		advice: /https?:\/\//i.test(text)
			? 'It holds more than an address. Use the address alone.'
			: 'Use the full address of a public file, beginning with https:// or http://.',
	};
}

/**
 * Refuses files that were given instead of an address, e.g. the attachments of an Airtable record.
 * @param value a list or an object; undefined for anything else
 */
export function refuseFiles(value: unknown): Refusal | undefined {
	if (Array.isArray(value)) {
		return {
			fault: `is a list of ${value.length}, not the address of a file`,
			advice: `For the first of them, put [0]${addressField(value[0])} behind the field in the expression. For all of them, split the list into items.`,
		};
	}
	if (!isObject(value) || addressField(value) === '') return undefined;
	return {
		fault: 'is an object, not the address of a file',
		advice: `Put ${addressField(value)} behind the field in the expression.`,
	};
}

/** The field of an object that holds its web address, with a dot before it; empty if none does. */
function addressField(value: unknown): string {
	if (!isObject(value)) return '';
	const name = Object.keys(value).find((key) => /^https?:/.test(String(value[key])));
	return name === undefined ? '' : `.${name}`;
}
