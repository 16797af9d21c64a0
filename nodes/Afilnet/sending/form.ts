import type { IDataObject } from 'n8n-workflow';

import type { Field } from './fields';

/** Why a form cannot be sent, in words for a person. */
export interface Problem {
	message: string;
	description: string;
}

/** A form's fields as texts, or the first problem found in them. */
export type CheckedForm = { form: Record<string, string> } | { problem: Problem };

/**
 * Checks a form before anything is sent and cleans what people type in many ways.
 * @param values what the node's parameters gave: the vendor's field names with values of any type
 * @param fields the fields of the operation; no other one gets into the form
 */
export function checkForm(values: object, fields: readonly Field[]): CheckedForm {
	const given = new Map<string, unknown>(Object.entries(values));
	const form: Record<string, string> = {};
	for (const field of fields) {
		const text = textOf(given.get(field.name));
		if (text === undefined) return { problem: notText(field) };
		if (text.trim() !== '') form[field.name] = cleaned(field, text);
		else if (field.required) return { problem: empty(field) };
	}
	if (form.platform === 'whatsapp' && form.destination) form.destination = phoneNumber(form.destination);
	for (const field of fields) {
		const problem = problemOf(field, form);
		if (problem) return { problem };
	}
	return { form };
}

/** What a send gives back: the vendor's field names, so that it maps onto the next step as a row of a list does. */
export function sentItem(form: Record<string, string>): IDataObject {
	return { sent: true, ...form };
}

function textOf(value: unknown): string | undefined {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string') return value;
	return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
}

/** The text of a message stays as it is. */
function cleaned({ name }: Field, text: string): string {
	if (name === 'message') return text;
	return name === 'platform' ? text.trim().toLowerCase() : text.trim();
}

/** A phone number without what people put between its digits. Afilnet wants the digits alone. */
function phoneNumber(text: string): string {
	return text.replace(/[+\s().\-\u2010-\u2015\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}

function problemOf(field: Field, form: Record<string, string>): Problem | undefined {
	const value = form[field.name];
	if (value === undefined) return undefined;
	if (field.values && !field.values.includes(value)) return notOneOf(field);
	if (field.name === 'destination' && form.platform === 'whatsapp' && !/^\d+$/.test(value)) {
		return notNumber(field);
	}
	// The vendor's names of addresses: fileurl, thumburl.
	return field.name.endsWith('url') && !isWebAddress(value) ? notWebAddress(field) : undefined;
}

function isWebAddress(text: string): boolean {
	return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}

function empty({ label }: Field): Problem {
	return {
		message: `'${label}' is empty`,
		description: `Fill in '${label}'. Where it is an expression, look at what it gives for this item.`,
	};
}

function notText({ label }: Field): Problem {
	return {
		message: `'${label}' is not a text`,
		description: `Where '${label}' is an expression, let it give a single text or number, not a list or an object.`,
	};
}

function notOneOf({ label, values = [] }: Field): Problem {
	return {
		message: `'${label}' has a value that Afilnet does not know`,
		description: `Use one of: ${values.join(', ')}.`,
	};
}

function notNumber({ label }: Field): Problem {
	return {
		message: `'${label}' is not a WhatsApp number`,
		description: 'Use the number with its country code, digits only, e.g. 34600000001.',
	};
}

function notWebAddress({ label }: Field): Problem {
	return {
		message: `'${label}' is not a web address`,
		description: 'Use the full address of a public file, beginning with https:// or http://.',
	};
}
