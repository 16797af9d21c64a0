import fc from 'fast-check';

import { isBlank } from '../../nodes/Afilnet/api/characters';
import { splitMessage } from '../../nodes/Afilnet/text/split';

const family = '👨‍👩‍👧‍👦';
const flag = '🇪🇸';
const thumb = '👍🏽';
const code = '```';

test.each([
	['paragraphs', 'Uno. Dos.\n\nTres.\n \nCuatro. Cinco.', 20, ['Uno. Dos.\n\nTres.', 'Cuatro. Cinco.']],
	['lines', '- uno dos\n- tres cuatro\n- cinco', 24, ['- uno dos\n- tres cuatro', '- cinco']],
	['lines, with their indentation', '- uno\n  - dos tres', 15, ['- uno', '  - dos tres']],
	['sentences', 'Hola. ¿Qué tal? ¡Bien! Adiós', 20, ['Hola. ¿Qué tal?', '¡Bien! Adiós']],
	['sentences in quotes', '"Ya voy." Y se fue', 14, ['"Ya voy."', 'Y se fue']],
	['sentences in Chinese', '你好吗？我很好。谢谢你', 9, ['你好吗？我很好。', '谢谢你']],
	['no number of an item', '1. uno dos tres', 11, ['1. uno dos', 'tres']],
	['no part that shows nothing', 'uno dos\n\u200B', 8, ['uno dos']],
	['no fraction', '3.14159 2.5', 6, ['3.1415', '9 2.5']],
	['words', 'uno dos tres', 8, ['uno dos', 'tres']],
	['words up to the last unit', 'uno dos tres', 7, ['uno dos', 'tres']],
	['words in Thai', 'สวัสดีครับ', 7, ['สวัสดี', 'ครับ']],
	['the parts of an address', 'https://x.es/a', 13, ['https://x.es/', 'a']],
	['characters', 'aaaaaaa', 3, ['aaa', 'aaa', 'a']],
	['no emoji', `${family}${family}`, 15, [family, family]],
	['no flag', flag.repeat(3), 11, [flag.repeat(2), flag]],
	['no skin tone', `a${thumb}${thumb}`, 6, [`a${thumb}`, thumb]],
	['no letter with accents', 'e\u0301e\u0301', 3, ['e\u0301', 'e\u0301']],
	['an emoji that does not fit between its characters', flag, 2, ['🇪', '🇸']],
	['no bold text that fits', 'uno *dos tres* cuatro', 12, ['uno', '*dos tres*', 'cuatro']],
	['no code that fits', 'a. b `c. d` e', 8, ['a.', 'b `c. d`', 'e']],
	['bold text that does not fit', '*uno dos tres*', 9, ['*uno dos', 'tres*']],
	['no asterisk that is none of a pair', 'a * b *c d', 7, ['a * b', '*c d']],
	['lines of Windows', 'uno\r\n\r\ndos\r\ntres', 10, ['uno', 'dos\r\ntres']],
	['nothing into a part of white space', `a${' '.repeat(50)}b${'\n'.repeat(50)}`, 5, ['a', 'b']],
])('splits at %s', (_what, text, maxLength, parts) => {
	expect(splitMessage(text, maxLength)).toEqual(parts);
});

test('a code block that fits stays whole', () => {
	const block = `${code}js\na\n\nb\n${code}`;

	expect(splitMessage(`uno dos.\n${block}\ntres cuatro cinco`, 20)).toEqual([
		'uno dos.',
		block,
		'tres cuatro cinco',
	]);
});

test('a longer code block is closed and opened again, with its language and indentation', () => {
	const text = `uno\n${code}js\nif (a) {\n  b();\n\n  c();\n}\n${code}\ndos`;

	expect(splitMessage(text, 32)).toEqual([
		`uno\n${code}js\nif (a) {\n  b();\n${code}`,
		`${code}js\n  c();\n}\n${code}\ndos`,
	]);
});

test('a code block whose fence leaves no room is cut as text', () => {
	const text = `${code}${'a'.repeat(20)}\nuno dos tres\n${code}`;

	expect(splitMessage(text, 24)).toEqual([`${code}${'a'.repeat(20)}`, `uno dos tres\n${code}`]);
});

test('no code block is empty, wherever it is cut', () => {
	for (let length = 1; length < 60; length++) {
		const text = `uno\n\n${code}\n\n${'a'.repeat(length)}\n\n${'b'.repeat(30)}\n\n${code}\n\ndos`;
		const parts = splitMessage(text, 40);

		expect(parts.filter((part) => /```\s*```/.test(part))).toEqual([]);
		expect(parts.join('').replace(/[\s`]/g, '')).toBe(text.replace(/[\s`]/g, ''));
	}
});

test('a text that fits is left as it is', () => {
	for (const text of ['a', ' a\n\n', `${code}\na`]) expect(splitMessage(text, 6)).toEqual([text]);
});

test('a blank text has no parts', () => {
	for (const text of ['', ' \n', ' '.repeat(100)]) expect(splitMessage(text, 10)).toEqual([]);
});

test.each([1, 0, -1, 2.5, NaN, Infinity])('a length of %d is refused', (maxLength) => {
	expect(() => splitMessage('abc', maxLength)).toThrow(RangeError);
});

const piece = fc.oneof(
	fc.string({ unit: 'grapheme', maxLength: 12 }),
	fc.constantFrom(
		...[
			'uno',
			'dos.',
			'¿tres?',
			'¡cuatro!',
			'https://x.es/?A=1',
			'你好。',
			'สวัสดีครับ',
			'\u200F',
			'\uD800',
			'1.',
			'…',
		],
		...[family, flag, thumb, '1️⃣', 'e\u0301\u0302', '*', '*a b*', '_a b_', '~', '`a b`', '**a**'],
		...[
			' ',
			'  ',
			'\t',
			'\n',
			'\n\n',
			'\r\n',
			'\n \n',
			'\u00A0',
			'\u3000',
			'\n    ',
			'\n- ',
			'\n1. ',
			'\n> ',
		],
	),
);
const pieces = fc.array(piece, { maxLength: 60 });
const maxLength = fc.oneof(fc.integer({ min: 2, max: 30 }), fc.integer({ min: 2, max: 200 }));

/** Where parts begin and end in the text that they are of, which has no code block. */
function locate(text: string, parts: readonly string[]): Array<{ from: number; to: number }> {
	let end = 0;
	return parts.map((part) => {
		const from = text.indexOf(part, end);
		end = from + part.length;
		return { from, to: end };
	});
}

test('parts are not too long, not blank, and nothing that shows is between them', () => {
	const text = pieces.map((parts) => parts.join('').replace(/[`~]{3,}/g, ''));
	fc.assert(
		fc.property(text, maxLength, (message, max) => {
			const parts = splitMessage(message, max);
			const places = locate(message, parts);
			const between = [{ from: 0, to: 0 }, ...places].map(({ to }, index) =>
				message.slice(to, places[index]?.from),
			);

			expect(isBlank(between.join(''))).toBe(true);
			expect(parts.filter((part) => part.length > max || isBlank(part))).toEqual([]);
			expect(splitMessage(message, max)).toEqual(parts);
			expect(parts.flatMap((part) => splitMessage(part, max))).toEqual(parts);
		}),
		{ numRuns: 1000 },
	);
});

test('no seam is in a character as people see it', () => {
	const text = pieces.map((parts) => parts.join('').replace(/[`~]{3,}/g, ''));
	const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
	fc.assert(
		fc.property(text, maxLength, (message, max) => {
			const characters = [...segmenter.segment(message)];
			fc.pre(characters.every(({ segment }) => segment.length * 2 <= max));
			const borders = new Set([...characters.map(({ index }) => index), message.length]);
			const seams = locate(message, splitMessage(message, max)).flatMap(({ from, to }) => [from, to]);

			// White space goes with what combines with it.
			expect(seams.filter((seam) => !borders.has(seam) && /\S/.test(message.charAt(seam - 1)))).toEqual([]);
		}),
		{ numRuns: 1000 },
	);
});

test('every part of a text with code blocks has whole fences and nothing is lost', () => {
	const line = fc.constantFrom(
		'a b',
		'a. b',
		'c'.repeat(99),
		'  d',
		'',
		' ',
		'uno *dos tres* cuatro',
		'你好。',
		'- a',
	);
	const block = fc
		.array(line, { minLength: 1, maxLength: 9 })
		.map((lines) => `${code}js\n${lines.join('\n')}\n${code}`);
	const text = fc.array(fc.oneof(line, block), { maxLength: 9 }).map((parts) => parts.join('\n'));
	const words = (any: string) => any.replace(/\s|```(js)?/g, '');
	fc.assert(
		fc.property(text, fc.integer({ min: 60, max: 200 }), (message, max) => {
			const parts = splitMessage(message, max);

			expect(words(parts.join(''))).toBe(words(message));
			for (const part of parts) {
				expect(part.length).toBeLessThanOrEqual(max);
				expect((part.match(/^```/gm) ?? []).length % 2).toBe(0);
				expect(part.trim()).not.toBe('');
			}
		}),
		{ numRuns: 1000 },
	);
});

test('paragraphs that fit stay whole, and so do sentences and bold text', () => {
	const word = fc.string({ unit: fc.constantFrom('a', 'ñ', '你', 'ع'), minLength: 1, maxLength: 6 });
	const bold = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => `*${words.join(' ')}*`);
	const sentence = fc
		.array(fc.oneof(word, bold), { minLength: 1, maxLength: 4 })
		.map((words) => `${words.join(' ')}.`);
	const paragraph = fc.array(sentence, { minLength: 1, maxLength: 4 });
	fc.assert(
		fc.property(
			fc.array(paragraph, { maxLength: 6 }),
			fc.integer({ min: 30, max: 300 }),
			(paragraphs, max) => {
				const text = paragraphs.map((sentences) => sentences.join(' ')).join('\n\n');
				const longest = (texts: string[]) => Math.max(...texts.map(({ length }) => length));
				const parts = splitMessage(text, max);

				expect(parts.filter((part) => part.split('*').length % 2 === 0)).toEqual([]);
				if (longest(paragraphs.flat()) <= max)
					expect(parts.filter((part) => !part.endsWith('.'))).toEqual([]);
				if (longest(paragraphs.map((sentences) => sentences.join(' '))) <= max) {
					expect(parts.join('\n\n')).toBe(text);
				}
			},
		),
		{ numRuns: 1000 },
	);
});

describe('a long text takes no longer than its length asks for', () => {
	test.each([
		...[
			'a',
			' ',
			'\n',
			'*',
			'*a ',
			'`',
			'``a`',
			'.',
			'. ',
			'a.',
			'"',
			'.")',
			'1',
			'1. ',
			family,
			flag,
			'e\u0301',
			'你',
		],
		...['```\n', '```\na\n', '~~~\n\n', '- ```\n', '\t\n', '\u0301', 'a\u200D', '\n ', '*a* _b_ '],
	])('%j', (part) => {
		const text = part.repeat(Math.ceil(200_000 / part.length));
		const start = performance.now();

		for (const max of [20, 4096]) splitMessage(`x${text}x`, max);

		expect(performance.now() - start).toBeLessThan(20_000);
	});
});
