/** Characters that people cannot see or that look alike, and how to show them. */

/** Characters that leave no mark: of width zero, for the direction of writing, fillers. */
const markless = String.raw`\p{Cf}\p{Default_Ignorable_Code_Point}`;
const invisible = new RegExp(`[${markless}]`, 'gu');
const blank = new RegExp(String.raw`^[${markless}\s\p{Z}\p{Cc}\u2800]*$`, 'u');

/** Whether a text shows nothing: it is empty, or has only blanks and invisible characters. */
export function isBlank(text: string): boolean {
	return blank.test(text);
}

/** A text without invisible characters, and without blanks at its ends. */
export function withoutInvisible(text: string): string {
	return text.replace(invisible, '').trim();
}

/**
 * A text with the digits, signs and blanks of every script as ASCII has them, and nothing invisible: `３４` and `٣٤` are
 * `34`, a no-break space is a space. Line breaks and tabs within it stay.
 */
export function plainCharacters(text: string): string {
	return withoutInvisible(text)
		.replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
		.replace(/(?!\d)\p{Nd}/gu, (digit) => String(digitValue(digit)))
		.replace(/(?<=\d)\u20E3/g, '')
		.replace(/\p{Zs}/gu, ' ');
}

/** A whole number without the `.0` or `,00` that a sheet adds. Three zeros may be a thousand, so they stay. */
export function withoutDecimals(text: string): string {
	return text.replace(/^([+-]?\d+)[.,]0{1,2}$/, '$1');
}

/** Unicode has the ten digits of a script one after another, some sets of ten in a row. */
function digitValue(digit: string): number {
	const code = digit.codePointAt(0) ?? 0;
	let first = code;
	while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
	return (code - first) % 10;
}

const longest = 80;

/** Characters that a person would not see, or would take for a space. */
const named = new RegExp(String.raw`\r\n|[${markless}\p{Cc}\u2800]|(?! )\p{Z}`, 'gu');

/**
 * A value as an error shows it, so that people can find it: in quotes, with the names of invisible characters. What may be
 * secret in a web address (user, password, query) is left out.
 */
export function shown(value: unknown): string {
	if (typeof value !== 'string') return typeof value === 'object' ? 'a list or an object' : String(value);
	const characters = [...withoutSecrets(value)];
	const start = characters.slice(0, longest).join('').replace(named, nameOf);
	return `"${start}"${characters.length > longest ? ` and ${characters.length - longest} more characters` : ''}`;
}

function withoutSecrets(text: string): string {
	return text
		.replace(/(https?:[/\\]*|\/\/)(?:[^/?#\s]*@|[^/?#\s@:]*:[^?#\s]*?@)/gi, '$1…@')
		.replace(/((?::\/\/|www\.)[^?#\s]*)[?#](?:(?![,;|]?https?:)\S|\s+(?=[&?#]))*/gi, '$1?…');
}

const names: Readonly<Record<string, string>> = {
	'\n': 'line break',
	'\r': 'line break',
	'\r\n': 'line break',
	'\t': 'tab',
};

function nameOf(character: string): string {
	return `[${names[character] ?? codePoint(character)}]`;
}

/** A character as Unicode names it, e.g. `U+200B`. */
export function codePoint(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
