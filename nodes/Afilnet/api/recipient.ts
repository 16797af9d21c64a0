/**
 * Who a WhatsApp message goes to. A wrong number is a stranger's, and Afilnet accepts it all the same. So a text that
 * leaves the number in doubt is refused before anything is sent.
 */
import { plainCharacters } from './characters';
import { inexact } from './id';
import { readNumber } from './phoneNumber';
import { isRefusal, type Refusal } from './refusal';

/**
 * Reads a WhatsApp recipient as people, sheets, CRMs, phones and Afilnet write it.
 * @param value a text or a number
 * @returns the digits that Afilnet wants, country code first: 7 to 15, the first of them no 0 (E.164). An id of WhatsApp
 * that is no phone number comes back as it is. A refusal if the value may be two numbers, half a number, an extension or
 * a national number that begins with 0.
 */
export function readRecipient(value: unknown): string | Refusal {
	if (/^[1-9]\d{6,14}$/.test(String(value))) return String(value);
	if (Number.isInteger(value) && !Number.isSafeInteger(value)) return inexact;
	const text = plainCharacters(String(value));
	if (text.length > longest) return tooLong;
	const unwrapped = text.replace(wrapping, '');
	const id = [text, unwrapped].find((name) => ids.some((form) => form.test(name)));
	return id ?? readNumber(withoutSheetFormat(bare(unwrapped)));
}

/** A link with a text to send may be long. A longer text is refused, since reading it would take long. */
const longest = 1000;

const tooLong: Refusal = {
	fault: 'is longer than any number',
	advice: 'Use one number with its country code, e.g. 34600000001.',
};

/**
 * A key that is the same for one person, however a list or a form names them: the digits of a number, also of a number in
 * an id. Any other text stays as it is.
 */
export function recipientKey(destination: unknown): string {
	const recipient = readRecipient(destination);
	return isRefusal(recipient) ? String(destination).trim() : recipient.replace(server, '');
}

/** Ids of WhatsApp, by which Afilnet may name a conversation. */
const ids = [
	// A person, maybe on one of several devices.
	/^[1-9]\d{6,14}(?::\d+)?@s\.whatsapp\.net$/,
	// A person whose number is hidden (lid), a group, a channel, a broadcast list.
	/^[\w.:-]+@(?:lid|hosted|hosted\.lid|g\.us|newsletter|broadcast|bot|msgr|interop)$/,
	// A group alone. No phone number is that long.
	/^120363\d{12}$/,
	// A person as one business knows them: a country and letters or digits.
	/^[A-Z]{2}(?:\.[A-Za-z0-9]+)+$/,
	// A user name.
	/^@[\w.]{3,35}$/,
];

const links = [
	/^(?:https?:\/\/)?(?:www\.)?wa\.me\/([^/?#\s]+)\/?(?:[?#]\S*)?$/i,
	/^(?:whatsapp:\/\/|(?:https?:\/\/)?(?:api|web|www)\.whatsapp\.com\/)send\/?\?(?!\S*phone=\S*phone=)(?:\S*&)?phone=([^&#\s]+)\S*$/i,
];

/** Quotes, marks of Markdown and of lists. `="…"` is how a text gets into a sheet. */
const wrapping = /^[\s'"`´‘’‚‛“”„«»<>[*_,;=]+|[\s'"`´‘’‚‛“”„«»<>\]*_,;:.]+$/g;

const label =
	/^(?:(?:tel(?:ephone|[eé]fono)?|phone|mobile|m[oó]vil|mob|cell|celular|whatsapp|wa|sms|callto)[\s.:]*(?:\/\/)?|[\p{Extended_Pictographic}\p{RI}]\s*)/iu;

const server = /(?::\d+)?@(?:c\.us|s\.whatsapp\.net)$/i;

/** A text without what stands around its number: a link, a label, quotes. Every dash is `-`. */
function bare(text: string): string {
	let number = text;
	let before: string;
	do {
		before = number;
		number = linked(number).replace(wrapping, '').replace(label, '').replace(server, '');
	} while (number !== before);
	return number.replace(/[\u2010-\u2015\u2043\u2212\u30FC\uFE58\uFE63]/g, '-').replace(/[·•∙‧・]/g, ' ');
}

/** The number in a link of WhatsApp, else the text. */
function linked(text: string): string {
	return decoded(links.map((link) => link.exec(text)?.[1]).find(Boolean) ?? text);
}

function decoded(text: string): string {
	try {
		return plainCharacters(decodeURIComponent(text));
	} catch {
		return text;
	}
}

const exponent = /^\+?(\d)[.,](\d+)e\+?(\d+)$/i;
const thousands = /^(\+?\d{1,3}(?:([., '])\d{3})(?:\2\d{3})+)(?:(?!\2)[.,]0+)?$/;

/** A number that a sheet or a program wrote as an amount: `34600000001.0`, `34,600,000,001.00`, `3.4600000001E10`. */
function withoutSheetFormat(text: string): string {
	const [, first = '', rest = '', places] = exponent.exec(text) ?? [];
	if (rest.length === Number(places)) return first + rest;
	const amount = thousands.exec(text)?.[1];
	if (amount !== undefined) return amount.replace(/[., ']/g, '');
	return text.replace(/[.,]0$/, '').replace(/^(\+?\d+|[^.,]*\d{7})[.,]0+$/, '$1');
}
