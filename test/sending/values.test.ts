import fc from 'fast-check';
import { DateTime, Duration } from 'luxon';

import { isBlank } from '../../nodes/Afilnet/api/characters';
import { readChoice } from '../../nodes/Afilnet/sending/choice';
import { readLimit, readReturnAll } from '../../nodes/Afilnet/sending/limit';
import { isLocalAfilnet, isPublicHost } from '../../nodes/Afilnet/sending/publicHost';
import { readText } from '../../nodes/Afilnet/sending/text';
import { readWebAddress, refuseFiles } from '../../nodes/Afilnet/sending/webAddress';

/** A refusal whose fault has these words, and whose advice is a sentence. */
const refused = (fault: RegExp) => ({
	fault: expect.stringMatching(fault),
	advice: expect.stringMatching(/^[A-Z].*\.$/),
});

describe('a value as a text', () => {
	test.each<[value: unknown, text: string]>([
		['', ''],
		['  as it is \n', '  as it is \n'],
		[undefined, ''],
		[null, ''],
		[true, 'true'],
		[false, 'false'],
		[0, '0'],
		[-0, '0'],
		[12.5, '12.5'],
		[1e21, '1000000000000000000000'],
		[0.0000001, '0.0000001'],
		[12345678901234567890n, '12345678901234567890'],
		[new Date(Date.UTC(2026, 0, 31, 9, 30)), '2026-01-31T09:30:00.000Z'],
		[DateTime.fromISO('2026-01-31T09:30:00', { zone: 'UTC+1' }), '2026-01-31T09:30:00.000+01:00'],
		[Duration.fromObject({ minutes: 5 }), 'PT5M'],
	])('%p is %p', (value, text) => {
		expect(readText(value)).toBe(text);
	});

	test.each<[value: unknown, fault: RegExp]>([
		[NaN, /^is NaN$/],
		[Infinity, /^is Infinity$/],
		[-Infinity, /^is -Infinity$/],
		[new Date(NaN), /date that does not exist/],
		[{ toJSON: () => ({ a: 1 }) }, /is an object/],
		[DateTime.invalid('for a test'), /date that does not exist/],
		[[], /list/],
		[['one', 'two'], /list/],
		[{ text: 'one' }, /object/],
		[Symbol('one'), /object/],
		['Dear [object Object]', /"\[object Object\]"/],
		[() => 'one', /object/],
	])('%p is refused', (value, fault) => {
		expect(readText(value)).toEqual(refused(fault));
	});

	test('the fields of an object are named', () => {
		expect(readText({ name: 'Lucía', phone: 1 })).toMatchObject({
			advice: expect.stringContaining('name, phone'),
		});
		expect(readText({ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 })).toMatchObject({
			advice: expect.stringMatching(/: a, b, c, d, e\.$/),
		});
		expect(readText({})).toMatchObject({ advice: expect.stringMatching(/fields\.$/) });
	});
});

describe('a bubble with nothing to see', () => {
	test.each(['', ' \n\t', '\u200b', '\u00a0\u2800\u3164', '\u200e\ufeff\u2060', '\ufe0f\u200d'])(
		'%p',
		(text) => {
			expect(isBlank(text)).toBe(true);
		},
	);

	test.each(['.', '👍', 'ᠠ', '\u0301a', '٠'])('%p is none', (text) => {
		expect(isBlank(text)).toBe(false);
	});
});

describe('one of several values', () => {
	const values = ['image', 'webchat', 'whatsapp'];

	test.each([
		['image', 'image'],
		['Image', 'image'],
		[' IMAGE\u200b', 'image'],
		['Web Chat', 'webchat'],
		['web-chat', 'webchat'],
		['"WhatsApp"', 'whatsapp'],
	])('%p is %p', (text, value) => {
		expect(readChoice(text, values)).toBe(value);
	});

	test.each(['', 'images', 'fax', 'İmage'])('%p is none', (text) => {
		expect(readChoice(text, values)).toEqual(refused(/not one of the choices/));
	});
});

describe('Return All', () => {
	test.each<[value: unknown, returnAll: boolean]>([
		[true, true],
		['true', true],
		['TRUE ', true],
		['yes', true],
		[1, true],
		[false, false],
		['false', false],
		['no', false],
		[0, false],
		['0', false],
		['', false],
		[null, false],
		[undefined, false],
	])('%p is %p', (value, returnAll) => {
		expect(readReturnAll(value)).toBe(returnAll);
	});

	test.each(['two', 2, {}, [], NaN])('%p is refused', (value) => {
		expect(readReturnAll(value)).toEqual(refused(/neither true nor false/));
	});
});

describe('Limit', () => {
	test.each<[value: unknown, limit: number]>([
		[1, 1],
		[50, 50],
		['2', 2],
		[' 2.0', 2],
		['2.00', 2],
		['٣', 3],
		[5n, 5],
	])('%p is %p', (value, limit) => {
		expect(readLimit(value)).toBe(limit);
	});

	test.each<unknown>([
		0,
		-1,
		1.5,
		'two',
		'',
		' ',
		null,
		undefined,
		NaN,
		Infinity,
		'1e3',
		'2 3',
		true,
		[],
		{},
		'0',
		1e300,
	])('%p is refused', (value) => {
		expect(readLimit(value)).toEqual(refused(/not a whole number above 0/));
	});
});

describe('the address of a file', () => {
	test.each([
		['https://example.com/a.jpg', 'https://example.com/a.jpg'],
		[' "https://example.com/a.jpg"\n', 'https://example.com/a.jpg'],
		['<https://example.com/a.jpg>', 'https://example.com/a.jpg'],
		['\u200bhttps://example.com/\ufeffa.jpg', 'https://example.com/a.jpg'],
		['HTTP://Example.com/A.jpg', 'http://example.com/A.jpg'],
		['https://example.com/my photo.jpg', 'https://example.com/my%20photo.jpg'],
		['https://example.com/my%20photo.jpg', 'https://example.com/my%20photo.jpg'],
		['https://example.com/100% off.jpg', 'https://example.com/100%25%20off.jpg'],
		['https://example.com/100%2x.jpg', 'https://example.com/100%252x.jpg'],
		['https://example.com/año.jpg?q=ñ', 'https://example.com/a%C3%B1o.jpg?q=%C3%B1'],
		['https://españa.example/a.jpg', 'https://xn--espaa-rta.example/a.jpg'],
		['https://example.com/👩\u200d👩.jpg', 'https://example.com/%F0%9F%91%A9%E2%80%8D%F0%9F%91%A9.jpg'],
		['https://example.com/a.jpg,', 'https://example.com/a.jpg'],
		['https://example.com/a,b;c.jpg', 'https://example.com/a,b;c.jpg'],
		[
			'https://web.example/2026/https://example.com/a.jpg',
			'https://web.example/2026/https://example.com/a.jpg',
		],
		[
			'https://proxy.example/?url=https://example.com/a.jpg',
			'https://proxy.example/?url=https://example.com/a.jpg',
		],
		['https://8.8.8.8/a.jpg', 'https://8.8.8.8/a.jpg'],
		['https://[2001:4860::1]/a.jpg', 'https://[2001:4860::1]/a.jpg'],
	])('%p is %s', (text, address) => {
		expect(readWebAddress(text, false)).toBe(address);
	});

	test.each([
		['https://example.com/a.jpg, https://example.com/b.jpg', /two addresses/],
		['https://example.com/a.jpg\nhttps://example.com/b.jpg', /two addresses/],
		['http://example.com/a.jpg http://example.com/b.jpg', /two addresses/],
		['https://example.com/a.jpg https://example.com/b.jpg', /two addresses/],
		['https://example.com/a.jpghttps://example.com/b.jpg', /two addresses/],
		['https://example.com/a.jpg;HTTP://example.com/b.jpg', /two addresses/],
		['https://example.com/a.jpg, www.example.com/b.jpg', /two addresses/],
		['https://example.com/a\nb.jpg', /line break/],
		['jacket.jpg', /not a web address/],
		['www.example.com/a.jpg', /not a web address/],
		['//example.com/a.jpg', /not a web address/],
		['file:///etc/passwd', /not a web address/],
		['data:text/plain,hello', /not a web address/],
		['ftp://example.com/a.jpg', /not a web address/],
		['https://', /not a web address/],
		['a.jpg (https://example.com/a.jpg)', /not a web address/],
		['[{"url":"https://example.com/a.jpg"}]', /not a web address/],
		['https://me:secret@example.com/a.jpg', /user or a password/],
		['https://me@example.com/a.jpg', /user or a password/],
		['https://:secret@example.com/a.jpg', /user or a password/],
	])('%p is refused', (text, fault) => {
		expect(readWebAddress(text, false)).toEqual(refused(fault));
	});

	const local = [
		'localhost',
		'localhost.',
		'LOCALHOST',
		'files.localhost',
		'127.0.0.1',
		'127.9.9.9',
		'2130706433',
		'0x7f.1',
		'0.0.0.0',
		'10.1.2.3',
		'172.16.0.1',
		'172.31.255.1',
		'192.168.1.10',
		'169.254.169.254',
		'100.64.0.1',
		'224.0.0.1',
		'255.255.255.255',
		'[::1]',
		'[::]',
		'[fe80::1]',
		'[fd12::1]',
		'[fc00::1]',
		'[::ffff:127.0.0.1]',
		'[::ffff:192.168.1.1]',
		'[ff02::1]',
		'n8n',
		'minio:9000',
		'nas.local',
		'nas.lan',
		'files.internal',
		'router.home.arpa',
	];

	test.each(local)('https://%s is not on the internet', (host) => {
		expect(readWebAddress(`https://${host}/a.jpg`, false)).toEqual(refused(/Afilnet cannot reach/));
		expect(readWebAddress(`https://${host}/a.jpg`, true)).toMatch(/^https:/);
	});

	test.each([
		'172.15.0.1',
		'172.32.0.1',
		'192.169.0.1',
		'100.128.0.1',
		'11.0.0.1',
		'8.20.0.1',
		'8.168.0.1',
		'8.70.0.1',
		'100.10.0.1',
		'169.1.0.1',
		'8.254.0.1',
		'local.example.com',
		'10.0.0.1.example.com',
		'nas.lan.example.com',
		'[::ffff:8.8.8.8]',
	])('https://%s is on the internet', (host) => {
		expect(readWebAddress(`https://${host}/a.jpg`, false)).toMatch(/^https:/);
	});

	test('of a host that is not written in ASCII, the thousandth time too', () => {
		const address = 'https://españa.example/a.jpg';
		const read = Array.from({ length: 20_000 }, () => readWebAddress(address, false));

		expect(new Set(read)).toEqual(new Set(['https://xn--espaa-rta.example/a.jpg']));
	});

	test('whatever is taken is an address that stays as it is when it is read again', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.webUrl({ withQueryParameters: true }),
					fc.string({ unit: 'grapheme' }).map((path) => `https://example.com/${path}`),
				),
				(text) => {
					const address = readWebAddress(text, false);
					if (typeof address !== 'string') return;

					expect(address).toMatch(/^https?:\/\/[!-~]+$/);
					expect(readWebAddress(address, false)).toBe(address);
					expect(isPublicHost(new URL(address).hostname)).toBe(true);
				},
			),
			{ numRuns: 3000 },
		);
	});
});

test('Afilnet is local if its address is, or none', () => {
	const isLocal = (apiUrl?: string) =>
		isLocalAfilnet({ id: '', name: '', type: 'afilnetApi', data: apiUrl === undefined ? {} : { apiUrl } });
	expect(
		['http://127.0.0.1:5679/', ' http://localhost/ ', 'afilnet', '', undefined].map((each) => isLocal(each)),
	).toEqual(Array(5).fill(true));
	expect(['https://www.afilnet.com/api/http/', ' https://8.8.8.8/\n'].map((each) => isLocal(each))).toEqual([
		false,
		false,
	]);
	expect(isLocalAfilnet({ id: '', name: '', type: 'afilnetApi' })).toBe(true);
});

describe('files where an address belongs', () => {
	test.each<[value: unknown, advice: RegExp]>([
		[[{ id: 'att1', url: 'https://example.com/a.jpg', filename: 'a.jpg' }], /\[0\]\.url/],
		[[{ url: 'https://example.com/a.jpg' }, { url: 'https://example.com/b.jpg' }], /split/],
		[['https://example.com/a.jpg'], /\[0\] /],
		[[], /\[0\]/],
		[{ name: 'a.jpg', href: 'https://example.com/a.jpg' }, /\.href/],
		[{ text: 'see https://example.com', href: 'http://example.com/a.jpg' }, /\.href/],
	])('%p', (value, advice) => {
		expect(refuseFiles(value)).toEqual({
			fault: expect.stringMatching(/not the address of a file/),
			advice: expect.stringMatching(advice),
		});
	});

	test.each(['https://example.com/a.jpg', 5, null, undefined, { name: 'a.jpg' }])(
		'%p is no file',
		(value) => {
			expect(refuseFiles(value)).toBeUndefined();
		},
	);
});
