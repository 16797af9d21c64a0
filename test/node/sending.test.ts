import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { lucia, operations, picked, textIfAny, useAfilnet } from '../engine/afilnet';

const afilnet = useAfilnet();

/** `count` messages in turn to `conversations` customers, numbered within each conversation. */
function reminders(count: number, conversations: number) {
	return Array.from({ length: count }, (_item, index) => ({
		to: String(34700000001 + (index % conversations)),
		text: String(Math.floor(index / conversations)),
	}));
}

const sendEach = {
	...operations.sendmessage,
	destination: picked('={{ $json.to }}', 'id'),
	message: '={{ $json.text }}',
};

const slow = { kind: 'latency', ms: 3, jitter: 3 } as const;

/** The first requests take so long that all that may be in flight are, however busy the machine is. */
const slowStart = (times: number) => ({ kind: 'latency', ms: 100 + 60 * times, times }) as const;

/** The texts for each customer, in order. */
function byCustomer(messages: Array<{ to: string; text: string }>): Record<string, string[]> {
	const all: Record<string, string[]> = {};
	for (const { to, text } of messages) (all[to] ??= []).push(text);
	return all;
}

/** The texts that each customer got, in the order in which they came. */
function received(): Record<string, string[]> {
	const delivered = afilnet.sandbox.requests.all.filter(
		({ performed, parameters }) => performed && parameters.method === 'sendmessage',
	);
	return byCustomer(
		delivered.map(({ parameters }) => ({ to: parameters.destination ?? '', text: parameters.message ?? '' })),
	);
}

/** Pairs of requests to one conversation of which the second began before the first had ended. */
function overlapping() {
	return afilnet.sandbox.requests.all.filter((request, index, all) => {
		const next = all
			.slice(index + 1)
			.find(({ parameters }) => parameters.destination === request.parameters.destination);
		return next && next.started < (request.ended ?? Infinity);
	});
}

async function waitFor(condition: () => boolean): Promise<void> {
	while (!condition()) await sleep(2);
}

const texts = (count: number) => Array.from({ length: count }, (_text, index) => String(index));

describe('order and bound', () => {
	beforeEach(() => {
		afilnet.sandbox.faults.add(slow);
	});

	test.each([
		['in turn', reminders(100, 25)],
		['each conversation at once', reminders(100, 25).sort((one, other) => one.to.localeCompare(other.to))],
	])('one after another in each conversation, ten side by side: %s', async (_name, messages) => {
		afilnet.sandbox.faults.add(slowStart(10));
		const { error, items } = await afilnet.run(sendEach, { items: messages });

		expect(error).toBeUndefined();
		expect(Object.values(received())).toEqual(Array(25).fill(texts(4)));
		expect(overlapping()).toEqual([]);
		expect(afilnet.sandbox.requests.mostInFlight).toBe(10);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			texts(100).map((item) => ({ item: Number(item) })),
		);
	});

	test.each([
		[1, 1],
		[3, 3],
		[50, 25],
		[0, 1],
		[1000, 25],
	])('Requests at Once of %d: %d in flight', async (maxConcurrency, inFlight) => {
		afilnet.sandbox.faults.add(slowStart(inFlight));
		const { error } = await afilnet.run(
			{ ...sendEach, options: { maxConcurrency } },
			{ items: reminders(50, 25) },
		);

		expect(error).toBeUndefined();
		expect(Object.values(received())).toEqual(Array(25).fill(texts(2)));
		expect(afilnet.sandbox.requests.mostInFlight).toBe(inFlight);
	});

	test('one conversation after another in the order of the items, if only one request runs at once', async () => {
		await afilnet.run({ ...sendEach, options: { maxConcurrency: 1 } }, { items: reminders(10, 10) });

		expect(afilnet.sent.map(({ destination }) => destination)).toEqual(reminders(10, 10).map(({ to }) => to));
	});

	test('a busy conversation holds up no other customer', async () => {
		const items = [
			...Array(30).fill({ to: '34700000001', text: 'busy' }),
			{ to: '34700000002', text: 'hello' },
		];
		await afilnet.run({ ...sendEach, options: { maxConcurrency: 1 } }, { items });

		expect(afilnet.sent.findIndex(({ message }) => message === 'hello')).toBeLessThanOrEqual(1);
	});

	test('the same number written in two ways is one conversation', async () => {
		const items = texts(6).map((text) => ({
			to: Number(text) % 2 ? '+34 700-000-001' : '34700000001',
			text,
		}));
		await afilnet.run(sendEach, { items });

		expect(received()).toEqual({ '34700000001': texts(6) });
		expect(overlapping()).toEqual([]);
	});

	test('the same destination on two channels is two conversations', async () => {
		const items = texts(2).map((text) => ({
			channel: text === '0' ? '100' : '101',
			to: '34700000001',
			text,
		}));
		afilnet.sandbox.faults.add(slowStart(2));
		await afilnet.run({ ...sendEach, platformId: picked('={{ $json.channel }}', 'id') }, { items });

		expect(afilnet.sandbox.requests.mostInFlight).toBe(2);
	});

	test.each(['getchats', 'getmessages'] as const)('%s: reads are bounded too', async (method) => {
		afilnet.sandbox.faults.add(slowStart(4));
		const items = texts(30).map((row) => ({ row }));
		const { error } = await afilnet.run({ ...operations[method], options: { maxConcurrency: 4 } }, { items });

		expect(error).toBeUndefined();
		expect(afilnet.sandbox.requests.mostInFlight).toBe(4);
	});

	test("n8n's own Batching works on top", async () => {
		const requestOptions = { batching: { batch: { batchSize: 5, batchInterval: 100 } } };
		const { error } = await afilnet.run({ ...sendEach, requestOptions }, { items: reminders(15, 3) });

		expect(error).toBeUndefined();
		expect(Object.values(received())).toEqual(Array(3).fill(texts(5)));
		expect(overlapping()).toEqual([]);
		const [first, last] = [afilnet.sandbox.requests.all.at(0), afilnet.sandbox.requests.all.at(-1)];
		expect((last?.started ?? 0) - (first?.started ?? 0)).toBeGreaterThan(190);
	});
});

test('a run that is stopped sends nothing more than what is under way', async () => {
	afilnet.sandbox.faults.add({ kind: 'latency', ms: 30 });
	const stop = waitFor(() => afilnet.sent.length >= 15);
	await afilnet.run(sendEach, { items: reminders(100, 100), stop });
	await sleep(500);

	expect(afilnet.sent.length).toBeLessThan(40);
	expect(afilnet.sandbox.requests.inFlight).toBe(0);
});

test('Execute Once sends the first item alone', async () => {
	const { error, items } = await afilnet.run(sendEach, { items: reminders(5, 5), executeOnce: true });

	expect(error).toBeUndefined();
	expect(items).toHaveLength(1);
	expect(afilnet.sent).toHaveLength(1);
});

test.each(['"5000"', '10000 / 3', '5e9', '2 ** 31', '-5', 'Infinity', '"soon"', 'null'])(
	'a Timeout of %s does not keep a message from being sent',
	async (timeout) => {
		const requestOptions = { timeout: `={{ ${timeout} }}` };
		const { error } = await afilnet.run({ ...operations.sendmessage, requestOptions });

		expect(error).toBeUndefined();
	},
);

describe('a send that fails', () => {
	const fails = { to: '34700000001', text: 'refused' };
	const failing = {
		kind: 'code',
		code: 'CHANNEL_NOT_FOUND',
		conversation: { destination: fails.to },
	} as const;

	test('Stop: nothing is started any more, and the message counts', async () => {
		afilnet.sandbox.faults.add(slow);
		afilnet.sandbox.faults.add(failing);
		const items = [...reminders(20, 20).slice(5, 11), fails, ...reminders(20, 20).slice(11)];
		const { error } = await afilnet.run({ ...sendEach, options: { maxConcurrency: 2 } }, { items });
		const delivered = afilnet.sandbox.requests.all.filter(({ performed }) => performed).length;

		expect(error).toMatchObject({ context: { itemIndex: 6 } });
		expect(error?.message).toContain('CHANNEL_NOT_FOUND');
		expect(error?.description).toMatch(/\bitem 6\b/);
		expect(error?.description).toContain(` ${delivered} sent,`);
		expect(error?.description).toContain(`${items.length - delivered} not sent`);
		expect(delivered).toBeLessThanOrEqual(8);
		expect(afilnet.sandbox.requests.inFlight).toBe(0);
	});

	test('Stop: later messages to the same conversation are not sent', async () => {
		afilnet.sandbox.faults.add({ ...failing, times: 1 });
		const { error } = await afilnet.run(sendEach, { items: [fails, { ...fails, text: 'later' }] });

		expect(error).toBeDefined();
		expect(afilnet.sent.map(({ message }) => message)).toEqual(['refused']);
	});

	test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'%s: all others are sent, later ones of the same conversation too',
		async (onError) => {
			afilnet.sandbox.faults.add({ ...failing, times: 1 });
			const items = [fails, { ...fails, text: 'later' }, ...reminders(20, 20).slice(5)];
			const outcome = await afilnet.run(sendEach, { items, onError });
			const refused = (onError === 'continueErrorOutput' ? outcome.errorItems : outcome.items).filter(
				({ json }) => json.error,
			);

			expect(outcome.error).toBeUndefined();
			expect(Object.values(received()).flat()).toHaveLength(items.length - 1);
			expect(received()[fails.to]).toEqual(['later']);
			expect(refused).toMatchObject([{ json: { error: expect.stringContaining('CHANNEL_NOT_FOUND') } }]);
		},
	);
});

describe('Retry On Fail', () => {
	const retry = { retryOnFail: true, maxTries: 4, waitBetweenTries: 1 };

	test('goes on with what was not sent, and gives the output of all items', async () => {
		afilnet.sandbox.faults.add({ kind: 'code', code: 'CHANNEL_NOT_FOUND', skip: 7, times: 1 });
		afilnet.sandbox.faults.add({ kind: 'code', code: 'CHAT_NOT_FOUND', skip: 15, times: 1 });
		const { error, items } = await afilnet.run(sendEach, { items: reminders(40, 10), ...retry });

		expect(error).toBeUndefined();
		expect(Object.values(received())).toEqual(Array(10).fill(texts(4)));
		expect(items.map(({ json }) => json.message)).toEqual(reminders(40, 10).map(({ text }) => text));
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			texts(40).map((item) => ({ item: Number(item) })),
		);
	});

	test('the same text twice to one customer is sent twice, not once and not three times', async () => {
		afilnet.sandbox.faults.add({ kind: 'code', code: 'CHAT_NOT_FOUND', skip: 2, times: 1 });
		const items = Array(3).fill({ to: '34700000001', text: 'again' });
		await afilnet.run(sendEach, { items, ...retry });

		expect(received()).toEqual({ '34700000001': ['again', 'again', 'again'] });
	});

	test('an item is sent once, even if its text is another at each try', async () => {
		afilnet.sandbox.faults.add({ kind: 'code', code: 'CHAT_NOT_FOUND', skip: 2, times: 1 });
		const parameters = { ...sendEach, message: '={{ $json.text + " " + Math.random() }}' };
		const { error, items } = await afilnet.run(parameters, { items: reminders(4, 4), ...retry });

		expect(error).toBeUndefined();
		const told = items.map(({ json }) => [json.destination, [json.message]]);
		expect(received()).toEqual(Object.fromEntries(told));
	});

	test('gives up when the last try fails too, and names what was sent', async () => {
		afilnet.sandbox.faults.add({
			kind: 'code',
			code: 'CHAT_NOT_FOUND',
			conversation: { destination: '34700000002' },
		});
		const { error } = await afilnet.run(sendEach, { items: reminders(3, 3), ...retry, maxTries: 2 });

		expect(error?.description).toMatch(/\bitem 1\b/);
		expect(received()['34700000001']).toEqual(['0']);
		expect(received()['34700000003'] ?? []).toHaveLength(error?.description?.includes(' 2 sent') ? 1 : 0);
	});

	test("with n8n's own Batching nothing is sent twice", async () => {
		afilnet.sandbox.faults.add({ kind: 'code', code: 'CHANNEL_NOT_FOUND', skip: 4, times: 1 });
		const requestOptions = { batching: { batch: { batchSize: 2, batchInterval: 20 } } };
		const { error } = await afilnet.run(
			{ ...sendEach, requestOptions },
			{ items: reminders(12, 4), ...retry },
		);

		expect(error).toBeUndefined();
		expect(Object.values(received())).toEqual(Array(4).fill(texts(3)));
	});

	test('a try that ends while messages are under way is not overtaken by the next one', async () => {
		afilnet.sandbox.faults.add({ kind: 'latency', ms: 400 });
		const requestOptions = { batching: { batch: { batchSize: 1, batchInterval: 30 } } };
		const items = [...reminders(2, 2), { to: '34700000009' }];
		const { error } = await afilnet.run(
			{ ...sendEach, message: textIfAny, requestOptions },
			{ items, ...retry },
		);
		await waitFor(() => afilnet.sandbox.requests.inFlight === 0);

		expect(error).toBeDefined();
		for (const got of Object.values(received())) expect(got).toEqual(['0']);
		expect(overlapping()).toEqual([]);
	});

	test('batches that wait for an earlier try go on in order', async () => {
		afilnet.sandbox.faults.add({ kind: 'latency', ms: 700, methods: ['getchats'], times: 1 });
		const requestOptions = { batching: { batch: { batchSize: 2, batchInterval: 30 } } };
		const to = '34700000001';
		const items = [...texts(20).map((text) => ({ to, text })), { to }];
		await afilnet.run({ ...sendEach, message: textIfAny, requestOptions }, { items, ...retry });
		await waitFor(() => afilnet.sandbox.requests.inFlight === 0);

		const got = received()[to] ?? [];
		expect(got.length).toBeGreaterThan(0);
		expect(got).toEqual(texts(got.length));
	});

	test('whatever is refused and whenever, each message is delivered once and in order', async () => {
		const customers = fc.array(fc.constantFrom('34700000001', '34700000002', '34700000003'), {
			minLength: 1,
			maxLength: 15,
		});
		const refusals = fc.record({ skip: fc.nat(15), times: fc.nat(3) });
		const atOnce = fc.integer({ min: 1, max: 5 });
		await fc.assert(
			fc.asyncProperty(customers, refusals, atOnce, async (to, refused, maxConcurrency) => {
				afilnet.sandbox.requests.clear();
				afilnet.sandbox.faults.clear();
				afilnet.sandbox.faults.add({ kind: 'latency', ms: 1, jitter: 1 });
				afilnet.sandbox.faults.add({ kind: 'code', code: 'CHANNEL_NOT_FOUND', ...refused });
				const items = to.map((customer, index) => ({ to: customer, text: String(index) }));
				const { error, items: output } = await afilnet.run(
					{ ...sendEach, options: { maxConcurrency } },
					{ items, ...retry, maxTries: 5 },
				);

				expect(error).toBeUndefined();
				expect(output.map(({ json }) => json.message)).toEqual(items.map(({ text }) => text));
				expect(received()).toEqual(byCustomer(items));
			}),
			{ numRuns: 25 },
		);
	});

	test('reads are tried again', async () => {
		afilnet.sandbox.faults.add({ kind: 'status', status: 503, times: 2 });
		const { error, items } = await afilnet.run(operations.getchats, retry);

		expect(error).toBeUndefined();
		expect(items).toHaveLength(3);
	});

	test('with Continue nothing is sent twice either', async () => {
		afilnet.sandbox.faults.add({ kind: 'code', code: 'CHAT_NOT_FOUND', skip: 1, times: 1 });
		await afilnet.run(sendEach, { items: reminders(4, 4), ...retry, onError: 'continueRegularOutput' });

		for (const got of Object.values(received())) expect(got).toHaveLength(1);
	});
});

describe('a new run sends again', () => {
	test('two executions', async () => {
		await afilnet.run(operations.sendmessage);
		await afilnet.run(operations.sendmessage);

		expect(afilnet.sent).toHaveLength(2);
	});

	test('a loop', async () => {
		const { error } = await afilnet.engine.runWorkflow({
			credential: afilnet.credential,
			nodes: [
				{ name: 'Afilnet', type: 'afilnet', parameters: operations.sendmessage, retryOnFail: true },
				{ name: 'Again', type: 'test.repeat', parameters: { times: 3 } },
			],
			connections: {
				Start: { main: [[{ node: 'Afilnet', type: 'main', index: 0 }]] },
				Afilnet: { main: [[{ node: 'Again', type: 'main', index: 0 }]] },
				Again: { main: [[{ node: 'Afilnet', type: 'main', index: 0 }], []] },
			},
		});

		expect(error).toBeUndefined();
		expect(received()[lucia.destination]).toEqual(['Hello', 'Hello', 'Hello']);
	});
});

describe('as the tool of an agent', () => {
	/** What the agent got back for each text that it had the tool send. */
	async function answersTo(texts: string[], settings = {}) {
		const outcome = await afilnet.engine.runWorkflow({
			credential: afilnet.credential,
			items: texts.map((message) => ({ message })),
			nodes: [
				{ name: 'Agent', type: 'test.agent' },
				{
					name: 'Afilnet',
					type: 'afilnetTool',
					parameters: {
						...operations.sendmessage,
						message: "={{ $fromAI('message', 'What to write', 'string') }}",
					},
					...settings,
				},
			],
			connections: {
				Start: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
				Afilnet: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
			},
		});
		expect(outcome.error).toBeUndefined();
		return outcome.output('Agent').map(({ json }) => json.answer);
	}

	test('every call sends, also the same text again', async () => {
		const answers = await answersTo(['Hello', 'Hello', 'Bye']);

		expect(answers).toEqual(Array(3).fill(expect.stringContaining('34600000001')));
		expect(received()[lucia.destination]).toEqual(['Hello', 'Hello', 'Bye']);
	});

	test('the agent reads what went wrong', async () => {
		afilnet.sandbox.faults.add({ kind: 'code', code: 'CHANNEL_NOT_FOUND' });

		expect(await answersTo(['Hello'])).toEqual([expect.stringContaining('CHANNEL_NOT_FOUND')]);
	});
});

describe('what cannot be sent is said before anything is sent', () => {
	const invalid: Array<[string, object, RegExp]> = [
		['an empty message', { message: '={{ "" }}' }, /'Message' is empty/],
		['a message of blanks', { message: ' \n ' }, /'Message' is empty/],
		['an empty destination', { destination: picked('={{ null }}', 'id') }, /'Conversation' is empty/],
		['no channel', { platformId: picked('={{ undefined }}', 'id') }, /'Channel' is empty/],
		['a destination without a number', { destination: picked('Lucía', 'id') }, /not a WhatsApp number/],
		['a platform that does not exist', { platform: 'fax' }, /'Platform'/],
	];
	const invalidFiles: Array<[string, object, RegExp]> = [
		['an empty file address', { fileUrl: '={{ "" }}' }, /'File URL' is empty/],
		['a file address that is none', { fileUrl: 'jacket.jpg' }, /'File URL' is not a web address/],
		['a file of the own machine', { fileUrl: 'file:///etc/passwd' }, /'File URL' is not a web address/],
		['a file within the address', { fileUrl: 'data:text/plain,hello' }, /'File URL' is not a web address/],
		[
			'a thumbnail over FTP',
			{ additionalFields: { thumbUrl: 'ftp://example.com/a.jpg' } },
			/'Thumbnail URL'/,
		],
	];
	const cases = [
		...invalid.map(
			([name, changes, words]) => [name, { ...operations.sendmessage, ...changes }, words] as const,
		),
		...invalidFiles.map(
			([name, changes, words]) => [name, { ...operations.sendfile, ...changes }, words] as const,
		),
	];

	test.each(cases)('%s', async (_name, parameters, words) => {
		const { error } = await afilnet.run(parameters);

		expect(error?.message).toMatch(words);
		expect(error).toMatchObject({ context: { itemIndex: 0 } });
		expect(afilnet.sent).toEqual([]);
	});

	test('names the item, and sends none of the others', async () => {
		const items = [...reminders(3, 3), { to: '34700000009', text: '' }];
		const { error } = await afilnet.run(sendEach, { items });

		expect(error).toMatchObject({ context: { itemIndex: 3 } });
		expect(error?.description).toMatch(/\bitem 3\b/);
		expect(afilnet.sent).toEqual([]);
	});

	describe('an expression that cannot be read', () => {
		const items = [...reminders(4, 4), { to: '34700000009' }, { to: '34700000010', text: 'last' }];

		test('sends none of the others, on no try', async () => {
			const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
			const { error } = await afilnet.run({ ...sendEach, message: textIfAny }, { items, ...retry });

			expect(error).toBeDefined();
			expect(afilnet.sent).toEqual([]);
		});

		test('with Continue the others are sent', async () => {
			const outcome = await afilnet.run(
				{ ...sendEach, message: textIfAny },
				{ items, onError: 'continueRegularOutput' },
			);

			expect(outcome.items.filter(({ json }) => json.error)).toHaveLength(1);
			expect(afilnet.sent).toHaveLength(5);
		});
	});

	test('with Continue the others are sent', async () => {
		const items = [{ to: '34700000009', text: '' }, ...reminders(3, 3)];
		const outcome = await afilnet.run(sendEach, { items, onError: 'continueRegularOutput' });

		expect(outcome.items[0]?.json.error).toMatch(/'Message' is empty/);
		expect(afilnet.sent).toHaveLength(3);
	});

	test.each(['+34 600 000 001', '34-600-000-001', '(34) 600.000.001', '+34600000001', ' 34600000001 '])(
		'a WhatsApp number written as %s is cleaned',
		async (destination) => {
			const { items } = await afilnet.run({
				...operations.sendmessage,
				destination: picked(destination, 'id'),
			});

			expect(afilnet.sent).toMatchObject([{ destination: '34600000001' }]);
			expect(items).toMatchObject([{ json: { destination: '34600000001' } }]);
		},
	);

	test('on other platforms a destination stays as it is', async () => {
		await afilnet.run({
			...operations.sendmessage,
			platform: 'operator',
			platformId: picked('1'),
			destination: picked('carmen.ruiz-2', 'id'),
		});

		expect(afilnet.sent).toMatchObject([{ destination: 'carmen.ruiz-2' }]);
	});
});
