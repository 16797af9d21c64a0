import type { IDataObject } from 'n8n-workflow';

import { platformOptions } from '../shared/descriptions';
import { isSend } from '../api/answer';

/** The values of `platform` in the vendor's reference. */
const platforms = platformOptions.map(({ value }) => value);

/** The values of `type` in the vendor's reference (`sendfile`). */
export const fileTypes = ['image', 'video', 'audio', 'voice', 'document', 'contact'];

/** Why a form cannot be sent, in words for a person. */
export interface Problem {
	message: string;
	description: string;
}

const labels: Readonly<Record<string, string>> = {
	platform: 'Platform',
	platformid: 'Channel',
	destination: 'Conversation',
	message: 'Message',
	type: 'File Type',
	fileurl: 'File URL',
	thumburl: 'Thumbnail URL',
};

/** Fields that `sendfile` can do without (vendor's reference). */
const optional = { sendfile: ['thumburl', 'message'] };

/** A form that can be sent, all texts, or the first problem found in it. */
export type PreparedForm = { sends: boolean } & ({ form: Record<string, string> } | { problem: Problem });

/**
 * Checks a form before anything is sent and cleans what people type in many ways.
 * @param body the form as the node's parameters gave it: the vendor's field names with values of any type
 */
export function prepareForm(body: unknown): PreparedForm {
	const fields = Object.entries(typeof body === 'object' && body !== null ? body : {});
	const method: unknown = fields.find(([name]) => name === 'method')?.[1];
	return { sends: isSend(method), ...checked(fields, method) };
}

function checked(
	fields: Array<[string, unknown]>,
	method: unknown,
): { form: Record<string, string> } | { problem: Problem } {
	const form: Record<string, string> = {};
	for (const [name, value] of fields) {
		const text = textOf(value);
		if (text === undefined) return { problem: notText(name) };
		if (text.trim() === '') {
			if (method === 'sendfile' && optional.sendfile.includes(name)) continue;
			return { problem: empty(name) };
		}
		form[name] = name === 'message' ? text : text.trim();
	}
	form.platform &&= form.platform.toLowerCase();
	if (form.platform === 'whatsapp' && form.destination) form.destination = phoneNumber(form.destination);
	const problem = problemOf(form);
	return problem ? { problem } : { form };
}

/** What a send gives back: the vendor's field names, so that it maps onto the next step as a row of a list does. */
export function sentItem(form: Record<string, string>): IDataObject {
	return { sent: true, ...Object.fromEntries(Object.entries(form).filter(([name]) => name in labels)) };
}

function textOf(value: unknown): string | undefined {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string') return value;
	return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
}

/** A phone number without what people put between its digits. Afilnet wants the digits alone. */
function phoneNumber(text: string): string {
	return text.replace(/[+\s().\-\u2010-\u2015\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}

function problemOf(form: Record<string, string>): Problem | undefined {
	if (form.platform && !platforms.includes(form.platform)) return notOneOf('platform', platforms);
	if (form.type && !fileTypes.includes(form.type)) return notOneOf('type', fileTypes);
	if (form.platform === 'whatsapp' && form.destination !== undefined && !/^\d+$/.test(form.destination)) {
		return {
			message: "'Conversation' is not a WhatsApp number",
			description: 'Use the number with its country code, digits only, e.g. 34600000001.',
		};
	}
	const address = ['fileurl', 'thumburl'].find(
		(name) => form[name] !== undefined && !isWebAddress(form[name]),
	);
	return address ? notWebAddress(address) : undefined;
}

function isWebAddress(text: string): boolean {
	return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}

function label(name: string): string {
	return labels[name] ?? name;
}

function empty(name: string): Problem {
	return {
		message: `'${label(name)}' is empty`,
		description: `Fill in '${label(name)}'. Where it is an expression, look at what it gives for this item.`,
	};
}

function notText(name: string): Problem {
	return {
		message: `'${label(name)}' is not a text`,
		description: `Where '${label(name)}' is an expression, let it give a single text or number, not a list or an object.`,
	};
}

function notOneOf(name: string, values: readonly string[]): Problem {
	return {
		message: `'${label(name)}' has a value that Afilnet does not know`,
		description: `Use one of: ${values.join(', ')}.`,
	};
}

function notWebAddress(name: string): Problem {
	return {
		message: `'${label(name)}' is not a web address`,
		description: 'Use the full address of a public file, beginning with https:// or http://.',
	};
}
