import {
	codePoint,
	isBlank,
	plainCharacters,
	shown,
	withoutInvisible,
} from '../../nodes/Afilnet/api/characters';
import { readId } from '../../nodes/Afilnet/api/id';
import { isSend, methods } from '../../nodes/Afilnet/api/methods';
import { isObject } from '../../nodes/Afilnet/api/object';
import { isRefusal } from '../../nodes/Afilnet/api/refusal';
import { urlOf } from '../../nodes/Afilnet/api/url';

test('an object has fields', () => {
	expect([{}, { a: 1 }, new Date()].every(isObject)).toBe(true);
	expect([null, undefined, [], 'a', 5, true, () => 1].some(isObject)).toBe(false);
});

test('a refusal has a fault', () => {
	expect(isRefusal({ fault: 'is empty', advice: 'Fill it in.' })).toBe(true);
	expect([null, undefined, 'fault', 5, {}, { advice: 'Fill it in.' }].some(isRefusal)).toBe(false);
});

test('a text may be a URL', () => {
	expect(urlOf('https://www.afilnet.com/a')?.hostname).toBe('www.afilnet.com');
	expect(urlOf('www.afilnet.com')).toBeUndefined();
});

test('what sends is what does not get', () => {
	expect(methods.filter(isSend)).toEqual(['sendmessage', 'sendfile']);
	expect(methods.filter((method) => !isSend(method))).toHaveLength(4);
});

describe('characters', () => {
	test('that nobody sees are left out, blanks at the ends too', () => {
		expect(withoutInvisible(' a\u200b\ufeff b\u00ad \n')).toBe('a b');
	});

	test.each([
		['３４＋（ａ）', '34+(a)'],
		['！～', '!~'],
		['٣٤ ۳۴ ३४', '34 34 34'],
		['𝟎𝟗𝟘𝟡𝟬𝟵', '090909'],
		['٠٩', '09'],
		['3️⃣4️⃣', '34'],
		['a\u20e3', 'a\u20e3'],
		['a\u00a0b\u2009c\u3000d', 'a b c d'],
		['a\tb\nc', 'a\tb\nc'],
		['a\u200bb', 'ab'],
	])('%p are %p in ASCII', (text, plain) => {
		expect(plainCharacters(text)).toBe(plain);
	});

	test('have names', () => {
		expect([codePoint('a'), codePoint('😀'), codePoint('\u200b')]).toEqual(['U+0061', 'U+1F600', 'U+200B']);
	});

	test.each(['', ' ', '\u2800', '\u0000', '\u2028', '\u200b \u00ad'])('%p show nothing', (text) => {
		expect(isBlank(text)).toBe(true);
	});

	test.each(['a', 'a ', ' a', '\u200ba'])('%p show something', (text) => {
		expect(isBlank(text)).toBe(false);
	});
});

describe('a value that is shown', () => {
	test.each<[value: unknown, text: string]>([
		['34600000001', '"34600000001"'],
		['34600\u200b000001', '"34600[U+200B]000001"'],
		['34600000001\r\n34600000002', '"34600000001[line break]34600000002"'],
		['346\u00a000', '"346[U+00A0]00"'],
		['a\tb', '"a[tab]b"'],
		[34600000001.5, '34600000001.5'],
		[true, 'true'],
		['x'.repeat(100), `"${'x'.repeat(80)}" and 20 more characters`],
		['https://me:secret@example.com/a.jpg?token=secret#secret', '"https://…@example.com/a.jpg?…"'],
		[
			'https://a.example/1.jpg?key=secret,https://b.example/2.jpg?key=secret',
			'"https://a.example/1.jpg?…,https://b.example/2.jpg?…"',
		],
		['a b', '"a b"'],
		['a\nb\rc\r\nd\te', '"a[line break]b[line break]c[line break]d[tab]e"'],
		['\u2028\u2800\u0000', '"[U+2028][U+2800][U+0000]"'],
		['x'.repeat(80), `"${'x'.repeat(80)}"`],
		['😀'.repeat(81), `"${'😀'.repeat(80)}" and 1 more characters`],
		[null, 'a list or an object'],
		[[], 'a list or an object'],
		[undefined, 'undefined'],
		[5, '5'],
		['//me:secret@example.com/@', '"//…@example.com/@"'],
		['see //me@a.example or b@c', '"see //…@a.example or b@c"'],
		['https://a.example/b@c', '"https://a.example/b@c"'],
		['https://a.example/?key=secret and more', '"https://a.example/?… and more"'],
		['https://a.example/#secret', '"https://a.example/?…"'],
		['a://b?secret;http://c.example/', '"a://b?…;http://c.example/"'],
		['a://b?secret|https://c.example/', '"a://b?…|https://c.example/"'],
		['a://b?secrethttps://c.example/', '"a://b?…https://c.example/"'],
		['a://b?secrethttpx://c.example/', '"a://b?…"'],
		['A://B?SECRETHTTPS://C.example/', '"A://B?…HTTPS://C.example/"'],
		['a?b=c', '"a?b=c"'],
		['https:\\\\me:secret@example.com/a', '"https:\\\\…@example.com/a"'],
		['https:me:secret@example.com/a', '"https:…@example.com/a"'],
		['http:me:secret@example.com/a', '"http:…@example.com/a"'],
		['https://me:sec/ret@example.com/a', '"https://…@example.com/a"'],
		['https://me:sec@ret@example.com/a', '"https://…@example.com/a"'],
		['www.example.com/a?token=secret', '"www.example.com/a?…"'],
		['https://a.example/?a=1 &token=secret b', '"https://a.example/?… b"'],
		['https://a.example/?a=1  &token=secret b', '"https://a.example/?… b"'],
	])('%p is shown as %s', (value, text) => {
		expect(shown(value)).toBe(text);
	});
});

describe('an id', () => {
	test.each<[value: unknown, id: string]>([
		['100.0', '100'],
		['100,00', '100'],
		["'100", '100'],
		[' 100\u200b', '100'],
		['１００', '100'],
		[-1001234567890, '-1001234567890'],
		['visitor-3f9a1c', 'visitor-3f9a1c'],
		['carmen.ruiz-2', 'carmen.ruiz-2'],
		['Visitor 12', 'Visitor 12'],
		['007', '007'],
		['1.5', '1.5'],
		['100', '100'],
		[100, '100'],
		['-100', '-100'],
		['100.00', '100'],
		['100,0', '100'],
		['100.5', '100.5'],
		['100.0.0', '100.0.0'],
		['100.0x', '100.0x'],
		['x100.0', 'x100.0'],
		['100.', '100.'],
		[' \'"`‘’“”100”“’‘`"\' ', '100'],
		['a b', 'a b'],
		["a'b", "a'b"],
		['５１２', '512'],
		['ａ５', 'ａ５'],
		['1e5x', '1e5x'],
		['x1e5', 'x1e5'],
		['12e5', '12e5'],
		['1.25', '1.25'],
		['1e', '1e'],
		['1 2a', '1 2a'],
		['a 1 2', 'a 1 2'],
		['a5.000', 'a5.000'],
		['5.0001', '5.0001'],
		['-5.0', '-5'],
		['1,2,a', '1,2,a'],
		['100.00', '100'],
		['1000.123', '1000.123'],
		['1.234.56', '1.234.56'],
		['nullable', 'nullable'],
		['a null', 'a null'],
		['{a}', '{a}'],
		['1,a', '1,a'],
		['a,1', 'a,1'],
		['1,2a', '1,2a'],
		[Number.MAX_SAFE_INTEGER, '9007199254740991'],
	])('%p is %p', (value, id) => {
		expect(readId(value)).toBe(id);
	});

	test.each<[value: unknown, fault: RegExp]>([
		['-1.00E+12', /sheet has cut/],
		['512345678\n512345679', /more than one ID/],
		['512345678, 512345679', /more than one ID/],
		[Number('120363025246125486'), /does not keep exactly/],
		['5.12E+08', /sheet has cut/],
		['5,12e8', /sheet has cut/],
		['5e+10', /sheet has cut/],
		['512\n513', /more than one ID/],
		['a\rb', /more than one ID/],
		['a\u2028b', /more than one ID/],
		['a\u2029b', /more than one ID/],
		['512,513', /more than one ID/],
		['512 ; 513', /more than one ID/],
		['-512|-513', /more than one ID/],
		['512  |  513', /more than one ID/],
		['1 2', /more than one ID/],
		['100, 200, 300', /more than one ID/],
		['100;200;300', /more than one ID/],
		['-1  -2', /more than one ID/],
		['5.000', /marks between/],
		['-12.345.678', /marks between/],
		['12.345.678', /marks between/],
		['5,000', /marks between/],
		['1234,0000', /marks between/],
		['null', /no ID/],
		['Undefined', /no ID/],
		['NaN', /no ID/],
		['[object Object]', /no ID/],
		['{ "id": 1 }', /no ID/],
		['{"id":1}', /no ID/],
		[1.5, /does not keep exactly/],
		[NaN, /does not keep exactly/],
		[Number.MAX_SAFE_INTEGER + 1, /does not keep exactly/],
	])('%p is refused', (value, fault) => {
		expect(readId(value)).toEqual({
			fault: expect.stringMatching(fault),
			advice: expect.stringMatching(/^[A-Z].*\.$/),
		});
	});
});
