import { isBlank, shown } from '../api/characters';
import { readId } from '../api/id';
import { readRecipient } from '../api/recipient';
import { isRefusal, type Refusal } from '../api/refusal';
import { readChoice } from './choice';
import type { Field } from './fields';
import { readText } from './text';
import { readWebAddress, refuseFiles } from './webAddress';

/** Why a form cannot be sent, in words for a person. */
export interface Problem {
	message: string;
	description: string;
}

/** A form's fields as texts, or the first problem found in them. */
export type CheckedForm = { form: Record<string, string> } | { problem: Problem };

/** What the check of a field needs to know of what surrounds it. */
interface Surroundings {
	/** The platform that the form names. */
	platform?: string | undefined;
	/** Whether Afilnet can open addresses of this machine or network. */
	allowsLocal: boolean;
}

/**
 * Checks a form before anything is sent and cleans what people write in many ways.
 * @param values what the node's parameters gave: the vendor's field names with values of any type
 * @param fields the fields of the operation, the platform before what depends on it; no other one gets into the form
 * @param allowsLocal whether Afilnet is on this machine or network, so that files may be there too
 */
export function checkForm(values: object, fields: readonly Field[], allowsLocal = false): CheckedForm {
	const given = new Map<string, unknown>(Object.entries(values));
	const form: Record<string, string> = {};
	for (const field of fields) {
		const value = given.get(field.name);
		const read = readField(field, value, { platform: form.platform, allowsLocal });
		if (isRefusal(read)) return { problem: problemOf(field.label, read, value) };
		if (read !== '') form[field.name] = read;
		else if (field.required) return { problem: empty(field) };
	}
	return { form };
}

/** Whether a field is the address of a file, by the vendor's names: fileurl, thumburl. */
export function isAddress({ name }: Field): boolean {
	return name.endsWith('url');
}

/** A field's value as Afilnet wants it; an empty text if there is none. */
function readField(field: Field, value: unknown, { platform, allowsLocal }: Surroundings): string | Refusal {
	const { name, required, values } = field;
	const text = (isAddress(field) && refuseFiles(value)) || readText(value);
	if (isRefusal(text)) return text;
	if (isBlank(text)) return required && text.trim() !== '' ? invisible : '';
	if (values) return readChoice(text, values);
	if (isAddress(field)) return readWebAddress(text, allowsLocal);
	const written = typeof value === 'number' ? value : text;
	if (name === 'destination' && platform === 'whatsapp') return readRecipient(written);
	return name === 'destination' || name === 'platformid' ? readId(written) : text;
}

const invisible: Refusal = {
	fault: 'shows nothing',
	advice: 'It holds only characters that nobody can see.',
};

/** A refusal of a parameter's value, with the value as far as it can be shown. */
export function problemOf(label: string, { fault, advice }: Refusal, value: unknown): Problem {
	const isShown = typeof value === 'string' || Number.isFinite(value);
	return {
		message: `'${label}' ${fault}`,
		description: isShown ? `${advice} The value is ${shown(value)}.` : advice,
	};
}

function empty({ label }: Field): Problem {
	return {
		message: `'${label}' is empty`,
		description: `Fill in '${label}'. If it is an expression, look at what it gives for this item.`,
	};
}
