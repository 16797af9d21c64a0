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
