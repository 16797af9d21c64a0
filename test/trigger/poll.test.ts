import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

import { choices, type Switches } from '../../sandbox';
import { lucia, picked, shop } from '../engine/afilnet';
import { isN8n1 } from '../engine/engines';
import { leaksIn } from '../engine/leaks';
import { marc, nadia, newcomer, texts, useTrigger } from './harness';

const { afilnet, trigger, activated, methods, receive, log } = useTrigger();

describe('once', () => {
	test('gives every new message as Afilnet wrote it, in order', async () => {
		const active = await activated();
		receive(lucia, 'one', 'two');
		receive(nadia, 'three');
		receive(lucia, 'four');

		const items = await active.poll();

		expect(texts(items)?.sort()).toEqual(['four', 'one', 'three', 'two']);
		expect(texts(items)?.filter((text) => text !== 'three')).toEqual(['one', 'two', 'four']);
		const [message] = afilnet.sandbox.account.unreadMessages(lucia).slice(-3);
		expect(items?.find(({ json }) => json.message === 'one')).toEqual({
			json: {
				platformid: '100',
				platform: 'whatsapp',
				message: 'one',
				destination: '34600000001',
				messageid: Number(message?.messageId),
				sent: 0,
				status: 'received',
				datetime: message?.writtenAt.toISOString().slice(0, 19).replace('T', ' '),
			},
		});
		expect(await active.poll()).toBeNull();
	});

	test('however long it stays unread, beside newer ones', async () => {
		const active = await activated();
		receive(lucia, 'one');
		expect(texts(await active.poll())).toEqual(['one']);
		for (const text of ['two', 'three', 'four']) {
			receive(lucia, text);
			expect(texts(await active.poll())).toEqual([text]);
			expect(await active.poll()).toBeNull();
		}
	});

	test('a message that somebody has read in Afilnet before the poll only if read ones are included', async () => {
		const active = await activated();
		const including = await activated({ options: { includeRead: true } });
		receive(lucia, 'one');
		afilnet.sandbox.account.markRead(lucia);
		receive(lucia, 'two');
		expect(texts(await active.poll())).toEqual(['two']);
		afilnet.sandbox.requests.clear();
		expect(texts(await including.poll())).toEqual(['one', 'two']);
		expect(methods()).not.toContain('getunreadmessages');
	});

	test('over a restart of n8n, which knows what was last saved', async () => {
		const active = await activated();
		const savedAtActivation = JSON.stringify(active.staticData);
		receive(lucia, 'one');
		expect(texts(await active.poll())).toEqual(['one']);
		const savedAtEmission = JSON.stringify(active.staticData);

		const restarted = trigger({}, savedAtEmission);
		expect(await restarted.poll({ activation: 'init' })).toBeNull();
		receive(lucia, 'two');
		expect(texts(await restarted.poll())).toEqual(['two']);

		const neverSaved = trigger({}, savedAtActivation);
		expect(texts(await neverSaved.poll({ activation: 'init' }))).toEqual(['one', 'two']);
	});

	test('over lists that are empty once and full again', async () => {
		const active = await activated();
		receive(lucia, 'one');
		await active.poll();
		for (const method of ['getchatchannels', 'getchats', 'getunreadmessages'] as const) {
			receive(lucia, `before the empty ${method}`);
			const body = { status: 'SUCCESS', result: { list: [] } };
			const fault = afilnet.sandbox.faults.add({ kind: 'json', body, methods: [method] });
			expect(await active.poll()).toBeNull();
			afilnet.sandbox.faults.remove(fault.id);
			expect(texts(await active.poll())).toEqual([`before the empty ${method}`]);
		}
	});

	test('over two polls that overlap: the second one gives way', async () => {
		const active = await activated();
		receive(lucia, 'one');
		afilnet.sandbox.faults.add({ kind: 'latency', ms: 200 });
		const tick = active.register();
		const results = await Promise.all([tick(), tick(), wait(100).then(tick)]);
		expect(results.map(texts)).toEqual([['one'], null, null]);
		expect(methods().filter((method) => method === 'getchatchannels')).toHaveLength(1);
		expect(await tick()).toBeNull();
	});

	test('if ids start from 1 in each conversation', async () => {
		afilnet.sandbox.switches.messageIds = 'conversation';
		const active = await activated();
		receive(newcomer, 'one', 'two');
		receive({ ...nadia, destination: newcomer.destination }, 'three', 'four');
		expect(texts(await active.poll())?.sort()).toEqual(['four', 'one', 'three', 'two']);
		expect(await active.poll()).toBeNull();
	});
});

/** Each switch with each of its values, the others as they are by default; and some that make each other harder. */
const combinations: Array<Partial<Switches>> = [
	...Object.entries(choices).flatMap(([name, values]) => values.map((value) => ({ [name]: value }))),
	{ unreadMarksRead: true, messagesMarkRead: true, unreadIncludesSent: true, numbers: 'mixed' },
	{ messageOrder: 'shuffled', chatOrder: 'shuffled', unreadOrder: 'shuffled', messageIds: 'conversation' },
	{ messageOrder: 'newest', chatOrder: 'oldest', unreadOrder: 'newest', messageIds: 'random' },
	{ messageIdForm: 'zero', sentClock: -60, messageOrder: 'newest', unreadIncludesSent: true },
	{ chatIdsApart: true, sentClock: -60, datetime: 'dayFirst', unreadOrder: 'newest', messagesMarkRead: true },
	{ directionFlag: 'booleanText', answerShape: 'listNumericKeys', singleRow: 'bare', emptyList: 'absent' },
];

const isOrdered = ({ messageOrder, unreadOrder }: Partial<Switches>) =>
	messageOrder !== 'shuffled' && unreadOrder !== 'shuffled';

describe.each([false, true])('with the backlog: %s', (emitBacklog) => {
	test.each(combinations.filter(isOrdered))('%j', async (switches) => {
		Object.assign(afilnet.sandbox.switches, switches);
		const { account } = afilnet.sandbox;
		const unread = account.unreadMessages(lucia).map(({ text }) => text);
		expect(unread).not.toEqual([]);
		const parameters = {
			watch: 'channel',
			platform: 'whatsapp',
			platformId: picked('100'),
			options: { emitBacklog },
		};
		const active = await activated(parameters);
		expect(account.unreadMessages(lucia).map(({ text }) => text)).toEqual(unread);

		receive(lucia, 'one');
		account.send(lucia, 'not for the workflow');
		receive(lucia, 'two', 'three');
		receive(newcomer, 'four', 'five');

		const items = texts(await active.poll()) ?? [];
		const inLucias = [...(emitBacklog ? unread : []), 'one', 'two', 'three'];
		expect(items.filter((text) => inLucias.includes(String(text)))).toEqual(inLucias);
		expect(items.filter((text) => ['four', 'five'].includes(String(text)))).toEqual(['four', 'five']);
		// Amelia's one message was unread too.
		expect(items).toHaveLength(emitBacklog ? inLucias.length + 3 : 5);
		expect(await active.poll()).toBeNull();
		receive(lucia, 'six');
		expect(texts(await active.poll())).toEqual(['six']);
	});
});

describe('none lost', () => {
	test('a conversation that cannot be read costs no other, and is tried again', async () => {
		const active = await activated();
		receive(lucia, 'one');
		receive(marc, 'two');
		afilnet.sandbox.faults.add({ kind: 'status', status: 503, conversation: lucia, times: 1 });
		expect(texts(await active.poll())).toEqual(['two']);
		expect(log()).toContain('Afilnet is not available right now (HTTP 503)');
		expect(texts(await active.poll())).toEqual(['one']);
	});

	test.each([
		{ kind: 'status', status: 503 },
		{ kind: 'html' },
		{ kind: 'empty' },
		{ kind: 'json' },
		{ kind: 'code', code: 'CHANNEL_NOT_FOUND' },
		{ kind: 'cut' },
		{ kind: 'cut', midway: true },
		{ kind: 'hang' },
	] as const)('a channel that cannot be read costs no other: %j', async (fault) => {
		const active = await activated();
		receive(lucia, 'one');
		receive(nadia, 'two');
		afilnet.sandbox.faults.add({ ...fault, methods: ['getchats'], conversation: shop, times: 1 });
		expect(texts(await active.poll(fault.kind === 'hang' ? { budget: 8000 } : {}))).toEqual(['two']);
		expect(texts(await active.poll())).toEqual(['one']);
	});

	test('a poll that can read nothing throws, keeps the state and says why', async () => {
		afilnet.sandbox.account.markRead(lucia);
		const active = await activated();
		receive(lucia, 'one');
		const before = JSON.stringify(active.staticData);
		for (const methodsHit of [['getchatchannels'], ['getchats'], ['getmessages']] as const) {
			const fault = afilnet.sandbox.faults.add({ kind: 'status', status: 503, methods: [...methodsHit] });
			await expect(active.poll()).rejects.toMatchObject({
				name: 'NodeApiError',
				message: 'Afilnet is not available right now (HTTP 503)',
				httpCode: '503',
				// n8n 1 drops the kind of a failure.
				...(!isN8n1 && { failure: { cause: 'temporarily-unavailable' } }),
			});
			afilnet.sandbox.faults.remove(fault.id);
			expect(JSON.stringify(active.staticData)).toBe(before);
		}
		expect(texts(await active.poll())).toEqual(['one']);
	});

	test.each([
		{ kind: 'status', status: 429 },
		{ kind: 'code', code: 'INCORRECT_USER_PASSWORD' },
	] as const)('after %j nothing more is asked, and what was fetched is emitted', async (fault) => {
		const active = await activated();
		const others = afilnet.sandbox.account.addConversations(shop, 30, { read: false });
		receive(lucia, 'one');
		afilnet.sandbox.faults.add({ ...fault, methods: ['getunreadmessages'], skip: 10 });
		const first = texts(await active.poll()) ?? [];
		expect(first.length).toBeGreaterThanOrEqual(9);
		expect(methods().filter((method) => method === 'getunreadmessages').length).toBeLessThan(20);
		afilnet.sandbox.faults.clear();
		const rest = texts(await active.poll()) ?? [];
		expect(first.length + rest.length).toBe(others.length + 1);
	});

	test('neither a thrown error nor the log holds the password or a message', async () => {
		const active = await activated();
		receive(lucia, 'the text of a message');
		afilnet.sandbox.faults.add({ kind: 'echo' });
		const { password } = afilnet.credential;
		const thrown = await active.poll().catch((error: unknown) => error);
		afilnet.sandbox.faults.clear();
		afilnet.sandbox.faults.add({ kind: 'cut', conversation: lucia });
		receive(marc, 'the text of another message');
		await active.poll();
		afilnet.sandbox.faults.clear();
		await active.poll();
		expect(thrown).toBeInstanceOf(Error);
		expect(leaksIn(thrown, password)).toEqual([]);
		expect(leaksIn(afilnet.engine.log, password)).toEqual([]);
		const kept = JSON.stringify(active.staticData) + afilnet.engine.log.join();
		expect(leaksIn(JSON.stringify(active.staticData), password)).toEqual([]);
		expect(kept).not.toContain('the text of');
	});
});

describe('activation', () => {
	test('consumes nothing, and what was unread is never given', async () => {
		Object.assign(afilnet.sandbox.switches, { unreadMarksRead: true, messagesMarkRead: true });
		const active = trigger();
		await active.poll({ activation: 'activate' });
		expect(new Set(methods())).toEqual(new Set(['getchatchannels', 'getchats']));
		receive(lucia, 'one');
		expect(texts(await active.poll())).toEqual(['one']);
	});

	test('is the first poll of a registration in mode activate, and no other', async () => {
		const active = trigger();
		const tick = active.register({ activation: 'activate' });
		await tick();
		receive(lucia, 'one');
		expect(texts(await tick())).toEqual(['one']);

		receive(lucia, 'two');
		expect(texts(await active.poll({ activation: 'init' }))).toEqual(['two']);
		receive(lucia, 'three');
		expect(texts(await active.poll({ activation: 'leadershipChange' }))).toEqual(['three']);
		receive(lucia, 'four');
		expect(texts(await active.poll({ activation: 'update' }))).toEqual(['four']);

		receive(lucia, 'while the workflow was not active');
		const again = trigger({}, JSON.stringify(active.staticData)).register({ activation: 'activate' });
		expect(await again()).toBeNull();
		receive(lucia, 'five');
		expect(texts(await again())).toEqual(['five']);
	});

	test.each([
		[{ kind: 'code', code: 'INCORRECT_USER_PASSWORD' }, 'did not accept the user and password'],
		[{ kind: 'status', status: 403 }, 'refused the request'],
	] as const)('is stopped by what a person must mend: %j', async (fault, message) => {
		afilnet.sandbox.faults.add(fault);
		await expect(trigger().poll({ activation: 'activate' })).rejects.toThrow(message);
	});

	test('is stopped by a channel that does not exist', async () => {
		const parameters = { watch: 'channel', platform: 'whatsapp', platformId: picked('999') };
		await expect(trigger(parameters).poll({ activation: 'activate' })).rejects.toThrow(
			'channel was not found',
		);
	});

	test('is stopped by a conversation that is not in the channel', async () => {
		const parameters = {
			watch: 'chat',
			platform: 'whatsapp',
			platformId: picked('100'),
			destination: picked('34999999999', 'id'),
		};
		await expect(trigger(parameters).poll({ activation: 'activate' })).rejects.toThrow(
			"The 'Conversation' is not in the channel's list",
		);
	});

	test('is stopped by a missing channel', async () => {
		const parameters = { watch: 'channel', platform: 'whatsapp', platformId: picked('') };
		await expect(trigger(parameters).poll({ activation: 'activate' })).rejects.toThrow("'Channel' is empty");
	});

	test.each([{ kind: 'status', status: 503 }, { kind: 'cut' }, { kind: 'status', status: 429 }] as const)(
		'succeeds with a warning if Afilnet is out of reach: %j',
		async (fault) => {
			const active = await activated();
			receive(lucia, 'before');
			afilnet.sandbox.faults.add(fault);
			const tick = active.register({ activation: 'activate' });
			expect(await tick()).toBeNull();
			expect(log()).toContain('Nothing could be read yet, so the next poll tries again');
			afilnet.sandbox.faults.clear();
			receive(lucia, 'still before');
			expect(await tick()).toBeNull();
			receive(lucia, 'one');
			expect(texts(await tick())).toEqual(['one']);
		},
	);

	test('with one channel out of reach starts there at its first answer', async () => {
		const fault = afilnet.sandbox.faults.add({
			kind: 'status',
			methods: ['getchats'],
			conversation: { platform: 'telegram' },
		});
		const active = await activated();
		afilnet.sandbox.faults.remove(fault.id);
		receive(nadia, 'before');
		receive(lucia, 'one');
		expect(texts(await active.poll())).toEqual(['one']);
		receive(nadia, 'two');
		expect(texts(await active.poll())).toEqual(['two']);
	});

	test('takes over from a poll that still runs, whose result does not count', async () => {
		const active = await activated();
		const data = JSON.stringify(active.staticData);
		receive(lucia, 'before');
		const fault = afilnet.sandbox.faults.add({ kind: 'latency', ms: 300, methods: ['getunreadmessages'] });
		const old = active.poll();
		await wait(150);
		const tick = active.register({ activation: 'activate' });
		const started = tick();
		afilnet.sandbox.faults.remove(fault.id);
		expect(await old).toBeNull();
		expect(await started).toBeNull();
		expect(JSON.stringify(active.staticData)).not.toBe(data);
		receive(lucia, 'one');
		expect(texts(await tick())).toEqual(['one']);
	});

	test('so does, in hosts that would emit both, the poll after changes were saved', async () => {
		const active = await activated();
		const saved = JSON.stringify(active.staticData);
		receive(lucia, 'one');
		afilnet.sandbox.faults.add({ kind: 'latency', ms: 100, methods: ['getunreadmessages'] });
		const old = active.poll({ budget: null });
		await wait(50);
		active.staticData['node:Afilnet Trigger'] = JSON.parse(saved)['node:Afilnet Trigger'];
		const tick = active.register({ activation: 'update', budget: null });
		expect(texts(await tick())).toEqual(['one']);
		expect(await old).toBeNull();
		expect(await tick()).toBeNull();
	});

	test('a start of n8n while Afilnet is out of reach goes on when it is back', async () => {
		const active = await activated();
		receive(lucia, 'one');
		afilnet.sandbox.faults.add({ kind: 'status', times: 1 });
		const tick = trigger({}, JSON.stringify(active.staticData)).register({ activation: 'init' });
		expect(await tick()).toBeNull();
		expect(texts(await tick())).toEqual(['one']);
	});

	test('is not lost if n8n drops what a poll without messages has changed', async () => {
		const active = trigger();
		await active.poll({ activation: 'activate' });
		delete active.staticData['node:Afilnet Trigger'];
		receive(lucia, 'one');
		expect(texts(await active.poll())).toEqual(['one']);
		const saved = JSON.stringify(active.staticData['node:Afilnet Trigger']);
		receive(lucia, 'while it was not active');
		await active.poll({ activation: 'activate' });
		active.staticData['node:Afilnet Trigger'] = JSON.parse(saved);
		receive(lucia, 'two');
		expect(texts(await active.poll())).toEqual(['two']);
	});
});

describe('no echo', () => {
	test('a workflow that answers does not answer itself', async () => {
		const { account } = afilnet.sandbox;
		const active = await activated();
		receive(lucia, 'one');
		for (let round = 0; round < 3; round++) {
			for (const { json } of (await active.poll()) ?? []) {
				account.send(lucia, `Answer to ${String(json.message)}`);
			}
		}
		expect(account.messages(lucia).filter(({ text }) => text.startsWith('Answer'))).toHaveLength(1);
	});

	test('messages from the account come if they are asked for, each once', async () => {
		const active = await activated({ options: { includeSent: true } });
		receive(lucia, 'one');
		afilnet.sandbox.account.send(lucia, 'two');
		expect(texts(await active.poll())).toEqual(['one', 'two']);
		expect(await active.poll()).toBeNull();
	});
});

describe('a test run in the editor', () => {
	test('shows the newest messages, changes no state and consumes nothing', async () => {
		const active = await activated();
		receive(lucia, 'one');
		afilnet.sandbox.account.send(marc, 'not for the workflow');
		const before = JSON.stringify(active.staticData);
		const items = texts(await active.poll({ mode: 'manual', activation: 'manual' }));
		expect(items).toContain('one');
		expect(items).not.toContain('not for the workflow');
		expect(new Set(methods())).toEqual(new Set(['getchatchannels', 'getchats']));
		expect(JSON.stringify(active.staticData)).toBe(before);
		expect(texts(await active.poll())).toEqual(['one']);
	});

	test('looks behind the answer if every conversation ends with one', async () => {
		const parameters = {
			watch: 'chat',
			platform: 'whatsapp',
			platformId: picked('100'),
			destination: picked('34600000002'),
		};
		const items = await trigger(parameters).poll({ mode: 'manual', activation: 'manual' });
		expect(texts(items)).toEqual(['What are your opening hours on Saturday?']);
	});

	test('says so in words if there is none', async () => {
		for (const channel of afilnet.sandbox.account.channels) afilnet.sandbox.account.removeChannel(channel);
		await expect(trigger().poll({ mode: 'manual', activation: 'manual' })).rejects.toMatchObject({
			message: 'There is no message yet to show',
			description: expect.stringContaining('Send a message'),
		});
	});
});

describe('cost and time', () => {
	test('asks only conversations with something new, and a few more', async () => {
		const destinations = afilnet.sandbox.account.addConversations(shop, 1000);
		const active = await activated();
		const changed = destinations.filter((_destination, index) => index % 50 === 0);
		for (const destination of changed) afilnet.sandbox.account.receive({ ...shop, destination }, 'new');
		expect(await active.poll()).toHaveLength(20);
		const asked = methods();
		expect(asked.filter((method) => method === 'getchatchannels')).toHaveLength(1);
		expect(asked.filter((method) => method === 'getchats')).toHaveLength(5);
		expect(asked.filter((method) => method === 'getunreadmessages')).toHaveLength(20);
		expect(asked.filter((method) => method === 'getmessages').length).toBeLessThanOrEqual(20);

		for (const destination of changed) afilnet.sandbox.account.receive({ ...shop, destination }, 'newer');
		afilnet.sandbox.requests.clear();
		expect(await active.poll()).toHaveLength(20);
		expect(methods()).not.toContain('getmessages');
		expect(methods().filter((method) => method === 'getunreadmessages')).toHaveLength(20);

		afilnet.sandbox.requests.clear();
		expect(await active.poll()).toBeNull();
		expect(methods()).toHaveLength(1 + 5 + 2);
		expect(afilnet.sandbox.requests.mostInFlight).toBeLessThanOrEqual(5);
	});

	test('drains what a slow server holds over several polls, each within its time', async () => {
		const budget = 2000;
		const active = await activated();
		const { account, faults, requests } = afilnet.sandbox;
		const count = 120;
		account.addConversations(shop, count, { text: 'new', read: false });
		faults.add({ kind: 'latency', ms: 100 });
		const seen: unknown[] = [];
		let polls = 0;
		while (seen.length < count && polls < 30) {
			requests.clear();
			// On a busy machine a whole poll may run out of time.
			const items = await active.poll({ budget }).catch(() => null);
			for (const { json } of items ?? []) seen.push(json.destination);
			const starts = requests.all.map(({ started }) => started);
			expect(Math.max(...starts) - Math.min(...starts)).toBeLessThan(budget);
			polls++;
		}
		expect(new Set(seen).size).toBe(count);
		expect(seen).toHaveLength(count);
		expect(polls).toBeGreaterThan(1);
	});

	test('an answer that drips on for ever is given up', async () => {
		const server = createServer((_request, response) => {
			response.writeHead(200, { 'Content-Type': 'application/json' });
			const drops = setInterval(() => response.write(' '), 50);
			response.on('close', () => clearInterval(drops));
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const address = server.address();
		const port = typeof address === 'object' ? address?.port : undefined;
		const credential = { ...afilnet.credential, apiUrl: `http://127.0.0.1:${port}/` };
		const active = afilnet.engine.activate({ parameters: { watch: 'account' }, credential });
		await expect(active.poll({ budget: 1000 })).rejects.toThrow('did not answer in time');
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});

	test('conversations that never answer hold up no other', async () => {
		const active = await activated();
		const [first = '', ...others] = afilnet.sandbox.account.addConversations(shop, 12, {
			text: 'new',
			read: false,
		});
		for (const destination of [first, ...others.slice(0, 9)]) {
			afilnet.sandbox.faults.add({ kind: 'hang', conversation: { ...shop, destination } });
		}
		const seen: unknown[] = [];
		for (let polls = 0; polls < 6 && seen.length < 2; polls++) {
			const items = await active.poll({ budget: 4000 }).catch(() => null);
			seen.push(...(texts(items) ?? []));
		}
		expect(seen).toEqual(['new', 'new']);
	});
});

describe('the state', () => {
	test('is plain JSON in the node’s static data, which knows that it has changed', async () => {
		const active = trigger();
		await active.poll({ activation: 'activate' });
		const data = active.staticData['node:Afilnet Trigger'];
		expect(JSON.parse(JSON.stringify(data))).toEqual(data);
		expect(active.workflow.staticData.__dataChanged).toBe(true);
		const kept = JSON.stringify(data);
		expect(kept).not.toContain('jacket');
		expect(kept).not.toContain(afilnet.credential.user);
	});

	test.each(['"none"', '{"version":2}', '{"version":1,"conversations":[7]}', '[]', 'null'])(
		'that cannot be read is replaced with a warning: %s',
		async (written) => {
			const active = trigger(
				{ options: { emitBacklog: true } },
				`{"node:Afilnet Trigger":{"afilnet":${written}}}`,
			);
			receive(lucia, 'before');
			expect(await active.poll()).toBeNull();
			expect(log()).toContain('cannot be read');
			receive(lucia, 'one');
			expect(texts(await active.poll())).toEqual(['one']);
		},
	);

	test.each([
		{ watch: 'channel', platform: 'whatsapp', platformId: picked('100') },
		{
			watch: 'chat',
			platform: 'whatsapp',
			platformId: picked('100'),
			destination: picked(lucia.destination),
		},
		{ options: { platforms: ['whatsapp'], emitBacklog: true } },
	])('is a new start if something else is watched: %j', async (parameters) => {
		const active = await activated();
		receive(lucia, 'before');
		const changed = trigger(parameters, JSON.stringify(active.staticData));
		expect(await changed.poll()).toBeNull();
		receive(lucia, 'one');
		expect(texts(await changed.poll())).toEqual(['one']);
	});

	test('is a new start if it is another account', async () => {
		const active = await activated();
		afilnet.sandbox.account.user = 'someone@else.test';
		receive(lucia, 'before');
		const changed = trigger({}, JSON.stringify(active.staticData));
		expect(await changed.poll()).toBeNull();
		receive(lucia, 'one');
		expect(texts(await changed.poll())).toEqual(['one']);
	});

	test('goes on if only what is emitted has changed', async () => {
		const active = await activated();
		afilnet.sandbox.account.send(lucia, 'sent before');
		await active.poll();
		receive(lucia, 'one');
		const options = { includeSent: true, emitBacklog: true };
		const changed = trigger({ options }, JSON.stringify(active.staticData));
		expect(texts(await changed.poll())).toEqual(['one']);
	});

	test('platforms that are not chosen are not read', async () => {
		const active = await activated({ options: { platforms: ['telegram'] } });
		receive(lucia, 'one');
		receive(nadia, 'two');
		expect(texts(await active.poll())).toEqual(['two']);
		expect(afilnet.sent.filter(({ platform }) => platform === 'whatsapp')).toEqual([]);
	});
});
