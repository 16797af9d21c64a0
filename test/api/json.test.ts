import { jsonIn } from '../../nodes/Afilnet/api/json';
import { isObject } from '../../nodes/Afilnet/api/object';

const isAnswer = (value: unknown) => isObject(value) && 'status' in value;

test.each<[text: string, value: unknown]>([
	['\uFEFF \uFEFF["a"]', ['a']],
	['["a"]\0\uFEFF\0', ['a']],
	['<b>Notice</b><body>{"status":"SUCCESS"}</body>', { status: 'SUCCESS' }],
	['Notice { "status": "SUCCESS" }', { status: 'SUCCESS' }],
	['Notice {"status":"ab}"}', { status: 'ab}' }],
	['Notice {"status":"a\\"b}\\""}', { status: 'a"b}"' }],
	['Notice {"status":{', 'Notice {"status":{'],
	['{"status":1}{"status":1}', { status: 1 }],
	['{"status":1}{"status":2}', '{"status":1}{"status":2}'],
	['{"a":1}{"status":2}', { status: 2 }],
	['Notice {"status":{"status":2}}', { status: { status: 2 } }],
	['Notice {"a":{"status":2}}', { status: 2 }],
	['{"status":1} {"b" {"status":1}', { status: 1 }],
	['"5"', '5'],
	['["{}"]', ['{}']],
	['" {}"', {}],
	['"x {}"', 'x {}'],
	['"x{}"', 'x{}'],
	['{"a":12345678901234567}', { a: '12345678901234567' }],
	['{"a":1.12345678901234567}', { a: 1.1234567890123457 }],
	['{"a":1e-1234567890123456789}', { a: 0 }],
	['{"a":1e-12,"b":"1234567890123456"}', { a: 1e-12, b: '1234567890123456' }],
])('%j is read', (text, value) => {
	expect(jsonIn(text, isAnswer)).toEqual(value);
});

test('a text of 20 million characters within the JSON is read', () => {
	const answer = { status: 'SUCCESS', result: 'x'.repeat(20_000_000) };

	expect(jsonIn(JSON.stringify(answer), () => true)).toEqual(answer);
});
