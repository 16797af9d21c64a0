/**
 * A text in which none of the secrets can be read, however they were encoded on the way: in an address, a form, JSON, HTML,
 * Base64 or hexadecimal, once or several times.
 */
export function masked(text: string, secrets: readonly string[]): string {
	const written = secrets
		.flatMap((secret) => [secret, beginningOf(secret)])
		.filter(Boolean)
		.map(spellingsOf);
	const mask = (plain: string) => written.reduce((rest, spelling) => rest.replace(spelling, hidden), plain);
	const hides = (plain: string) => mask(plain) !== plain;
	return mask(text).replace(/[\w+/-]{6,}={0,2}/g, (run) =>
		hides(Buffer.from(run, 'base64').toString()) || hides(Buffer.from(run, 'hex').toString()) ? hidden : run,
	);
}

const hidden = '…';

/** What PHP's stack traces show of a text: its first 15 bytes. Nothing if it is no longer than that. */
function beginningOf(secret: string): string {
	const bytes = Buffer.from(secret);
	if (bytes.length <= 15) return '';
	const beginning = bytes.subarray(0, 15).toString();
	return beginning.replace(/\uFFFD$/, '');
}

/** Finds a secret in which every character may be written in any way. */
function spellingsOf(secret: string): RegExp {
	const runs = secret.match(/[\u0080-\u{10FFFF}]+|[^\u0080-\u{10FFFF}]/gu) ?? [];
	return new RegExp(runs.map(runOf).join(''), 'gi');
}

function runOf(text: string): string {
	const characters = [...text];
	const written = characters.map((character) => `(?:${waysOf(character).join('|')})`).join('');
	if (!/[^\0-\x7f]/.test(text)) return written;
	// A program that cannot show letters shows a mark for each of them, or for each byte.
	return `(?:${written}|[?\\uFFFD]{${characters.length},${Buffer.from(text).length}})`;
}

/** The ways to write a character, as patterns: as it is, by its bytes, by its number, by a name. */
function waysOf(character: string): string[] {
	const bytes = [...Buffer.from(character)];
	const code = character.codePointAt(0) ?? 0;
	const units = character.split('').map((unit) => `\\\\+u${hex(unit.charCodeAt(0), 4)}`);
	const percent = (byte: number) => `[%=](?:25)*${hex(byte, 2)}`;
	const ways = [
		`\\\\*${character.replace(/[^\p{L}\p{N}]/gu, '\\$&')}`,
		bytes.map(percent).join(''),
		units.join(''),
		`\\\\+x${hex(code, 2)}`,
		`&(?:amp;)*#(?:0*${code}|x0*${hex(code, 1)});`,
	];
	if (code < 256) ways.push(percent(code));
	if (/[^a-z0-9]/i.test(character)) ways.push('&(?:amp;)*[a-z]+;');
	if (character === ' ') ways.push('\\+');
	// A program that takes UTF-8 for Latin-1 shows two or three letters.
	if (code > 127) ways.push(Buffer.from(character).toString('latin1'));
	return ways;
}

function hex(number: number, digits: number): string {
	return number.toString(16).padStart(digits, '0');
}
