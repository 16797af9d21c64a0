/** One phone number in international form, or why a text is not certainly one. */
import { codePoint } from './characters';
import type { Refusal } from './refusal';

/**
 * @param text a number as people write it, with ASCII characters as far as it has any
 * @returns its digits, country code first
 */
export function readNumber(text: string): string | Refusal {
	const rule = rules.find(({ applies }) => applies(text));
	return rule ? rule.refusal(text) : digitsOf(text);
}

function digitsOf(text: string): string {
	return withoutTrunkZero(text).replace(/\D/g, '').replace(/^00/, '');
}

interface Rule {
	applies: (text: string) => boolean;
	refusal: (text: string) => Refusal;
}

/** The advice for most of the rules. */
const useOne = 'Use one number with its country code, e.g. 34600000001.';

function rule(
	applies: (text: string) => boolean,
	fault: string | ((text: string) => string),
	advice = useOne,
): Rule {
	return { applies, refusal: (text) => ({ fault: typeof fault === 'string' ? fault : fault(text), advice }) };
}

const fits = (pattern: RegExp) => (text: string) => pattern.test(text);

const asText = 'Format the column as text in the sheet, then enter the numbers again.';

/** The first rule that applies counts. A later one relies on those before it. */
const rules: readonly Rule[] = [
	rule(fits(/^[^\s@]+@[^\s@]+$/), 'is an email address'),
	rule(fits(/^\D*$/), 'is not a WhatsApp number'),
	rule(fits(/^[+\d.,]+e[+-]?\d+$/i), 'holds a number that the sheet has cut', asText),
	rule(
		(text) => numbersIn(text) > 1,
		(text) => `holds ${numbersIn(text) === 2 ? 'two' : numbersIn(text)} numbers`,
		'Make an item for each number.',
	),
	rule(fits(/^-/), 'holds a negative number', asText),
	rule(fits(/^(?:19|20)\d\d([-./])\d{1,2}\1\d{1,2}$|^\d{1,2}([-./])\d{1,2}\2(?:19|20)\d\d$/), 'is a date'),
	rule(isFraction, 'holds a number with a fraction', asText),
	rule(
		fits(/(?:\d\D*){7}(?:e?xt(?:n|ensi[oó]n)?|x|int(?:erno)?|anexo|poste|dw|[#,;pw])[\s.:=#]*\d{1,6}$/iu),
		'has an extension',
		'WhatsApp knows no extensions: leave it out.',
	),
	rule(fits(/[^\d +().\-/[\]]/u), (text) => `holds ${strangerIn(text)}, which no number has`),
	rule((text) => isListed(text) || isCounted(text), 'begins with a number that may be its place in a list'),
	rule(fits(/[^ ([+][^+]*\+|\+.*\+/), "holds a '+' that is not at its beginning"),
	rule(goesOn, 'has more digits after a whole number'),
	rule(
		fits(/^\D*0(?!\D*0)|^\D*0\D*0\D*0/),
		'begins with 0: use the country code',
		'Write the country code instead of the 0, e.g. 34 for Spain.',
	),
	rule(
		hasDoubtfulZero,
		'has a 0 that may have to be left out',
		'Write the number as it is dialled from abroad.',
	),
	rule(
		(text) => digitsOf(text).length < 7,
		(text) => `has ${digitsOf(text).length} digits, too few for a number with its country code`,
	),
	rule(
		(text) => digitsOf(text).length > 15,
		(text) => `has ${digitsOf(text).length} digits, more than a number can have`,
	),
];

/** The shortest number with its country code. */
const shortest = 7;

/** How many whole numbers a text holds, by what cannot stand within one and by its unbroken runs of digits. */
function numbersIn(text: string): number {
	const counts = text.split(/[^\d ().[\]-]/).map((part) => {
		const whole = runsOf(part).filter((run) => run.length >= shortest).length;
		return Math.max(whole, countDigits(part) >= shortest ? 1 : 0);
	});
	return counts.reduce((sum, count) => sum + count, 0);
}

function runsOf(text: string): string[] {
	return text.match(/\d+/g) ?? [];
}

function countDigits(text: string): number {
	return text.replace(/\D/g, '').length;
}

/** One mark of a fraction behind a whole number, or one with a single digit behind it. */
function isFraction(text: string): boolean {
	const [, before = '', after = ''] = /^(.*)[.,](\d+)$/.exec(text) ?? [];
	if (countDigits(before) < shortest) return /^[.,]/.test(text);
	if (/[.,]/.test(before)) return after.length === 1 && /\d$/.test(before);
	return after.length <= 2 || /\d{7}$/.test(before);
}

/** The first character that no number has, as an error names it. */
function strangerIn(text: string): string {
	const [character = ''] = /[^\d +().\-/[\]]/u.exec(text) ?? [];
	if (/[\n\r\v\f\u0085\u2028\u2029]/.test(character)) return 'a line break';
	if (character === '\t') return 'a tab';
	return /[!-~]/.test(character) ? `"${character}"` : `"${character}" (${codePoint(character)})`;
}

/** `2) 34600000001`. The place may look like a country code too, but one with such a mark is rare. */
function isListed(text: string): boolean {
	const [, bracket, place = '', mark, rest = ''] = /^([([]?)(\d{1,2})([.)\]]| -) (.*)/.exec(text) ?? [];
	const digits = countDigits(rest);
	if (digits < 10 || (digits === 10 && (place === '1' || place === '7'))) return false;
	const isMarkedCode = place.length === 2 && (bracket !== '' || mark === ' -') && countryCode.test(place);
	return !isMarkedCode;
}

/** `2 34600000001`: digits that begin with no country code, or more than the 11 digits of a number with 1 or 7. */
function isCounted(text: string): boolean {
	const [, place = '', number] = /^\D*([1-9]\d{0,2})\D+(\d{10,})\D*$/.exec(text) ?? [];
	if (number === undefined) return false;
	if (/^[17]/.test(place)) return place.length + number.length > 11;
	// A digit of the number may stand beside the code, as in `521 5512345678`.
	return ![place, place.slice(0, 2)].some((code) => countryCode.test(code));
}

/** Digits behind what is a number already: `34600000001-2`, `34 911 234 567/68`, `34600000001 (2)`. */
function goesOn(text: string): boolean {
	return goesOnAfterRun(text) || goesOnAfterSlash(text) || /(?:\d\D*){7}[([] *\d+ *[)\]]?$/.test(text);
}

function goesOnAfterRun(text: string): boolean {
	const runs = runsOf(text);
	return runs.slice(0, -1).some(({ length }, index) => {
		const rest = countDigits(runs.slice(index + 1).join());
		return length >= 10 || (length >= shortest && rest <= 3);
	});
}

/** A slash stands behind an area code, so not behind a whole number and not before a few last digits. */
function goesOnAfterSlash(text: string): boolean {
	const parts = text.split('/').map(countDigits);
	return parts.length > 1 && ((parts[0] ?? 0) >= shortest || (parts.at(-1) ?? 0) < 4);
}

/** The country codes of E.164. None begins like another one. */
const countryCode =
	/^(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|2[1-689]\d|3[578]\d|42\d|5[09]\d|6[7-9]\d|8[03578]\d|9[679]\d)$/;

/** Country codes after which a number may really begin with 0, e.g. a landline in Italy. */
const keepsZero = /^(?:39|47|22[5-79]|24[12]|378|992)$/;

/** The 0 that is only dialled within the country, as in `+44 (0)20 7946 0001`. */
const trunkZero = /^([+ ([]*(?:00)? *(\d{1,3})[ )\].\-/]*)[([] *0 *[)\]]/;

function withoutTrunkZero(text: string): string {
	return text.replace(trunkZero, (zero: string, before: string, code: string) =>
		countryCode.test(code) && !keepsZero.test(code) ? before : zero,
	);
}

/** A 0 in brackets anywhere else, or one that was written behind a country code that never has one: `+44 020 7946 0001`. */
function hasDoubtfulZero(text: string): boolean {
	const number = withoutTrunkZero(text);
	if (/[([] *0 *[)\]]/.test(number)) return true;
	const [, code = ''] = /^[+ ([]*(?:00)?(\d{1,3})[ )\].\-/]+[([]?0/.exec(number) ?? [];
	return countryCode.test(code) && !keepsZero.test(code);
}
