import { readNumber } from '../../nodes/Afilnet/api/phoneNumber';
import { readRecipient } from '../../nodes/Afilnet/api/recipient';

describe('a number in groups', () => {
	test.each([
		['34 600 000 001.555', '34600000001555'],
		['3460000 001.555', '3460000001555'],
		['1. 2025550123', '12025550123'],
		['7. 9161234567', '79161234567'],
		['(34) 6000000001', '346000000001'],
		['34 - 6000000001', '346000000001'],
		['+34 600 (000001)', '34600000001'],
		['+34 60000 (00) 0001', '3460000000001'],
		['6834002 1234', '68340021234'],
		['+49 3012/3456', '4930123456'],
		['2026-01-3123', '2026013123'],
		['12026-01-31', '120260131'],
		['131-1-2026', '13112026'],
		['31-1-20261', '31120261'],
		['+81 (0)3 1234 5678', '81312345678'],
		['+421 (0)2 1234 5678', '421212345678'],
		['+675 (0)3 123 4567', '67531234567'],
		['+886 (0)2 1234 5678', '886212345678'],
		['+239 (0)2212345', '2392212345'],
	])('%p is %s', (text, digits) => {
		expect(readNumber(text)).toBe(digits);
	});

	test.each<[text: string, fault: RegExp]>([
		['34 600 000 001.5', /fraction/],
		['34 600 000 001.55', /fraction/],
		['683 4002, 683 4003', /two numbers/],
		['34600\v000001', /a line break/],
		['346000\t01', /a tab/],
		['2. 6000000012', /place in a list/],
		['34. 6000000001', /place in a list/],
		['(1) 34600000001', /place in a list/],
		['+34 600 000 001 (2)', /more digits after/],
		['+34 600 000 001 [2]', /more digits after/],
		['+34 600 000 001 ( 2 )', /more digits after/],
		['+34 600 000 001 (22)', /more digits after/],
		['+34 600 000 001 (2', /more digits after/],
		['6834002 12', /more digits after/],
		['6834002 123', /more digits after/],
		['3460000000 12345', /more digits after/],
		['6834002/1234', /more digits after/],
		['+49 3012/345', /more digits after/],
		['49/3012/345', /more digits after/],
		['3+4600000001', /place in a list/],
		['346+00000001', /'\+' that is not at its beginning/],
		['44 020 7946 0001', /may have to be left out/],
		['mail lucia@example.com', /is not a WhatsApp number/],
		['lucia@example.com x', /is not a WhatsApp number/],
		['34600000001 extensión 5', /extension/],
		['34600000001 extension 5', /extension/],
		['34600000001 xt 5', /extension/],
		['34600000001 int 5', /extension/],
		['34600000001 interno 5', /extension/],
		['+225 (0)7 12345678', /may have to be left out/],
		['+241 (0)7 123456', /may have to be left out/],
		['+349 (0)12345678', /may have to be left out/],
		['602 34 (0) 000 001', /may have to be left out/],
		['34600\n0000001.5', /a line break/],
		['34600000001.5a', /"a"/],
		['x3e10', /"x"/],
		['3e10x', /"e"/],
		['34600000001 ext 5 a', /"e"/],
		['1. 34 600 000 001', /place in a list/],
		['(1) 34 600 000 001', /place in a list/],
		['2  34600000001', /place in a list/],
		['2 34600000001)', /place in a list/],
		['2 34600000001 5', /more digits after/],
		['34 +600 000 001', /'\+' that is not at its beginning/],
		['34  +600 000 001', /'\+' that is not at its beginning/],
	])('%p is refused', (text, fault) => {
		expect(readNumber(text)).toMatchObject({ fault: expect.stringMatching(fault) });
	});
});

describe('what stands around a number', () => {
	test.each([
		'http://wa.me/34600000001',
		'http://api.whatsapp.com/send?phone=34600000001',
		'web.whatsapp.com/send?phone=34600000001',
		'www.whatsapp.com/send/?a=1&phone=34600000001#top',
		'Teléfono: 34 600 000 001',
		'telefono 34 600 000 001',
		'tel. : 34 600 000 001',
		'34600000001.;:',
		'WhatsApp: "34600000001"',
		'34 600000001.00',
		`https://wa.me/34600000001?text=${'x'.repeat(969)}`,
	])('%p', (text) => {
		expect(readRecipient(text)).toBe('34600000001');
	});

	test.each([
		'https://api.whatsapp.com/send?phone=34600000001&phone=34600000002',
		'https://api.whatsapp.com/send?a=1&phone=34600000001&b=2&phone=34600000002',
		'see https://api.whatsapp.com/send?phone=34600000001',
		'https://api.whatsapp.com/send?phone=34600000001 34600000002',
		'34600000001@s.whatsapp.network',
		'123456789012345@g.usa',
		'1203630252461254861',
		'US.13491!',
		'@lucia!',
		'34600000001·5',
		'34600000001@c.us5',
		'13.4600000001E10',
		'3.4600000001E10 5',
		'34 60 00 00 001.00',
		`https://wa.me/34600000001?text=${'x'.repeat(970)}`,
	])('%p is refused', (text) => {
		expect(readRecipient(text)).toHaveProperty('fault');
	});
});
