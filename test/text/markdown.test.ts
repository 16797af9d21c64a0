import fc from 'fast-check';
import { formatMarkdown } from '../../nodes/Afilnet/text/markdown';
import { renderReference } from './reference';

const platforms = ['webchat', 'whatsapp', 'telegram', 'operator'];
const code = '```';

test.each([
	['bold', '**Total:** 5 €', '*Total:* 5 €', 'Total: 5 €'],
	['bold with underscores', '__Total:__ 5 €', '*Total:* 5 €', 'Total: 5 €'],
	['italic', 'es *hoy* o _ayer_', 'es _hoy_ o _ayer_', 'es hoy o ayer'],
	['bold and italic', '***hoy***', '_*hoy*_', 'hoy'],
	['italic within bold', '**solo *hoy* ya**', '*solo _hoy_ ya*', 'solo hoy ya'],
	['marks by the rule of three', '*__uno_ *dos*_*', '__uno dos__', '_uno dos_'],
	['bold within bold', '**solo __hoy__ ya**', '*solo hoy ya*', 'solo hoy ya'],
	['strikethrough', '~~10 €~~ 9 €', '~10 €~ 9 €', '10 € 9 €'],
	['bold over lines', '**uno\n  dos**', '*uno*\n  *dos*', 'uno\n  dos'],
	['bold without the space behind it', '**Precio:**5 €', 'Precio:5 €', 'Precio:5 €'],
	['bold in a part of a word', '**Haus**tür', 'Haustür', 'Haustür'],
	['bold between Chinese letters', '这是**重要：**请看', '这是重要：请看', '这是重要：请看'],
	['no power', '**a + b**2', '**a + b**2', '**a + b**2'],
	['bold from right to left', '**مرحبا** بك', '*مرحبا* بك', 'مرحبا بك'],
	['bold beside an emoji', '❤️**oferta**🎉', '❤️*oferta*🎉', '❤️oferta🎉'],
	['code', '`a *b*` y `` `c` ``', '`a *b*` y ```​`c````'.replace('\u200B', ''), 'a *b* y `c`'],
	['a heading', '## El **pedido** ##', '*El pedido*', 'El pedido'],
	['a heading with a line under it', 'Pedido\n---\ntexto', '*Pedido*\ntexto', 'Pedido\ntexto'],
	['a link', '[aquí](https://x.es/a_b)', 'aquí (https://x.es/a_b)', 'aquí (https://x.es/a_b)'],
	['a link with a title', '[aquí](<https://x.es> "Ir")', 'aquí (https://x.es)', 'aquí (https://x.es)'],
	['a link that is its address', '[x.es](https://www.x.es/)', 'https://www.x.es/', 'https://www.x.es/'],
	['a link with parentheses', '[a](https://x.es/b_(c))', 'a (https://x.es/b_(c))', 'a (https://x.es/b_(c))'],
	['an e-mail link', '[a@x.es](mailto:a@x.es)', 'a@x.es', 'a@x.es'],
	['a bold link', '**[aquí](https://x.es)**', '*aquí (https://x.es)*', 'aquí (https://x.es)'],
	['an address in marks', '<https://x.es> <a@x.es>', 'https://x.es a@x.es', 'https://x.es a@x.es'],
	['a bold address', '**https://x.es/a**', '*https://x.es/a*', 'https://x.es/a'],
	['an image', '![Plano](https://x.es/p.png)', 'Plano (https://x.es/p.png)', 'Plano (https://x.es/p.png)'],
	['an image in a link', '[![P](p.png)](x.es)', 'P (p.png) (x.es)', 'P (p.png) (x.es)'],
	['bullets', '* uno\n    * dos\n- tres', '• uno\n    • dos\n- tres', '• uno\n    • dos\n- tres'],
	['numbers', '1. **uno**\n2) dos', '1. *uno*\n2) dos', '1. uno\n2) dos'],
	['tasks', '- [ ] uno\n  - [x] dos', '☐ uno\n  ☑ dos', '☐ uno\n  ☑ dos'],
	['a numbered task', '1. [X] uno', '1. ☑ uno', '1. ☑ uno'],
	['a heading in an item', '1. ### Uno\n   dos', '1. *Uno*\n   dos', '1. Uno\n   dos'],
	['a quote', '>**uno**\n> # dos', '> *uno*\n> *dos*', '> uno\n> dos'],
	['a quote without a space', '>Hola\n>\n>adiós', '> Hola\n>\n> adiós', '> Hola\n>\n> adiós'],
	['rules', '***\n---\n* * *', '---\n---\n---', '---\n---\n---'],
	['escapes', '\\*no\\* 1\\. a\\_b \\\\', '*no* 1. a_b \\', '*no* 1. a_b \\'],
	['entities', '&lt;5&nbsp;&euro;&gt; &ntilde; &#x1F600;', '<5\u00A0€> ñ 😀', '<5\u00A0€> ñ 😀'],
	[
		'entities of no character',
		'&#0; &#xD800; &#x110000; &#12345678;',
		'\uFFFD \uFFFD \uFFFD &#12345678;',
		'\uFFFD \uFFFD \uFFFD &#12345678;',
	],
	['line breaks', 'uno<br>dos<br/>tres\\\ncuatro', 'uno\ndos\ntres\ncuatro', 'uno\ndos\ntres\ncuatro'],
	['HTML tags that style', '<u>m</u><sup class="a">2</sup>', 'm2', 'm2'],
	['a code block', `${code}js\na = *b*\n${code}`, `${code}\na = *b*\n${code}`, 'a = *b*'],
	['a code block in an item', `- a\n  ~~~\n  b\n  ~~~`, `- a\n${code}\nb\n${code}`, '- a\nb'],
	['a code block that does not end', `${code}\na`, `${code}\na\n${code}`, 'a'],
	['a code block with marks of code', `~~~\n${code}\n~~~`, code, code],
	['nothing but marks', '~~~\n\n~~~', '```\n\n```', '~~~\n\n~~~'],
	['a table', '|A|B|\n|-|:-:|\n|1|**2**|\n|`3`||', '*A* | *B*\n1 | *2*\n`3` | –', 'A | B\n1 | 2\n3 | –'],
	['a table behind text', 'uno\n|A|B|\n|-|-|\n|1|2|', 'uno\n*A* | *B*\n1 | 2', 'uno\nA | B\n1 | 2'],
	['bars in a table', 'a | b\n--|--\n1\\|2 | x<br>y', '*a* | *b*\n1|2 | x y', 'a | b\n1|2 | x y'],
])('formats %s', (_what, markdown, whatsApp, plain) => {
	expect(platforms.map((platform) => formatMarkdown(markdown, platform))).toEqual([
		plain,
		whatsApp,
		plain,
		plain,
	]);
});

const lookalikes = [
	...['2*3*4', '5 * 3 * 2', 'a**2 + b**2', '10€*', 'snake_case_name', '****1234', 'f***', '~5 min', '1.5 kg'],
	...[
		'- 5 °C',
		'+ 34 600 000 001',
		'#hashtag',
		'#1',
		'10:30',
		'+34 600-000-001',
		'$5_000',
		'50 % [1]',
		'[x]',
		'a[0](b c)',
	],
	...['https://x.es/_a_/*b*/c_d_e?f=*g*&amp=1', 'www.x.es/a_b_', 'a_b@x.es', '@_ana_b', '/usr/_local_/x'],
	...[
		'C:\\_dir_\\*.ts',
		'\\\\server\\_a_',
		'src/**/*.ts',
		'*.ts',
		'**/*.js',
		'(.*)',
		'\\d+',
		'¡Hola!',
		'¿Qué?',
		'👍🏽',
		'👨‍👩‍👧',
		'1️⃣',
	],
	...[
		'שלום',
		'مرحبا',
		'你好。',
		'x < y',
		'y > x',
		'<tu nombre>',
		'A & B',
		'&copia',
		'|',
		'a | b',
		'--',
		'=',
		'"a"',
	],
];

test.each(['<b></b>', '<p>&#8203;</p>', '&shy;'])(
	'%p stays as it is: a chat takes no message that shows nothing',
	(text) => {
		for (const platform of platforms) expect(formatMarkdown(text, platform)).toBe(text);
	},
);

test.each([
	['<p>One.</p><p>Two.</p>', 'One.\nTwo.'],
	['<div class="a">One</DIV><div>Two</div >', 'One\nTwo'],
	['One<br/>Two<BR class="a">Three', 'One\nTwo\nThree'],
	['<span>One</span><span>Two</span>', 'OneTwo'],
])('%p: blocks of HTML stay apart', (html, text) => {
	for (const platform of platforms) expect(formatMarkdown(html, platform).trim()).toBe(text);
});

test('text that only looks like Markdown stays as it is', () => {
	const line = fc.array(fc.constantFrom(...lookalikes), { minLength: 1, maxLength: 8 });
	const text = fc
		.array(line, { maxLength: 5 })
		.map((lines) => lines.map((words) => `a ${words.join(' ')}`).join('\n'));
	fc.assert(
		fc.property(text, fc.constantFrom(...platforms), (plain, platform) => {
			expect(formatMarkdown(plain, platform)).toBe(plain);
		}),
		{ numRuns: 2000 },
	);
});

test('text without any mark stays as it is', () => {
	const text = fc
		.string({ unit: 'grapheme', maxLength: 60 })
		.map((any) => any.replace(/[*_~`#>[\]<&\\|=-]/g, '\n'));
	fc.assert(
		fc.property(text, fc.constantFrom(...platforms), (plain, platform) => {
			expect(formatMarkdown(plain, platform)).toBe(plain);
		}),
		{ numRuns: 2000 },
	);
});

/** Words of characters that stand in no mark, entity, tag or address below. */
const word = fc.string({ unit: fc.constantFrom('Q', 'Ñ', '7', '漢', 'ع', '😀'), minLength: 1, maxLength: 3 });
const mark = fc.constantFrom(
	...[
		'*',
		'**',
		'***',
		'_',
		'__',
		'~~',
		'`',
		'``',
		'[',
		']',
		'](',
		')',
		'](https://x.es/a_b)',
		'![',
		'<',
		'>',
		'<br>',
	],
	...[
		'\\',
		'&amp;',
		'|',
		'|\n|-|\n|',
		'\n',
		'\n\n',
		'\n# ',
		'\n- ',
		'\n* ',
		'\n1. ',
		'\n> ',
		'\n===\n',
		'\n---\n',
	],
	...['\n```\n', '\n~~~\n', '- [ ] ', '    ', ' ', '"', 'https://x.es/', '<b>', ':', '.', '!', '(', '/'],
);

test('no character of a word is lost', () => {
	const text = fc
		.array(fc.oneof(word, mark), { maxLength: 40 })
		.map((parts) => parts.join('').replace(/(?:`{3,}|~{3,})/g, '$&\n'));
	const words = (any: string) => any.replace(/[^QÑ7漢ع😀]/gu, '');
	fc.assert(
		fc.property(text, fc.constantFrom(...platforms), (markdown, platform) => {
			expect(words(formatMarkdown(markdown, platform))).toBe(words(markdown));
		}),
		{ numRuns: 2000 },
	);
});

test("marks around words are read as CommonMark's own parser reads them", () => {
	const letters = word.filter((any) => !/[漢😀]/u.test(any));
	const { styled } = fc.letrec((tie) => ({
		styled: fc.oneof({ maxDepth: 3 }, letters, tie('phrase')),
		phrase: fc
			.tuple(
				fc.constantFrom('*', '**', '***', '_', '__', ''),
				fc.array(tie('styled'), { minLength: 1, maxLength: 3 }),
			)
			.map(([marks, parts]) => `${marks}${parts.join(' ')}${marks}`),
	}));
	const text = fc
		.array(styled, { maxLength: 6 })
		.map((parts) => parts.join('\n').replace(/([*_])\1{3,}/g, '$1'));
	fc.assert(
		fc.property(text, fc.boolean(), (markdown, isWhatsApp) => {
			// The reference does not know whether a mark stands between a span and the letter behind it.
			fc.pre(!isWhatsApp || !/[*]_|_[*]/.test(markdown));

			expect(formatMarkdown(markdown, isWhatsApp ? 'whatsapp' : 'webchat').trim()).toBe(
				renderReference(markdown, isWhatsApp).trim(),
			);
		}),
		{ numRuns: 2000 },
	);
});

describe('200 KB take no longer than their length asks for', () => {
	const repeated = (part: string, length: number) => part.repeat(Math.ceil(length / part.length));
	const formats = (markdown: string) => {
		const start = performance.now();
		formatMarkdown(markdown, 'whatsapp');
		expect(performance.now() - start).toBeLessThan(15_000);
	};

	test.each([
		...[
			'*',
			'_',
			'`',
			'[',
			'](',
			'[a](',
			'[a](<',
			'[a](b "',
			'<',
			'<b ',
			'&a',
			'#',
			'> ',
			'* ',
			'|',
			'|-',
			'\\',
			' ',
		],
		...[
			'\n',
			'*a ',
			'a* ',
			'*a **b ',
			'a** b* ',
			'*a**',
			'~~a ',
			'`a',
			'``a`',
			'https://*',
			'http://',
			'```\n',
		],
		...['> a\n>> b\n', '- '],
	])('%j', (part) => {
		formats(`x${repeated(part, 200_000)}\nx`);
	});

	test.each([
		['_a ', 'b* '],
		['*a **b ', 'c** d* '],
		['*a ', '\nb*'],
		['# ', ' '],
		['# x', '#'],
		['[a](b', ' '],
		['|a', '\n|-'],
	])('%j and %j', (first, second) => {
		formats(`${repeated(first, 100_000)}${repeated(second, 100_000)}x`);
	});
});
