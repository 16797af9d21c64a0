import fc from 'fast-check';
import examples from 'libphonenumber-js/examples.mobile.json';
import { getCountries, getExampleNumber, type CountryCode } from 'libphonenumber-js/max';

import { readRecipient, recipientKey } from '../../nodes/Afilnet/api/recipient';

const spain = '34600000001';

describe('one number', () => {
	test.each<[what: string, value: unknown, digits?: string]>([
		['digits', '34600000001'],
		['a number', 34600000001],
		['a number with an exponent', 3.4600000001e10],
		['a big integer', 34600000001n],
		['a number of a sheet', '34600000001.0'],
		['a number of a sheet, with cents', '34600000001.00'],
		['a number of a sheet with thousands', '34,600,000,001'],
		['a number of a Spanish sheet', '34.600.000.001,00'],
		['a number of a sheet with spaces', '34 600 000 001.0'],
		['all digits of an exponent', '3.4600000001E10'],
		['a leading apostrophe', "'34600000001"],
		['quotes', '"+34600000001"'],
		['a text made by a formula', '="34600000001"'],
		['a list of one as JSON', '["34600000001"]'],
		['a plus', '+34600000001'],
		['a plus behind a blank', ' + 34600000001'],
		['two zeros', '0034600000001'],
		['two zeros and a plus', '+0034600000001'],
		['two zeros in brackets', '(0034) 600 000 001'],
		['spaces', '34 600 000 001'],
		['no-break spaces', '+34\u00a0600\u202f000\u2009001'],
		['hyphens', '34-600-000-001'],
		['dashes', '34–600—000−001'],
		['dots', '34.600.000.001'],
		['one dot behind the country code', '+34.600000001'],
		['brackets', '+34 (600) 000-001'],
		['a slash behind the area code', '+49 30/1234567', '49301234567'],
		['a direct dial', '+49 30 123456-0', '49301234560'],
		['a zero that is not dialled', '+44 (0)20 7946 0001', '442079460001'],
		['the same behind two zeros', '0044 (0) 20 7946 0001', '442079460001'],
		['the same without blanks', '+44(0)2079460001', '442079460001'],
		['an Ivorian number', '+225 07 12 34 56 78', '2250712345678'],
		['an Italian landline', '+39 06 1234 5678', '390612345678'],
		['an American number', '(1) 202 555 0123', '12025550123'],
		['an American number in two runs', '1 2025550123', '12025550123'],
		['a Chinese number in two runs', '86-13812345678', '8613812345678'],
		['a Mexican mobile of old', '521 5512345678', '5215512345678'],
		['an Argentinian mobile', '549 1123456789', '5491123456789'],
		['two zeros apart', '00 34600000001'],
		['a dotted American number', '1.202.555.0123', '12025550123'],
		['a half-cleaned Brazilian number', '551191234-5678', '5511912345678'],
		['a zero-width space', '34600\u200b000001'],
		['a byte order mark', '\ufeff34600000001'],
		['marks of direction', '\u202a+34 600 000 001\u202c\u200e'],
		['full-width characters', '＋３４　（６００）０００－００１'],
		['Arabic digits', '٣٤٦٠٠٠٠٠٠٠١'],
		['Persian digits', '۰۰۳۴۶۰۰۰۰۰۰۰۱'],
		['keycaps', '3️⃣4️⃣600000001'],
		['tel:', 'tel:+34-600-000-001'],
		['whatsapp:', 'whatsapp:+34600000001'],
		['two labels', 'WhatsApp: tel:+34600000001'],
		['an abbreviation', 'Tel. +34 600 000 001'],
		['a Spanish word', 'Móvil: 34 600 000 001'],
		['a picture of a phone', '📞 +34 600 000 001'],
		['bold in Markdown', '**+34 600 000 001**'],
		['a link of WhatsApp', 'https://wa.me/34600000001'],
		['a link with a text', 'wa.me/34600000001?text=Hi%2C%20I%20am%202'],
		['a link to send', 'https://api.whatsapp.com/send?phone=%2B34600000001&text=Hi'],
		['a link of the app', 'whatsapp://send/?text=Hi&phone=34600000001'],
		['percent signs', '%2B34%20600%20000%20001'],
		['an address of WhatsApp Web', '34600000001@c.us'],
		['a comma at the end', '34600000001,'],
		['brackets around all', '<34600000001>'],
		['the shortest', '+683 4002', '6834002'],
		['the longest', '123456789012345', '123456789012345'],
	])('%s: %p', (_what, value, digits = spain) => {
		expect(readRecipient(value)).toBe(digits);
	});
});

describe('an id of WhatsApp comes back as it is', () => {
	test.each([
		'34600000001@s.whatsapp.net',
		'34600000001:12@s.whatsapp.net',
		'123456789012345@lid',
		'123456789012345:3@lid',
		'120363025246125486@g.us',
		'34600000001-1612345678@g.us',
		'120363025246125486',
		'120363025246125486@newsletter',
		'status@broadcast',
		'US.13491208655302741918',
		'ES.a1B2c3D4',
		'US.ENT.11815799212886844830',
		'@lucia.garcia_1',
	])('%s', (id) => {
		expect(readRecipient(id)).toBe(id);
		expect(readRecipient(`' ${id}\u200b\n`)).toBe(id);
		expect(readRecipient(`"${id}";`)).toBe(id);
	});
});

describe('what may be somebody else is refused', () => {
	const cases: Array<[fault: RegExp, ...values: unknown[]]> = [
		[
			/^holds two numbers$/,
			'34600000001\n34600000002',
			'34600000001\r\n34600000002',
			'34600000001, 34600000002',
			'34600000001; +34 600 000 002',
			'34600000001/34600000002',
			'34600000001 / 34600000002',
			'34600000001 or 34600000002',
			'34600000001 y 34600000002',
			'34600000001 34600000002',
			'34600000001\t34600000002',
			'34600000001|34600000002',
			'+34600000001+34600000002',
			'+34 600 000 001 +34 600 000 002',
			'34600000001-34600000002',
			'34600000001.34600000002',
			'34600000001 (34600000002)',
			'["34600000001","34600000002"]',
			'https://wa.me/34600000001 https://wa.me/34600000002',
			'[+34 600 000 001](tel:+34600000002)',
			'6834002 6834003',
			'34600000001-1612345678',
		],
		[/^holds 3 numbers$/, '34600000001\n34600000002\n34600000003'],
		[/sheet has cut/, '3.46E+10', '3,46E+10', '3.46e10', '3E+10', '3.46E10', '3.4600000001E+12'],
		[/does not keep exactly/, Number('120363025246125486'), 1e20, 1.2e300],
		[
			/fraction/,
			'34600000001.5',
			34600000001.5,
			'34600000001,5',
			'34600000001.25',
			'3460000.0001',
			'.5',
			'34.600.000.001.5',
		],
		[/negative/, -34600000001, '-34600000001', '−34600000001'],
		[
			/begins with 0: use the country code/,
			'0600000001',
			'0 600 000 001',
			'(0)600 000 001',
			'+0600000001',
			'020 7946 0001',
			'011 34600000001',
			'00034600000001',
			'０６００００００１',
		],
		[
			/extension/,
			'34600000001 ext. 5',
			'34600000001 ext 5',
			'34600000001x5',
			'34600000001 x 205',
			'34600000001#5',
			'34600000001,,5',
			'34600000001;5',
			'+34 600 000 001 EXT:12',
			'tel:+34600000001;ext=5',
			'34600000001 anexo 5',
		],
		[
			/more digits after/,
			'34600000001/2',
			'+34 911 234 567/68',
			'34600000001-2',
			'34600000001 (2)',
			'34600000001 2',
			'34600000001 [2]',
		],
		[
			/place in a list/,
			'1. 34600000001',
			'2) 34600000001',
			'(3) +34 600 000 001',
			'[4] +34 600 000 001',
			'12 - 34600000001',
			'2 34600000001',
			'2-34600000001',
			'2/34600000001',
			'12 34600000001',
			'100 34600000001',
			'1 34600000001',
			'1️⃣ 34600000001',
		],
		[
			/may have to be left out/,
			'+39 (0)6 1234 5678',
			'+44 020 7946 0001',
			'+44 (020) 7946 0001',
			'(+33) 06 12 34 56 78',
			'(44) 020 7946 0001',
			'34 600 (0) 000 001',
			'49 0151 12345678',
			'44 07700 900123',
			'+353 087 123 4567',
			'971 050 123 4567',
			'34 0034600000001',
			'+34 0034 600 000 001',
		],
		[/date/, '2026-01-31', '31/01/2026', '1.2.2026'],
		[/email/, 'lucia@example.com', '34600000001@example.com'],
		[/'\+' that is not at its beginning/, '34+600000001', '34600000001+', '++34600000001'],
		[/too few/, '123456', '34', 34, '+34 600', '34600.0', '346000.00', '34600,000'],
		[/22 digits, more than/, '34 600 000 001 34 600 000 002'],
		[/16 digits, more than/, '1234567890123456'],
		[/longer than any number/, `34600000001${' '.repeat(10_000)}x`],
		[/holds "O", which/, '346OOOOOO01'],
		[/holds "О" \(U\+041E\)/, '346О0000001'],
		[/holds a line break/, '34600\n000001'],
		[/holds ","/, '34600,000001'],
		[/not a WhatsApp number/, '', 'Lucía', 'null', 'N/A', NaN, Infinity, undefined, null, {}, [], true],
	];

	test.each(cases.flatMap(([fault, ...values]) => values.map((value) => [value, fault] as const)))(
		'%p: %s',
		(value, fault) => {
			expect(readRecipient(value)).toEqual({
				fault: expect.stringMatching(fault),
				advice: expect.stringMatching(/^[A-Z].*\.$/),
			});
		},
	);
});

/** A real number: `parts` are its groups as people write them abroad, the first of them the country code. */
interface Phone {
	country: CountryCode;
	parts: string[];
}

/** A mobile number of every country and territory, with other last digits than the example. */
const phones: fc.Arbitrary<Phone> = fc
	.tuple(fc.constantFrom(...getCountries()), fc.stringMatching(/^\d{2}$/))
	.map(([country, ending]) => {
		const example = getExampleNumber(country, examples)?.formatInternational() ?? '';
		return { country, parts: `${example.slice(1, -2)}${ending}`.split(/[ -]/) };
	});

const digitsOf = ({ parts }: Phone) => parts.join('');

/** Countries in which a 0 is dialled before the number, and never from abroad. */
function dialsZero(country: CountryCode): boolean {
	const example = getExampleNumber(country, examples);
	return !!example?.formatNational().startsWith('0') && !example.nationalNumber.startsWith('0');
}

const zeros = [0x30, 0xff10, 0x660, 0x6f0, 0x966, 0x1d7ce];
const invisibles = ['', '', '\u200b', '\u200e', '\u202a', '\u202c', '\u2060', '\ufeff', '\u00ad'];
const separators = [' ', '-', '.', '\u00a0', '\u2009', '\u2011', '–', '', ' - '];

interface Spelling {
	prefix: string;
	bracket: boolean;
	zero: boolean;
	separator: string;
	script: number;
	hidden: string[];
	label: string;
	quote: string;
	ending: string;
}

const spellings: fc.Arbitrary<Spelling> = fc.record({
	prefix: fc.constantFrom('', '+', '00', '+00', '＋'),
	bracket: fc.boolean(),
	zero: fc.boolean(),
	separator: fc.constantFrom(...separators),
	script: fc.constantFrom(...zeros),
	hidden: fc.array(fc.constantFrom(...invisibles), { minLength: 7, maxLength: 7 }),
	label: fc.constantFrom('', 'tel:', 'whatsapp:', 'Tel. ', 'WhatsApp: ', '📞', 'https://wa.me/'),
	quote: fc.constantFrom('', "'", '"', ' ', '\u00a0', '\n', '`'),
	ending: fc.constantFrom('', ' ', ';', ',', '.', '.0', '@c.us', '@s.whatsapp.net'),
});

function spell({ country, parts }: Phone, how: Spelling): string {
	const [code = '', ...rest] = parts;
	const start = how.bracket ? `(${how.prefix}${code})` : `${how.prefix}${code}`;
	const middle = how.zero && dialsZero(country) ? ` (0)${how.separator}` : how.separator || ' ';
	const isLink = how.label.startsWith('https');
	const number = isLink
		? how.prefix + digitsOf({ country, parts })
		: how.separator === '' && !how.zero
			? start + rest.join('')
			: start + middle + rest.join(how.separator);
	const hidden = [...number].map((character, index) => character + (how.hidden[index % 7] ?? '')).join('');
	const digits = hidden.replace(/\d/g, (digit) => String.fromCodePoint(how.script + Number(digit)));
	return how.quote + how.label + digits + (isLink ? '' : how.ending) + how.quote;
}

describe('numbers of every country', () => {
	test('in any spelling are the same digits', () => {
		fc.assert(
			fc.property(phones, spellings, (phone, how) => {
				const spelled = spell(phone, how);
				const digits = digitsOf(phone);
				expect([digits, `${digits}@s.whatsapp.net`]).toContain(readRecipient(spelled));
			}),
			{ numRuns: 3000 },
		);
	});

	test('are read as a number too', () => {
		fc.assert(
			fc.property(phones, (phone) => {
				expect(readRecipient(Number(digitsOf(phone)))).toBe(digitsOf(phone));
			}),
		);
	});

	test('two in one text are refused', () => {
		const between = fc.constantFrom(
			'\n',
			'\r\n',
			',',
			', ',
			';',
			'; ',
			'/',
			' / ',
			' or ',
			' y ',
			' & ',
			'|',
			'\t',
			' +',
			' e ',
		);
		fc.assert(
			fc.property(phones, spellings, phones, spellings, between, (one, how, other, howElse, separator) => {
				const text = spell(one, { ...how, quote: '' }) + separator + spell(other, { ...howElse, quote: '' });

				expect(readRecipient(text)).toHaveProperty('fault');
			}),
			{ numRuns: 3000 },
		);
	});

	test('two unbroken ones are refused whatever stands between them', () => {
		const between = fc
			.string({ minLength: 1, maxLength: 3 })
			.filter((text) => /\P{Cf}/u.test(text) && !/[\d@]/.test(text));
		fc.assert(
			fc.property(phones, phones, between, (one, other, separator) => {
				expect(readRecipient(digitsOf(one) + separator + digitsOf(other))).toHaveProperty('fault');
			}),
			{ numRuns: 3000 },
		);
	});

	test('within the country, with its 0, are refused', () => {
		for (const country of getCountries()) {
			const national = getExampleNumber(country, examples)?.formatNational() ?? '';
			if (!national.startsWith('0')) continue;
			expect(readRecipient(national)).toEqual({
				fault: expect.stringContaining('begins with 0'),
				advice: expect.any(String),
			});
		}
	});
});

test('any 7 to 15 digits without a leading 0 are a number', () => {
	fc.assert(
		fc.property(fc.stringMatching(/^[1-9]\d{6,14}$/), (digits) => {
			expect(readRecipient(digits)).toBe(digits);
			expect(readRecipient(`+${digits}`)).toBe(digits);
			expect(readRecipient(`${digits}.0`)).toBe(digits);
		}),
	);
});

test('whatever the text: digits of E.164, a text that it holds, or a refusal', () => {
	fc.assert(
		fc.property(
			fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[\d +().,/-]{5,25}$/)),
			(text) => {
				const recipient = readRecipient(text);
				if (typeof recipient !== 'string') return;

				expect(/^[1-9]\d{6,14}$/.test(recipient) || text.includes(recipient)).toBe(true);
			},
		),
		{ numRuns: 5000 },
	);
});

describe('what is the same for one person', () => {
	test.each<[destination: unknown, key: string]>([
		['34600000001', '34600000001'],
		[34600000001, '34600000001'],
		['+34 600 000 001', '34600000001'],
		['34600000001@s.whatsapp.net', '34600000001'],
		['34600000001:12@s.whatsapp.net', '34600000001'],
		['34600000001@c.us', '34600000001'],
		['34600000001@lid', '34600000001@lid'],
		['34600000001-1612345678@g.us', '34600000001-1612345678@g.us'],
		[' visitor-3f ', 'visitor-3f'],
		['600', '600'],
	])('%p: %s', (destination, key) => {
		expect(recipientKey(destination)).toBe(key);
	});
});
