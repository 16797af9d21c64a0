import type { INodeProperties } from 'n8n-workflow';

import { fieldsOf, shownFor, type Field } from '../../nodes/Afilnet/sending/fields';
import { checkForm, isAddress, problemOf } from '../../nodes/Afilnet/sending/form';

const field = (name: string, more: Partial<Field> = {}): Field => ({
	name,
	label: `The ${name}`,
	required: true,
	values: undefined,
	...more,
});
const whole = [
	field('platform', { values: ['whatsapp', 'webchat'] }),
	field('platformid'),
	field('destination'),
	field('message'),
	field('fileurl', { required: false }),
];
const given = { platform: 'WhatsApp', platformid: '100.0', destination: '+34 600 000 001', message: ' Hi ' };
const form = { platform: 'whatsapp', platformid: '100', destination: '34600000001', message: ' Hi ' };

describe('a form', () => {
	test('is cleaned, and has the fields of its operation alone', () => {
		expect(checkForm({ ...given, password: 'x' }, whole)).toEqual({ form });
		expect(checkForm({ ...given, fileurl: '  ' }, whole)).toEqual({ form });
		expect(checkForm({}, [])).toEqual({ form: {} });
	});

	test('has a phone number on WhatsApp alone', () => {
		const visitor = { ...given, platform: 'webchat', destination: 'visitor-3f.0' };
		expect(checkForm(visitor, whole)).toMatchObject({ form: { destination: 'visitor-3f.0' } });
		expect(checkForm({ ...visitor, platform: 'whatsapp' }, whole)).toHaveProperty('problem');
		expect(checkForm({ ...visitor, destination: ' 100.0 ' }, whole)).toMatchObject({
			form: { destination: '100' },
		});
		expect(checkForm({ ...given, platform: 'webchat' }, whole)).toMatchObject({
			form: { destination: '+34 600 000 001' },
		});
		// Only the recipient is read so: a message may be a number with blanks.
		expect(checkForm({ ...given, message: '+34 600.0' }, whole)).toMatchObject({
			form: { message: '+34 600.0' },
		});
	});

	test('reads a number that JavaScript has rounded as such', () => {
		expect(checkForm({ ...given, destination: Number('120363025246125486') }, whole)).toMatchObject({
			problem: { message: expect.stringContaining('does not keep exactly') },
		});
		expect(checkForm({ ...given, platformid: 1.5 }, whole)).toMatchObject({
			problem: { message: expect.stringContaining("'The platformid' is a number") },
		});
		expect(checkForm({ ...given, message: 1.5 }, whole)).toMatchObject({ form: { message: '1.5' } });
	});

	test.each<[changes: Record<string, unknown>, message: string, description: RegExp]>([
		[{ message: '' }, "'The message' is empty", /^Fill in 'The message'\./],
		[{ message: ' \n' }, "'The message' is empty", /^Fill in 'The message'\./],
		[{ message: null }, "'The message' is empty", /^Fill in 'The message'\./],
		[{ message: undefined }, "'The message' is empty", /^Fill in 'The message'\./],
		[{ message: '\u200b' }, "'The message' shows nothing", /nobody can see\. The value is "\[U\+200B\]"\.$/],
		[{ message: {} }, "'The message' is an object, not a text", /fields\.$/],
		[{ message: NaN }, "'The message' is NaN", /by 0\.$/],
		[{ platform: 'fax' }, "'The platform' is not one of the choices", /The value is "fax"\.$/],
		[{ platformid: '1,2' }, "'The platformid' holds more than one ID", /The value is "1,2"\.$/],
		[
			{ platformid: 1.5 },
			"'The platformid' is a number that n8n does not keep exactly",
			/The value is 1\.5\.$/,
		],
		[
			{ destination: '5' },
			"'The destination' has 1 digits, too few for a number with its country code",
			/"5"/,
		],
		[{ fileurl: 'a.jpg' }, "'The fileurl' is not a web address", /"a\.jpg"/],
		[{ fileurl: 'http://10.0.0.1/' }, "'The fileurl' is an address that Afilnet cannot reach", /internet/],
		[
			{ fileurl: ['https://a.example'] },
			"'The fileurl' is a list of 1, not the address of a file",
			/items\.$/,
		],
		[{ fileurl: '\u200b' }, '', /$/],
	])('%p: %s', (changes, message, description) => {
		const checked = checkForm({ ...given, ...changes }, whole);
		if (message === '') expect(checked).toEqual({ form });
		else expect(checked).toEqual({ problem: { message, description: expect.stringMatching(description) } });
	});

	test('may have a local address of a file if Afilnet is local', () => {
		const fileurl = 'http://10.0.0.1/a.jpg';
		expect(checkForm({ ...given, fileurl }, whole, true)).toEqual({ form: { ...form, fileurl } });
		expect(checkForm({ ...given, fileurl }, whole, false)).toHaveProperty('problem');
	});

	test('tells the first problem', () => {
		expect(checkForm({}, whole)).toMatchObject({ problem: { message: "'The platform' is empty" } });
	});
});

test('the address of a file is known by its name', () => {
	expect(['fileurl', 'thumburl', 'url', 'urlname', 'message'].map((name) => isAddress(field(name)))).toEqual([
		true,
		true,
		true,
		false,
		false,
	]);
});

test.each<[value: unknown, description: string]>([
	['a', 'Do it. The value is "a".'],
	[5, 'Do it. The value is 5.'],
	[NaN, 'Do it.'],
	[Infinity, 'Do it.'],
	[null, 'Do it.'],
	[{}, 'Do it.'],
	[true, 'Do it.'],
])('the problem of %p', (value, description) => {
	const refusal = { fault: 'is wrong', advice: 'Do it.' };
	expect(problemOf('Message', refusal, value)).toEqual({ message: "'Message' is wrong", description });
});

describe('the fields of parameters', () => {
	const parameter = (name: string, more: Partial<INodeProperties> = {}): INodeProperties => ({
		displayName: `The ${name}`,
		name,
		type: 'string',
		default: '',
		routing: { send: { type: 'body', property: name } },
		...more,
	});

	test('are those that go into the body', () => {
		const query = { routing: { send: { type: 'query' as const, property: 'b' } } };
		const nameless = { routing: { send: { type: 'body' as const } } };
		const parameters = [
			parameter('a', { required: true }),
			parameter('b', query),
			parameter('c', nameless),
			{ ...parameter('d'), routing: {} },
			{ displayName: 'E', name: 'e', type: 'string' as const, default: '' },
			parameter('f', {
				type: 'options',
				options: [
					{ name: 'One', value: 1 },
					{ name: 'Two', value: 'two' },
				],
			}),
		];
		expect(fieldsOf(parameters)).toEqual([
			{ name: 'a', label: 'The a', required: true, values: undefined },
			{ name: 'f', label: 'The f', required: false, values: ['1', 'two'] },
		]);
	});

	test('may stand in a collection, not elsewhere', () => {
		const options = [
			parameter('inner'),
			{ name: 'One', value: 1 },
			{ displayName: 'Group', name: 'g', values: [] },
		];
		const collection: INodeProperties = {
			displayName: 'C',
			name: 'c',
			type: 'collection',
			default: {},
			options,
		};
		expect(fieldsOf([collection]).map(({ name }) => name)).toEqual(['inner']);
		expect(fieldsOf([{ ...collection, type: 'options' }])).toEqual([]);
		expect(fieldsOf([{ displayName: 'C', name: 'c', type: 'collection', default: {} }])).toEqual([]);
	});

	test('are looked at if the editor shows their parameter', () => {
		const shown = (displayOptions: INodeProperties['displayOptions']) =>
			shownFor([parameter('a', displayOptions && { displayOptions })], {
				operation: 'send',
				resource: 'message',
			}).length === 1;
		expect(shown(undefined)).toBe(true);
		expect(shown({ show: { operation: ['send'] } })).toBe(true);
		expect(shown({ show: { operation: ['send'], resource: ['message'] } })).toBe(true);
		expect(shown({ show: { operation: ['get'] } })).toBe(false);
		expect(shown({ show: { operation: ['send'], resource: ['chat'] } })).toBe(false);
		expect(shown({ show: { other: ['x'] } })).toBe(true);
		expect(shown({ hide: { operation: ['send'] } })).toBe(false);
		expect(shown({ hide: { operation: ['get'] } })).toBe(true);
	});
});
