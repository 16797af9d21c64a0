import { choices, type Switches } from '../../sandbox';
import { lucia, methods, operations, shop, useAfilnet, type Method } from '../engine/afilnet';

const afilnet = useAfilnet();

const common = [
	'MISSING_USER',
	'MISSING_PASSWORD',
	'MISSING_CLASS',
	'MISSING_METHOD',
	'MISSING_COMPULSORY_PARAM',
	'INCORRECT_USER_PASSWORD',
	'INCORRECT_CLASS',
	'INCORRECT_METHOD',
];

/** The error codes that the vendor's reference lists for each method. */
const errorCodes: Record<Method, string[]> = {
	getchatchannels: common,
	sendmessage: [...common, 'CHANNEL_NOT_FOUND'],
	sendfile: [
		...common,
		'CHANNEL_NOT_FOUND',
		'CHAT_NOT_FOUND',
		'INCORRECT_FILETYPE',
		'INCORRECT_FILEURL',
		'INCORRECT_THUMBURL',
	],
	getchats: [...common, 'CHANNEL_NOT_FOUND', 'CHAT_NOT_FOUND'],
	getmessages: [...common, 'CHANNEL_NOT_FOUND', 'CHAT_NOT_FOUND'],
	getunreadmessages: [...common, 'CHANNEL_NOT_FOUND', 'CHAT_NOT_FOUND'],
};

const everyCode = methods.flatMap((method) => errorCodes[method].map((code) => [method, code] as const));

/** What to do reads as a sentence. */
const advice = /^[A-Z].{20,}\.$/;

/** Words that messages to people do without. */
const blame = /\b(error|problem|failure|mistake)\b/i;

describe('error codes', () => {
	test.each(everyCode)('%s %s: said in words, with what to do and the code', async (method, code) => {
		afilnet.sandbox.faults.add({ kind: 'code', code });
		const { error, items } = await afilnet.run(operations[method]);

		expect(items).toEqual([]);
		expect(error).toMatchObject({ name: 'NodeApiError', context: { itemIndex: 0 } });
		expect(error?.message).toContain(code);
		expect(error?.message.replace(code, '')).toMatch(/[a-z]+ [a-z]+ [a-z]+/);
		expect(error?.description).toMatch(advice);
		expect(error?.description).not.toContain('not in Afilnet');
		expect(`${error?.message} ${error?.description}`).not.toMatch(blame);
	});

	test('a wrong password also points to the list of allowed addresses', async () => {
		const credential = { ...afilnet.credential, password: 'wrong' };
		const { error } = await afilnet.run(operations.getchats, { credential });

		expect(error?.message).toContain('INCORRECT_USER_PASSWORD');
		expect(error?.description).toMatch(/\bIP\b/);
	});

	test.each(everyCode)('%s %s: with Continue', async (method, code) => {
		afilnet.sandbox.faults.add({ kind: 'code', code });
		const { error, items } = await afilnet.run(operations[method], { onError: 'continueRegularOutput' });

		expect(error).toBeUndefined();
		expect(items).toEqual([{ json: { error: expect.stringMatching(advice) }, pairedItem: { item: 0 } }]);
		expect(items[0]?.json.error).toContain(code);
	});

	test.each(everyCode)('%s %s: with Continue (using error output)', async (method, code) => {
		afilnet.sandbox.faults.add({ kind: 'code', code });
		const { error, items, errorItems } = await afilnet.run(operations[method], {
			items: [{ message: 'mine', row: 7 }],
			onError: 'continueErrorOutput',
		});

		expect(error).toBeUndefined();
		expect(items).toEqual([]);
		expect(errorItems).toMatchObject([
			{ json: { error: expect.stringContaining(code), message: 'mine', row: 7 }, pairedItem: { item: 0 } },
		]);
	});

	test('a code that is not in the reference is shown as it is', async () => {
		afilnet.sandbox.faults.add({ kind: 'code', code: 'NO_CREDIT_LEFT' });
		const { error } = await afilnet.run(operations.sendmessage);

		expect(error?.message).toContain('NO_CREDIT_LEFT');
		expect(error?.description).toContain("not in Afilnet's reference");
	});

	test('with Continue the other items go on', async () => {
		afilnet.sandbox.faults.add({ kind: 'code', code: 'CHAT_NOT_FOUND', skip: 1, times: 1 });
		const { items } = await afilnet.run(
			{ ...operations.sendmessage, message: '={{ $json.text }}' },
			{ items: [{ text: 'one' }, { text: 'two' }, { text: 'three' }], onError: 'continueRegularOutput' },
		);

		expect(items).toMatchObject([
			{ json: { message: 'one' }, pairedItem: { item: 0 } },
			{ json: { error: expect.stringContaining('CHAT_NOT_FOUND') }, pairedItem: { item: 1 } },
			{ json: { message: 'three' }, pairedItem: { item: 2 } },
		]);
	});
});

/** Every combination of the values of some switches. */
function combinations<Name extends keyof Switches>(...names: Name[]): Array<Partial<Switches>> {
	return names.reduce<Array<Partial<Switches>>>(
		(all, name) => all.flatMap((one) => choices[name].map((value) => ({ ...one, [name]: value }))),
		[{}],
	);
}

const named = (switches: Array<Partial<Switches>>) =>
	switches.map((one) => [Object.values(one).join(', '), one] as const);

describe('every form in which an answer may come', () => {
	/** The list with several rows, then with one, then with none. */
	async function readLists() {
		const several = await afilnet.run(operations.getmessages);
		const single = await afilnet.run(operations.getunreadmessages);
		afilnet.sandbox.account.markRead(lucia);
		const none = await afilnet.run(operations.getunreadmessages);
		return { several, single, none };
	}

	const lists = combinations('answerShape', 'singleRow', 'emptyList');

	test.each(named(lists))('lists: %s', async (_name, switches) => {
		Object.assign(afilnet.sandbox.switches, switches);
		const { several, single, none } = await readLists();

		expect([several.error, single.error, none.error]).toEqual([undefined, undefined, undefined]);
		expect(several.items.map(({ json }) => json.sent)).toEqual([0, 1, 0]);
		expect(single.items.map(({ json }) => json.issent)).toEqual([0]);
		expect(none.items).toEqual([]);
	});

	test.each(named(combinations('statusCase', 'contentType', 'numbers')))(
		'values: %s',
		async (_name, switches) => {
			Object.assign(afilnet.sandbox.switches, switches);
			const { several, single, none } = await readLists();
			const sent = await afilnet.run(operations.sendmessage);
			afilnet.sandbox.faults.add({ kind: 'code', code: 'CHAT_NOT_FOUND' });
			const refused = await afilnet.run(operations.sendmessage);

			expect(several.items.map(({ json }) => String(json.destination))).toEqual(Array(3).fill('34600000001'));
			expect(single.items).toHaveLength(1);
			expect(none.items).toEqual([]);
			expect(sent.items).toHaveLength(1);
			expect(refused.error?.message).toContain('CHAT_NOT_FOUND');
		},
	);

	test.each(choices.sendResult)('a send whose result is %s', async (sendResult) => {
		afilnet.sandbox.switches.sendResult = sendResult;
		const { items, error } = await afilnet.run(operations.sendmessage);

		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ json: { message: 'Hello' } }]);
	});

	test('ids with more digits than a number holds stay exact', async () => {
		const messageid = '12345678901234567890';
		const body = `{"status":"SUCCESS","result":{"list":[{"messageid":${messageid},"message":"${messageid}"}]}}`;
		afilnet.sandbox.faults.add({ kind: 'status', status: 200, body });
		const { items } = await afilnet.run(operations.getmessages);

		expect(items.map(({ json }) => json)).toEqual([{ messageid, message: messageid }]);
	});

	test('a list of 2,000 rows', async () => {
		afilnet.sandbox.account.addConversations(shop, 2000);
		const { items } = await afilnet.run(operations.getchats);

		expect(items).toHaveLength(2003);
	});
});

describe('answers that are not those of the API', () => {
	test.each([
		['an HTML page', { kind: 'html' }, /web page/],
		['an empty body', { kind: 'empty' }, /nothing/],
		['other JSON', { kind: 'json' }, /other data/],
		['a JSON list', { kind: 'json', body: [1, 2] }, /other data/],
		['a JSON text', { kind: 'json', body: 'hello' }, /text/],
		['a JSON null', { kind: 'status', status: 200, body: 'null' }, /nothing/],
		['a status of another kind', { kind: 'json', body: { status: 'MAYBE' } }, /other data/],
		['plain text', { kind: 'status', status: 200, body: 'OK' }, /text/],
		['half of an answer', { kind: 'status', status: 200, body: '{"status":"SUCC' }, /text/],
	] as const)('%s is named', async (_what, fault, name) => {
		afilnet.sandbox.faults.add(fault);
		for (const method of ['getchats', 'sendmessage'] as const) {
			const { error, items } = await afilnet.run(operations[method]);

			expect(items).toEqual([]);
			expect(error?.message).toMatch(name);
			expect(`${error?.message} ${error?.description}`).not.toMatch(blame);
		}
	});
});
