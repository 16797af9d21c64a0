/** What becomes of a message if Afilnet's answer is lost, and what slows a run down. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox';
import { lucia, operations, picked, textIfAny, useAfilnet } from '../engine/afilnet';

const afilnet = useAfilnet();

const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const before = { kind: 'cut', times: 1, methods: ['sendmessage', 'sendfile'] } satisfies Fault;
const unreadable = { kind: 'code', code: 'INCORRECT_METHOD', methods: ['getmessages'] } satisfies Fault;
const after = { ...before, when: 'after' } satisfies Fault;

const sendEach = {
	...operations.sendmessage,
	destination: picked('={{ $json.to }}', 'id'),
	message: '={{ $json.text }}',
};
const toLucia = (...texts: string[]) => texts.map((text) => ({ to: lucia.destination, text }));

/** What was asked, apart from sends. */
const reads = () =>
	afilnet.sent.map(({ method = '' }) => method).filter((method) => method.startsWith('get'));

/** The texts that Lucía got in this test, in order. */
function received(): string[] {
	const sent = afilnet.sandbox.account.messages(lucia).filter((message) => message.sent);
	return sent.slice(1).map(({ text }) => text);
}

/** Somebody writes right after the first request of a method. */
function afterFirst(method: string, write: () => void): void {
	let isDone = false;
	afilnet.sandbox.hooks.after = (parameters) => {
		if (isDone || parameters['method'] !== method) return;
		isDone = true;
		write();
	};
}

describe('a message without an answer, with Retry On Fail', () => {
	test('was not delivered: it is sent again, after two looks', async () => {
		afilnet.sandbox.faults.add(before);
		const { error, items } = await afilnet.run(sendEach, { items: toLucia('one', 'two'), ...retry });

		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.message)).toEqual(['one', 'two']);
		expect(received()).toEqual(['one', 'two']);
		expect(reads().filter((method) => method === 'getmessages')).toHaveLength(2);
	});

	test('comes into the list after the first look: it counts as sent', async () => {
		afilnet.sandbox.faults.add(before);
		afterFirst('getmessages', () => setTimeout(() => afilnet.sandbox.account.send(lucia, 'one'), 500));
		const { error } = await afilnet.run(sendEach, { items: toLucia('one'), ...retry });

		expect(error).toBeUndefined();
		expect(received()).toEqual(['one']);
		expect(afilnet.sent.filter(({ method }) => method === 'sendmessage')).toHaveLength(1);
	});

	test.each([
		['the connection was cut', after],
		['the answer was cut', { ...after, midway: true }],
		['the answer did not come in time', { ...after, kind: 'hang' }],
		['a proxy gave up', { ...after, kind: 'status', status: 504 }],
		['a page came instead of an answer', { ...after, kind: 'html' }],
		[
			'a proxy gave up in JSON',
			{ ...after, kind: 'status', status: 504, body: '{"status":"error","message":"Time"}' },
		],
	] as const)('was delivered: it counts as sent: %s', async (_name, fault) => {
		afilnet.sandbox.faults.add(fault);
		const requestOptions = { timeout: 400 };
		const { error, items } = await afilnet.run(
			{ ...sendEach, requestOptions },
			{ items: toLucia('one', 'two'), ...retry, maxTries: 2 },
		);

		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.message)).toEqual(['one', 'two']);
		expect(received()).toEqual(['one', 'two']);
	});

	test.each(['oldest', 'newest'] as const)('lists come with the %s first', async (messageOrder) => {
		Object.assign(afilnet.sandbox.switches, { messageOrder, chatOrder: messageOrder });
		afilnet.sandbox.account.send(lucia, 'one');
		afilnet.sandbox.faults.add({ ...after, skip: 1 });
		const { error } = await afilnet.run(sendEach, { items: toLucia('zero', 'one', 'two'), ...retry });

		expect(error).toBeUndefined();
		expect(received()).toEqual(['one', 'zero', 'one', 'two']);
	});

	test('the same text of yesterday is no proof', async () => {
		afilnet.sandbox.account.send(lucia, 'one');
		afilnet.sandbox.faults.add(before);
		const { error } = await afilnet.run(sendEach, { items: toLucia('one'), ...retry });

		expect(error).toBeUndefined();
		expect(received()).toEqual(['one', 'one']);
	});

	test('two messages with one text: the second one is told from the first', async () => {
		afilnet.sandbox.faults.add({ ...before, skip: 1 });
		const { error } = await afilnet.run(sendEach, { items: toLucia('one', 'one', 'two'), ...retry });

		expect(error).toBeUndefined();
		expect(received()).toEqual(['one', 'one', 'two']);
	});

	test.each(['stopWorkflow', 'continueRegularOutput'] as const)(
		'%s: somebody else has written, so it stays in doubt, and nothing more is sent for it',
		async (onError) => {
			afilnet.sandbox.faults.add(before);
			afterFirst('getchats', () => afilnet.sandbox.account.send(lucia, 'An operator'));
			const { error, items } = await afilnet.run(sendEach, { items: toLucia('one'), ...retry, onError });

			expect(error?.message ?? items[0]?.json.error).toContain('may or may not have been delivered');
			expect(received()).toEqual(['An operator']);
		},
	);

	test('the text came out changed, so it stays in doubt', async () => {
		afilnet.sandbox.faults.add(after);
		afterFirst('sendmessage', () => {
			const message = afilnet.sandbox.account.messages(lucia).at(-1);
			if (message) message.text = 'ONE';
		});
		const { error } = await afilnet.run(sendEach, { items: toLucia('one'), ...retry });

		expect(error?.message).toContain('may or may not have been delivered');
		expect(received()).toEqual(['ONE']);
	});

	test('the list cannot be read, so it stays in doubt', async () => {
		afilnet.sandbox.faults.add(before);
		afilnet.sandbox.faults.add(unreadable);
		const { error } = await afilnet.run(sendEach, { items: toLucia('one'), ...retry });

		expect(error?.message).toContain('may or may not have been delivered');
		expect(received()).toEqual([]);
	});

	test('a list in no order tells nothing', async () => {
		for (let count = 0; count < 10; count++) afilnet.sandbox.account.send(lucia, 'one');
		afilnet.sandbox.switches.messageOrder = 'shuffled';
		afilnet.sandbox.faults.add(after);
		await afilnet.run(sendEach, { items: toLucia('one'), ...retry });

		expect(received()).toHaveLength(11);
	});

	test('the others are still sent', async () => {
		afilnet.sandbox.faults.add({ ...before, conversation: { destination: lucia.destination } });
		afilnet.sandbox.faults.add(unreadable);
		const items = [...toLucia('one'), { to: '34700000001', text: 'two' }, ...toLucia('three')];
		const { error } = await afilnet.run(sendEach, { items, ...retry });

		expect(error?.message).toContain('may or may not');
		expect(received()).toEqual(['three']);
		expect(afilnet.sent.filter(({ message }) => message === 'two')).toHaveLength(1);
	});

	test.each([
		['is not sent behind a later one', before, ['one', 'two'], ['two']],
		['counts as sent if it is there', after, ['one', 'two'], ['one', 'two']],
		['is sent if there was no later one', before, ['one'], ['one']],
	])('the list can be read too late: it %s', async (_name, fault, texts, expected) => {
		afilnet.sandbox.faults.add(fault);
		afilnet.sandbox.faults.add({ ...unreadable, times: 1 });
		const { error } = await afilnet.run(sendEach, { items: toLucia(...texts), ...retry, maxTries: 4 });

		expect(received()).toEqual(expected);
		expect(error === undefined).toBe(expected.includes('one'));
	});

	test.each([
		['525512345678', '5215512345678', 'a 1 in Mexican numbers'],
		['5491112345678', '541112345678', 'the 9 of Argentina'],
		['551187654321', '5511987654321', 'the ninth digit of Brazil'],
		['123456789012345@lid', '34600000099', 'the number behind a lid'],
	])('%s is listed as %s: %s', async (to, listed) => {
		afilnet.sandbox.hooks.before = (parameters) => {
			if (parameters.method === 'sendmessage') Object.assign(parameters, { destination: listed });
		};
		afilnet.sandbox.faults.add(after);
		const { error } = await afilnet.run({ ...operations.sendmessage, destination: picked(to, 'id') }, retry);

		const messages = afilnet.sandbox.account.messages({ ...lucia, destination: listed });
		expect(messages.map(({ text }) => text)).toEqual(['Hello']);
		expect(error?.message).toContain('may or may not');
	});

	test('a file of which lists show nothing is not taken for one of an operator', async () => {
		afilnet.sandbox.faults.add(before);
		afterFirst('getchats', () => afilnet.sandbox.account.send(lucia, '', { type: 'voice', url: '' }));
		const { error } = await afilnet.run(operations.sendfile, retry);

		expect(error?.message).toContain('may or may not');
	});

	test('a file without a caption', async () => {
		afilnet.sandbox.faults.add(after);
		const { error } = await afilnet.run(operations.sendfile, retry);

		expect(error).toBeUndefined();
		expect(received()).toEqual(['']);
	});

	test.each<[what: string, captions: string[]]>([
		['none has a caption', ['', '']],
		['a caption is not shown', ['Hi', '']],
	])('a file of which lists show nothing is told from an earlier one: %s', async (_what, captions) => {
		afilnet.sandbox.faults.add({ ...before, skip: 1 });
		afilnet.sandbox.hooks.after = ({ method }) => {
			const message = afilnet.sandbox.account.messages(lucia).at(-1);
			if (method === 'sendfile' && message?.file) message.text = message.file.url = '';
		};
		const { error, items } = await afilnet.run(
			{
				...operations.sendfile,
				fileUrl: '={{ $json.url }}',
				additionalFields: { message: '={{ $json.caption }}' },
			},
			{
				items: captions.map((caption, index) => ({ caption, url: `https://example.com/${index}` })),
				...retry,
			},
		);

		const isSent = received().length === captions.length && items.length === captions.length;
		expect(isSent || error?.message.includes('may or may not')).toBe(true);
	});

	test('one person in two spellings', async () => {
		afilnet.sandbox.faults.add({ ...before, skip: 1 });
		afilnet.sandbox.hooks.before = (parameters) => {
			if (parameters.destination) Object.assign(parameters, { destination: lucia.destination });
		};
		const items = [...toLucia('one'), { to: `${lucia.destination}@s.whatsapp.net`, text: 'one' }];
		await afilnet.run(sendEach, { items, ...retry });

		expect(received()).toEqual(['one', 'one']);
	});

	test('a conversation that is older than the list, in which the same text stands', async () => {
		afilnet.sandbox.account.send(lucia, 'one');
		afilnet.sandbox.faults.add(before);
		const body = '{"status":"SUCCESS","result":{"list":[]}}';
		afilnet.sandbox.faults.add({ kind: 'status', status: 200, body, methods: ['getchats'] });
		const { error } = await afilnet.run(sendEach, { items: toLucia('one'), ...retry });

		expect(error?.message).toContain('may or may not have been delivered');
		expect(received()).toEqual(['one']);
	});

	test('a conversation that was not there before', async () => {
		afilnet.sandbox.faults.add(before);
		afilnet.sandbox.faults.add({ ...after, skip: 1 });
		const items = [{ to: '34700000009', text: 'one' }];
		const { error } = await afilnet.run(sendEach, { items, ...retry, maxTries: 4 });

		expect(error).toBeUndefined();
		const messages = afilnet.sandbox.account.messages({ ...lucia, destination: '34700000009' });
		expect(messages.map(({ text }) => text)).toEqual(['one']);
	});

	test('the direction of the message is written in an unknown way, so it stays in doubt', async () => {
		afilnet.sandbox.faults.add(after);
		const body = '{"status":"SUCCESS","result":[{"messageid":1,"message":"one","sent":"S"}]}';
		afilnet.sandbox.faults.add({ kind: 'status', status: 200, body, methods: ['getmessages'] });
		const items = [{ to: '34700000009', text: 'one' }];
		const { error } = await afilnet.run(sendEach, { items, ...retry });

		expect(error?.message).toContain('may or may not have been delivered');
		expect(afilnet.sent.filter(({ method }) => method === 'sendmessage')).toHaveLength(1);
	});

	test('HTTP 503 says that it was not delivered', async () => {
		afilnet.sandbox.faults.add({ kind: 'status', status: 503, times: 1, methods: ['sendmessage'] });
		const { error } = await afilnet.run(sendEach, { items: toLucia('one'), ...retry });

		expect(error).toBeUndefined();
		expect(received()).toEqual(['one']);
		expect(reads()).toEqual(['getchats']);
	});

	test('a channel is read once before the first send there', async () => {
		const to = Array.from({ length: 12 }, (_item, index) => ({
			to: String(34700000001 + index),
			text: 'Hi',
		}));
		await afilnet.run(sendEach, { items: to, ...retry });

		expect(reads()).toEqual(['getchats']);
	});

	test('without it nothing is asked beside the sends', async () => {
		afilnet.sandbox.faults.add(after);
		const { error } = await afilnet.run(sendEach, { items: toLucia('one') });

		expect(error?.message).toContain('may or may not have been delivered');
		expect(reads()).toEqual([]);
	});
});

test('a message that was refused is sent as its expression reads at the retry', async () => {
	afilnet.sandbox.faults.add({ kind: 'code', code: 'CHAT_NOT_FOUND', times: 1, methods: ['sendmessage'] });
	await afilnet.run({ ...operations.sendmessage, message: '={{ Math.random() }}' }, retry);

	const texts = afilnet.sent.flatMap(({ method, message }) => (method === 'sendmessage' ? message : []));
	expect(texts).toHaveLength(2);
	expect(received()).toEqual(texts.slice(1));
	expect(texts[0]).not.toBe(texts[1]);
});

describe('the tools of an agent', () => {
	const tool = (name: string, parameters: INodeParameters, settings = {}) => ({
		name,
		type: 'afilnetTool',
		parameters,
		...settings,
	});
	const say = { ...operations.sendmessage, message: "={{ $fromAI('message', 'What to write', 'string') }}" };

	/** What the agent reads for each call. */
	async function answers(calls: Array<{ tool?: string; message?: string }>, parallel: boolean) {
		const link = { ai_tool: [[{ node: 'Agent', type: 'ai_tool' as const, index: 0 }]] };
		const outcome = await afilnet.engine.runWorkflow({
			credential: afilnet.credential,
			items: calls.map((call) => ({ tool: 'Say', ...call })),
			nodes: [
				{ name: 'Agent', type: 'test.agent', parameters: { parallel } },
				tool('Say', say, retry),
				tool('Tell', say, retry),
				tool('Hint', say),
				tool('Read', operations.getmessages, retry),
			],
			connections: {
				Start: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
				Say: link,
				Tell: link,
				Hint: link,
				Read: link,
			},
		});
		expect(outcome.error).toBeUndefined();
		return outcome.output('Agent').map(({ json }) => String(json.answer));
	}

	test('two calls side by side, the first cut after delivery', async () => {
		afilnet.sandbox.faults.add(after);
		const texts = await answers([{ message: 'one' }, { message: 'two' }], true);

		expect(received()).toEqual(['one', 'two']);
		expect(texts).toEqual([expect.stringContaining('one'), expect.stringContaining('two')]);
	});

	test('two calls side by side with one text, the first cut before delivery', async () => {
		afilnet.sandbox.faults.add(before);
		await answers([{ message: 'one' }, { message: 'one' }], true);

		expect(received()).toEqual(['one', 'one']);
	});

	test('two tools side by side', async () => {
		afilnet.sandbox.faults.add({ ...after, times: 2 });
		await answers(
			[
				{ tool: 'Say', message: 'one' },
				{ tool: 'Tell', message: 'two' },
				{ tool: 'Say', message: 'three' },
			],
			true,
		);

		expect(received()).toEqual(['one', 'two', 'three']);
	});

	test('one text by two tools, of which the first has no Retry On Fail', async () => {
		afilnet.sandbox.faults.add({ ...after, skip: 1 });
		await answers(
			[
				{ tool: 'Hint', message: 'one' },
				{ tool: 'Say', message: 'one' },
			],
			false,
		);

		expect(received()).toEqual(['one', 'one']);
	});

	test('a read between two tries of a send', async () => {
		afilnet.sandbox.faults.add(after);
		await answers([{ tool: 'Say', message: 'one' }, { tool: 'Read' }, { tool: 'Say', message: 'two' }], true);

		expect(received()).toEqual(['one', 'two']);
	});

	test('five calls side by side arrive in the order of the calls, one after another', async () => {
		afilnet.sandbox.faults.add({ kind: 'latency', ms: 20, jitter: 20 });
		const texts = ['1', '2', '3', '4', '5'];
		await answers(
			texts.map((message) => ({ message })),
			true,
		);

		expect(received()).toEqual(texts);
		const sends = afilnet.sandbox.requests.all.filter(
			({ parameters }) => parameters.method === 'sendmessage',
		);
		for (const [index, { started }] of sends.entries())
			expect(started).toBeGreaterThanOrEqual(sends[index - 1]?.ended ?? 0);
	});

	test('the doubt stands in the message that the agent reads', async () => {
		afilnet.sandbox.faults.add({ ...after, times: 9 });
		afilnet.sandbox.faults.add(unreadable);
		const [answer] = await answers([{ message: 'one' }], false);

		expect(answer).toContain('the message may or may not have been delivered');
		expect(received()).toEqual(['one']);
	});
});

test('two executions send to one conversation one after another, and hold up no other conversation', async () => {
	afilnet.sandbox.faults.add({ kind: 'latency', ms: 30, conversation: { destination: lucia.destination } });
	const elsewhere = { to: '34700000001', text: 'elsewhere' };
	await Promise.all([
		afilnet.run(sendEach, { items: toLucia('a', 'b', 'c', 'd', 'e', 'f') }),
		afilnet.run(sendEach, { items: [...toLucia('x', 'y'), elsewhere] }),
	]);

	const sends = afilnet.sandbox.requests.all;
	const hers = sends.filter(({ parameters }) => parameters.destination === lucia.destination);
	for (const [index, { started }] of hers.entries())
		expect(started).toBeGreaterThanOrEqual(hers[index - 1]?.ended ?? 0);
	expect(received().filter((text) => text < 'x')).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
	expect(received().indexOf('y')).toBeLessThan(5);
	expect(sends.findIndex(({ parameters }) => parameters.message === 'elsewhere')).toBeLessThan(4);
});

test.each<[what: string, other: (credential: typeof afilnet.credential) => object]>([
	['address', ({ apiUrl }) => ({ apiUrl: apiUrl.replace('127.0.0.1', 'localhost') })],
	['user', () => ({ user: 'nobody@afilnet.test' })],
])('executions with another %s do not wait for one another', async (_what, other) => {
	afilnet.sandbox.faults.add({ kind: 'latency', ms: 300 });
	const { credential } = afilnet;
	await Promise.all(
		[credential, { ...credential, ...other(credential) }].map(
			async (account) => await afilnet.run(sendEach, { items: toLucia('a'), credential: account }),
		),
	);

	const [first, second] = afilnet.sandbox.requests.all;
	expect(second?.started).toBeLessThan(first?.ended ?? 0);
});

describe('Batching', () => {
	let unheard: unknown[];
	const note = (reason: unknown) => unheard.push(reason);
	beforeEach(() => {
		unheard = [];
		process.on('unhandledRejection', note);
	});
	afterEach(() => process.off('unhandledRejection', note));

	test.each([
		['no interval', { batchSize: 2, batchInterval: 0 }],
		['an interval', { batchSize: 2, batchInterval: 60 }],
		['one at a time', { batchSize: 1, batchInterval: 40 }],
		['a size of 0', { batchSize: 0, batchInterval: 40 }],
	])('nothing is sent after an expression could not be read, with %s', async (_name, batch) => {
		afilnet.sandbox.faults.add({ kind: 'latency', ms: 120 });
		const items = [...toLucia('1', '2', '3', '4', '5'), { to: lucia.destination }, ...toLucia('7')];
		const { error } = await afilnet.run(
			{ ...sendEach, message: textIfAny, requestOptions: { batching: { batch } } },
			{ items },
		);
		// What was on its way when the run failed arrives.
		await sleep(50);
		const sent = afilnet.sent.length;
		await sleep(1_500);

		expect(error).toBeDefined();
		expect(afilnet.sent).toHaveLength(sent);
		expect(unheard).toEqual([]);
		expect((await afilnet.run(sendEach, { items: toLucia('next') })).error).toBeUndefined();
	});

	test('nothing is sent if an expression in the first batch cannot be read', async () => {
		const batch = { batchSize: 2, batchInterval: 300 };
		const items = [...toLucia('1'), { to: lucia.destination }, ...toLucia('3', '4')];
		await afilnet.run(
			{ ...sendEach, message: textIfAny, requestOptions: { batching: { batch } } },
			{ items },
		);
		await sleep(500);

		expect(afilnet.sent).toEqual([]);
	});

	test.each<[what: string, batchSize: number, items: IDataObject[], expected: string[]]>([
		['each message', 1, toLucia('1', '2', '3', '4'), ['1', '2', '3', '4']],
		['each message, with a size of 0', 0, toLucia('1', '2', '3', '4'), ['1', '2', '3', '4']],
		[
			'with Continue each message that can be read',
			1,
			[...toLucia('1'), { to: lucia.destination }, ...toLucia('3', '4')],
			['1', '3', '4'],
		],
	])(
		'is no hurry for messages that take longer than a batch: %s',
		async (what, batchSize, items, expected) => {
			afilnet.sandbox.faults.add({ kind: 'latency', ms: 700 });
			const batch = { batchSize, batchInterval: 30 };
			await afilnet.run(
				{ ...sendEach, message: textIfAny, requestOptions: { batching: { batch } } },
				{ items, onError: what.includes('Continue') ? 'continueRegularOutput' : 'stopWorkflow' },
			);

			expect(received()).toEqual(expected);
		},
	);

	test('a message that is refused in the first batch stops the run, and the exception is heard', async () => {
		afilnet.sandbox.faults.add({ kind: 'code', code: 'CHANNEL_NOT_FOUND', times: 1 });
		const batch = { batchSize: 1, batchInterval: 50 };
		const { error } = await afilnet.run(
			{ ...sendEach, requestOptions: { batching: { batch } } },
			{ items: toLucia('1', '2', '3', '4') },
		);

		expect(error?.message).toContain('CHANNEL_NOT_FOUND');
		expect(afilnet.sent).toHaveLength(1);
		expect(unheard).toEqual([]);
	});
});

describe('HTTP 429', () => {
	test.each(['seconds', 'date', 'absent'] as const)(
		'pauses the run and goes on in order: Retry-After %s',
		async (retryAfter) => {
			afilnet.sandbox.faults.add({ kind: 'rateLimit', requests: 4, retryAfter });
			const { error, items } = await afilnet.run(sendEach, {
				items: toLucia('1', '2', '3', '4', '5', '6', '7'),
			});

			expect(error).toBeUndefined();
			expect(items).toHaveLength(7);
			expect(received()).toEqual(['1', '2', '3', '4', '5', '6', '7']);
		},
	);

	test.each(['getchats', 'getmessages'] as const)('%s waits too', async (method) => {
		afilnet.sandbox.faults.add({ kind: 'rateLimit', requests: 1 });
		const { error } = await afilnet.run(operations[method], { items: [{}, {}] });

		expect(error).toBeUndefined();
	});

	test('the pickers wait too', async () => {
		afilnet.sandbox.faults.add({ kind: 'status', status: 429, times: 1 });
		const { results } = await afilnet.engine.search('searchChannels', {
			parameters: { platform: 'whatsapp' },
			credential: afilnet.credential,
		});

		expect(results).not.toEqual([]);
	});

	test('a wait of more than two minutes that Afilnet asks for is an end at once', async () => {
		afilnet.sandbox.faults.add({ kind: 'rateLimit', requests: 0, ms: 300_000 });
		const { error } = await afilnet.run(sendEach, { items: toLucia('1', '2') });

		expect(error?.message).toBe('Afilnet takes no more requests for 5 minutes');
		expect(error?.description).toContain('0 sent');
	});

	test('ends at once when somebody stops the execution', async () => {
		afilnet.sandbox.faults.add({ kind: 'rateLimit', requests: 1, ms: 60_000 });
		const started = Date.now();
		const stop = sleep(500);
		await afilnet.run(sendEach, { items: toLucia('1', '2', '3'), stop });
		const sent = afilnet.sent.length;
		await sleep(1_500);

		expect(Date.now() - started).toBeLessThan(10_000);
		expect(afilnet.sent).toHaveLength(sent);
		expect(received()).toEqual(['1']);
	});
});
