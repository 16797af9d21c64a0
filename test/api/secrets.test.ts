import fc from 'fast-check';

import { masked } from '../../nodes/Afilnet/api/secrets';
import { spellings } from '../engine/leaks';

const password = '&=+%"\\ ñ€😀/<a>\'';

const escapedHtml = (text: string) =>
	text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
const namedHtml = (text: string) =>
	text
		.replace(/&/g, '&amp;')
		.replace(/</g, '&lt;')
		.replace(/>/g, '&gt;')
		.replace(/"/g, '&quot;')
		.replace(/'/g, '&#039;');
const unicodeJson = (text: string) =>
	JSON.stringify(text)
		.slice(1, -1)
		.replace(/\//g, '\\/')
		.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Encodings of a text by what makes them. */
const encodings: Record<string, (text: string) => string> = {
	none: (text) => text,
	form: (text) => new URLSearchParams({ text }).toString().slice('text='.length),
	address: encodeURIComponent,
	'address in small letters': (text) => encodeURIComponent(text).toLowerCase(),
	'address twice': (text) => encodeURIComponent(encodeURIComponent(text)),
	JSON: (text) => JSON.stringify(text).slice(1, -1),
	'JSON twice': (text) => JSON.stringify(JSON.stringify(text)).slice(3, -3),
	"PHP's JSON": unicodeJson,
	'HTML by numbers': escapedHtml,
	"PHP's HTML": namedHtml,
	'HTML twice': (text) => namedHtml(namedHtml(text)),
	"PHP's slashes": (text) => text.replace(/["'\\]/g, '\\$&'),
	Base64: (text) => Buffer.from(text).toString('base64'),
	'Base64 for addresses': (text) => Buffer.from(text).toString('base64url'),
	'Base64 with what stands before it': (text) => Buffer.from(`demo@afilnet.test:${text}`).toString('base64'),
	'Base64 of a form': (text) => Buffer.from(new URLSearchParams({ text }).toString()).toString('base64'),
	hexadecimal: (text) => Buffer.from(text).toString('hex'),
	'UTF-8 taken for Latin-1': (text) => Buffer.from(text).toString('latin1'),
	ASCII: (text) => text.replace(/[^\x20-\x7e]/gu, '?'),
};

describe('a secret is masked', () => {
	test.each(Object.keys(encodings))('in the encoding: %s', (name) => {
		const text = `No such user (${encodings[name]?.(password)}), try again.`;

		expect(masked(text, [password])).toBe('No such user (…), try again.');
	});

	test.each([
		["login('demo@afilnet.te...', 'correct-horse-b...')", "login('…...', '…...')"],
		["login('пароль123...')", "login('…...')"],
		["login('пропуск\uFFFD...')", "login('…\uFFFD...')"],
	])("in PHP's stack traces, which show 15 bytes: %s", (text, shown) => {
		const secrets = ['demo@afilnet.test', 'correct-horse-battery-staple', 'пароль123456789', 'пропускéé'];
		expect(masked(text, secrets)).toBe(shown);
	});

	test('at once, whatever marks stand in the text', () => {
		const marks = '?'.repeat(6_000);
		expect(masked(marks, ['пароль1'.repeat(20)])).toBe(marks);
		expect(masked(marks, [`${'пароль'.repeat(10)}1`])).not.toContain('???????');
	});

	test('whatever it is', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'grapheme', minLength: 4, maxLength: 20 }),
				fc.constantFrom(...Object.keys(encodings)),
				(secret, name) => {
					const text = masked(`before ${encodings[name]?.(secret)} after`, [secret]);

					for (const spelling of spellings(secret).filter((form) => form.length >= 6))
						expect(text).not.toContain(spelling);
					expect(text).not.toContain(encodings[name]?.(secret));
				},
			),
			{ numRuns: 500 },
		);
	});

	test('and nothing else', () => {
		const text =
			'You have no credit left (0.00 €). Buy more at https://www.afilnet.com/credit/YWJjZGVmZ2hpamts?x=deadbeef.';

		expect(masked(text, ['demo@afilnet.test', password, ''])).toBe(text);
	});
});

describe('a secret in a few characters', () => {
	test.each<[text: string, secret: string, shown: string]>([
		['a b', 'b', 'a …'],
		['A B', 'b', 'A …'],
		['x%62y', 'b', 'x…y'],
		['x%252525C3%2525B1y', 'ñ', 'x…y'],
		['x=C3=B1y', 'ñ', 'x…y'],
		['x%F1y', 'ñ', 'x…y'],
		['x\\u00f1y', 'ñ', 'x…y'],
		['x\\\\u00F1y', 'ñ', 'x…y'],
		['x\\xf1y', 'ñ', 'x…y'],
		['x\\u0009y', '\t', 'x…y'],
		['x&#9;y', '\t', 'x…y'],
		['x%09y', '\t', 'x…y'],
		['x\\x09y', '\t', 'x…y'],
		['x\\ud83d\\ude00y', '😀', 'x…y'],
		['x&#128512;y', '😀', 'x…y'],
		['x&#x1F600;y', '😀', 'x…y'],
		['x&amp;amp;#0241;y', 'ñ', 'x…y'],
		['x&amp;#x000f1;y', 'ñ', 'x…y'],
		['x&ntilde;y', 'ñ', 'x…y'],
		['x&amp;lt;y', '<', 'x…y'],
		['x&lt;y', 'l', 'x&…t;y'],
		['x+y', ' ', 'x…y'],
		['x+y', '-', 'x+y'],
		['x\\"y', '"', 'x…y'],
		['x\\\\"y', '"', 'x…y'],
		['x\u00c3\u00b1y', 'ñ', 'x…y'],
		['x?y', 'ñ', 'x…y'],
		['x\uFFFD\uFFFDy', 'ñ', 'x…y'],
		['x?y', 'n', 'x?y'],
		['x%31y', '\x80', 'x%31y'],
		['x.y', '.', 'x…y'],
		['xzy', '.', 'xzy'],
		['abab', 'ab', '……'],
		['demo and secret', '', 'demo and secret'],
	])('%p without %p is %p', (text, secret, shown) => {
		expect(masked(text, [secret])).toBe(shown);
	});

	test('is found in Base64 and hexadecimal from six characters on', () => {
		const base64 = (text: string) => Buffer.from(text).toString('base64');
		expect(masked(`x ${base64('abcd')} y`, ['abcd'])).toBe('x … y');
		expect(masked(`x ${base64('abc')} y`, ['abc'])).toBe('x YWJj y');
		expect(masked(`x ${base64('?>?>secret~~')} y`, ['secret'])).toBe('x … y');
		expect(masked(`x ${Buffer.from('?>?>secret~~').toString('base64url')} y`, ['secret'])).toBe('x … y');
		expect(masked(`x ${Buffer.from('abc').toString('hex')} y`, ['abc'])).toBe('x … y');
		expect(masked(`x ${Buffer.from('other').toString('hex')} y`, ['abc'])).toBe('x 6f74686572 y');
		expect(masked(`${base64('one secret')},${base64('none at all')}`, ['secret'])).toBe(
			`…,${base64('none at all')}`,
		);
	});

	test('is masked beside others', () => {
		expect(masked('demo with secret', ['demo', 'secret'])).toBe('… with …');
	});
});

test.each([
	['%20ac', '€'],
	['%100', 'Ā'],
	['?', '\x7f'],
])('%p does not hold %p', (text, secret) => {
	expect(masked(text, [secret])).toBe(text);
});
