/** What Afilnet's reference allows, and what happens around a poll, one by one in n8n's engine. */

import { startSandbox, type ConversationKey } from '../../sandbox';
import { lucia, picked, shop } from '../engine/afilnet';
import { marc, memoryKey, nadia, newcomer, texts, useTrigger } from './harness';

const { afilnet, trigger, activated, receive } = useTrigger();

const inShop = { watch: 'channel', platform: 'whatsapp', platformId: picked('100') };
const ofLucia = { ...inShop, watch: 'chat', destination: picked(lucia.destination) };

/** Lets somebody write before the next request of a method. */
function whenAsked(method: string, happen: () => void) {
	afilnet.sandbox.hooks.before = (parameters) => {
		if (parameters.method !== method) return;
		delete afilnet.sandbox.hooks.before;
		happen();
	};
}

describe('somebody writes while a poll runs', () => {
	const marks = [
		{},
		{ unreadMarksRead: true },
		{ messagesMarkRead: true },
		{ unreadMarksRead: true, messagesMarkRead: true },
	];
	const requests = ['getchatchannels', 'getchats', 'getunreadmessages', 'getmessages'];
	const cases = marks.flatMap((switches) => requests.map((method) => [method, switches] as const));

	test.each(cases)('before its %s, with %j', async (method, switches) => {
		Object.assign(afilnet.sandbox.switches, switches);
		afilnet.sandbox.account.markRead(lucia);
		const active = await activated();
		receive(lucia, 'one');
		whenAsked(method, () => receive(lucia, 'two'));
		const first = texts(await active.poll()) ?? [];
		const second = texts(await active.poll()) ?? [];
		expect([...first, ...second]).toEqual(['one', 'two']);
		receive(lucia, 'three');
		expect(texts(await active.poll())).toEqual(['three']);
	});

	test('more than is remembered of a list, and n8n is started again', async () => {
		const active = await activated();
		const written = Array.from({ length: 30 }, (_text, index) => `${index}`);
		receive(lucia, 'one');
		whenAsked('getunreadmessages', () => receive(lucia, ...written));
		expect(texts(await active.poll())).toEqual(['one', ...written]);
		const restarted = trigger({}, JSON.stringify(active.staticData));
		expect(await restarted.poll({ activation: 'init' })).toBeNull();
		receive(lucia, 'two');
		expect(texts(await restarted.poll())).toEqual(['two']);
	});

	test('in a conversation that nobody has written to before', async () => {
		const active = await activated();
		whenAsked('getchats', () => receive(newcomer, 'one'));
		whenAsked('getunreadmessages', () => receive(newcomer, 'two'));
		receive(lucia, 'three');
		const emitted = [texts(await active.poll()), texts(await active.poll())].flat();
		expect(emitted.filter(Boolean).sort()).toEqual(['three', 'two']);
	});
});

describe('a request fails after it had its effect', () => {
	const marks = { unreadMarksRead: true, messagesMarkRead: true };

	test.each(['getunreadmessages', 'getmessages'] as const)('%s', async (method) => {
		Object.assign(afilnet.sandbox.switches, marks);
		afilnet.sandbox.account.markRead(lucia);
		const active = await activated();
		receive(lucia, 'one', 'two');
		receive(marc, 'three');
		afilnet.sandbox.faults.add({
			kind: 'cut',
			when: 'after',
			methods: [method],
			conversation: lucia,
			times: 1,
		});
		expect(texts(await active.poll())).toEqual(['three']);
		receive(lucia, 'four');
		expect(texts(await active.poll())).toEqual(['one', 'two', 'four']);
		expect(await active.poll()).toBeNull();
	});

	test('and every one of them: the poll throws, and the next one has all', async () => {
		Object.assign(afilnet.sandbox.switches, marks);
		const active = await activated();
		receive(lucia, 'one');
		const fault = afilnet.sandbox.faults.add({ kind: 'cut', when: 'after', methods: ['getunreadmessages'] });
		await expect(active.poll()).rejects.toThrow('connection');
		afilnet.sandbox.faults.remove(fault.id);
		expect(texts(await active.poll())).toEqual(['one']);
	});

	test('of a backlog the second request: nothing is lost or repeated', async () => {
		Object.assign(afilnet.sandbox.switches, marks);
		const unread = afilnet.sandbox.account.unreadMessages(lucia).map(({ text }) => text);
		const active = await activated({ ...ofLucia, options: { emitBacklog: true, includeSent: true } });
		afilnet.sandbox.faults.add({ kind: 'status', methods: ['getmessages'], times: 1 });
		expect(texts(await active.poll())).toEqual(unread);
		afilnet.sandbox.account.send(lucia, 'one');
		receive(lucia, 'two');
		expect(texts(await active.poll())).toEqual(['one', 'two']);
	});
});

describe('n8n is killed', () => {
	test('after Afilnet has marked as read what was not emitted', async () => {
		Object.assign(afilnet.sandbox.switches, { unreadMarksRead: true, messagesMarkRead: true });
		const active = await activated();
		const saved = JSON.stringify(active.staticData);
		receive(lucia, 'one', 'two');
		expect(texts(await active.poll())).toEqual(['one', 'two']);
		const restarted = trigger({}, saved);
		expect(texts(await restarted.poll({ activation: 'init' }))).toEqual(['one', 'two']);
		expect(await restarted.poll()).toBeNull();
		receive(lucia, 'three');
		expect(texts(await restarted.poll())).toEqual(['three']);
	});

	test('so in a conversation that has just appeared', async () => {
		const today = await startSandbox({ switches: { unreadMarksRead: true }, account: { empty: true } });
		const { user, password } = today.account;
		today.account.addChannel(shop, 'Shop');
		const start = (staticData: string) =>
			afilnet.engine.activate({
				parameters: { watch: 'account' },
				credential: { user, password, apiUrl: today.apiUrl },
				staticData: JSON.parse(staticData),
			});
		const active = start('{}');
		await active.poll({ activation: 'activate' });
		const saved = JSON.stringify(active.staticData);
		today.account.receive(newcomer, 'one');
		expect(texts(await active.poll())).toEqual(['one']);
		expect(texts(await start(saved).poll({ activation: 'init' }))).toEqual(['one']);
		await today.close();
	});
});

describe('n8n throws a result away', () => {
	/** Only the clock is another one: everything else, the sandbox's connections included, goes on in real time. */
	const later = (seconds: number) => jest.spyOn(Date, 'now').mockReturnValue(Date.now() + seconds * 1000);
	afterEach(() => jest.restoreAllMocks());

	test('publishing works all the same, and what was thrown away comes', async () => {
		Object.assign(afilnet.sandbox.switches, { unreadMarksRead: true });
		const active = await activated();
		const saved = JSON.parse(JSON.stringify(active.staticData[memoryKey]));
		receive(lucia, 'one');
		expect(texts(await active.poll())).toEqual(['one']);
		active.staticData[memoryKey] = saved;
		const tick = active.register({ activation: 'update' });
		expect(await tick()).toBeNull();
		later(31);
		receive(lucia, 'two');
		expect(texts(await tick())).toEqual(['one', 'two']);
		expect(await tick()).toBeNull();
	});

	test('a poll that is handed a state from before the last messages gives way', async () => {
		const active = await activated();
		const saved = JSON.parse(JSON.stringify(active.staticData[memoryKey]));
		receive(lucia, 'one');
		await active.poll();
		const latest = JSON.parse(JSON.stringify(active.staticData[memoryKey]));
		active.staticData[memoryKey] = saved;
		expect(await active.poll()).toBeNull();
		expect(active.staticData[memoryKey]).toEqual(saved);
		active.staticData[memoryKey] = latest;
		expect(await active.poll()).toBeNull();
		receive(lucia, 'two');
		expect(texts(await active.poll())).toEqual(['two']);
	});
});

describe('two triggers', () => {
	test('with the same node id share nothing', async () => {
		const one = await activated();
		const other = afilnet.engine.activate({
			parameters: { watch: 'account' },
			credential: afilnet.credential,
			name: 'Afilnet Trigger1',
		});
		other.workflow.id = one.workflow.id;
		await other.poll({ activation: 'activate' });
		receive(lucia, 'one');
		afilnet.sandbox.faults.add({ kind: 'latency', ms: 50 });
		const emitted = await Promise.all([one.poll(), other.poll()]);
		expect(emitted.map(texts)).toEqual([['one'], ['one']]);
		receive(lucia, 'two');
		expect(texts(await other.poll())).toEqual(['two']);
		expect(texts(await one.poll())).toEqual(['two']);
	});
});

describe('clocks', () => {
	const write = (key: ConversationKey, text: string, at: Date) => {
		receive(key, text);
		const message = afilnet.sandbox.account.conversation(key)?.messages.at(-1);
		if (message) message.writtenAt = at;
	};

	test('a message dated next year hides none that comes later', async () => {
		const active = await activated();
		write(lucia, 'one', new Date('2027-06-01T12:00:00Z'));
		expect(texts(await active.poll())).toEqual(['one']);
		receive(lucia, 'two');
		afilnet.sandbox.account.send(lucia, 'answered');
		receive(lucia, 'three');
		expect(texts(await active.poll())).toEqual(['two', 'three']);
	});

	test('the last message of before may be dated next year', async () => {
		write(lucia, 'before', new Date('2027-06-01T12:00:00Z'));
		const active = await activated();
		receive(lucia, 'one', 'two');
		expect(texts(await active.poll())).toEqual(['one', 'two']);
	});

	test('a clock that goes back by an hour loses and turns round nothing', async () => {
		const active = await activated();
		write(lucia, 'one', new Date('2026-10-25T02:59:00Z'));
		write(lucia, 'two', new Date('2026-10-25T02:00:10Z'));
		expect(texts(await active.poll())).toEqual(['one', 'two']);
		write(lucia, 'three', new Date('2026-10-25T02:59:30Z'));
		write(lucia, 'four', new Date('2026-10-25T02:00:20Z'));
		expect(texts(await active.poll())).toEqual(['three', 'four']);
	});

	test('a list that nobody ever reads is emitted once, and remembered by its end', async () => {
		afilnet.sandbox.switches.sentClock = 60;
		const active = await activated();
		const size = JSON.stringify(active.staticData).length;
		for (let rounds = 0; rounds < 9; rounds++) {
			const written = Array.from({ length: 100 }, (_text, index) => `${rounds} ${index}`);
			for (const text of written) {
				receive(lucia, text);
				afilnet.sandbox.account.send(lucia, `Answer to ${text}`);
			}
			expect(texts(await active.poll())).toEqual(written);
		}
		expect(JSON.stringify(active.staticData).length).toBeLessThan(size + 300);
	});
});

describe('what rows and lists look like', () => {
	test('one WhatsApp conversation is watched, and its rows have a plus', async () => {
		afilnet.sandbox.switches.destinationPlus = true;
		const active = await activated(ofLucia);
		receive(lucia, 'one');
		receive(marc, 'not watched');
		expect(texts(await active.poll())).toEqual(['one']);
	});

	test.each([inShop, ofLucia, { options: { platforms: ['whatsapp'] } }])(
		'platforms in capitals are the same: %j',
		async (parameters) => {
			afilnet.sandbox.switches.platformCase = 'upper';
			const active = await activated(parameters);
			receive(lucia, 'one');
			receive(nadia, 'not watched');
			const items = await active.poll();
			expect(items?.map(({ json }) => [json.message, json.platform])).toEqual([['one', 'whatsapp']]);
		},
	);

	test('a list of all messages that is cut short loses none of more', async () => {
		afilnet.sandbox.switches.messageLimit = 25;
		const active = await activated();
		const written = Array.from({ length: 60 }, (_text, index) => `${index}`);
		receive(lucia, ...written);
		expect(texts(await active.poll())).toEqual(written);
		expect(await active.poll()).toBeNull();
	});

	test('the list of conversations may have IDs of its own', async () => {
		Object.assign(afilnet.sandbox.switches, { chatIdsApart: true, datetime: 'absent' });
		expect(afilnet.sandbox.account.unreadMessages(lucia)).not.toEqual([]);
		const active = await activated();
		receive(lucia, 'one');
		afilnet.sandbox.account.send(lucia, 'answered');
		receive(lucia, 'two');
		expect(texts(await active.poll())).toEqual(['one', 'two']);
		expect(await active.poll()).toBeNull();
		receive(lucia, 'three');
		expect(texts(await active.poll())).toEqual(['three']);
	});

	test('an answer without channels is an answer: those connected later are new', async () => {
		for (const channel of afilnet.sandbox.account.channels) afilnet.sandbox.account.removeChannel(channel);
		const active = await activated();
		afilnet.sandbox.account.addChannel(shop, 'Shop');
		receive(lucia, 'one');
		expect(texts(await active.poll())).toEqual(['one']);
	});

	test('so is one without a channel of the chosen platform', async () => {
		const active = await activated({ options: { platforms: ['operator'] } });
		const desk = { platform: 'operator', platformId: '3', destination: 'desk' } as const;
		for (const channel of afilnet.sandbox.account.channels) {
			if (channel.platform === 'operator') afilnet.sandbox.account.removeChannel(channel);
		}
		const later = await activated({ options: { platforms: ['operator'] } });
		afilnet.sandbox.account.addChannel(desk, 'Desk');
		receive(desk, 'one');
		expect(texts(await later.poll())).toEqual(['one']);
		expect(texts(await active.poll())).toEqual(['one']);
	});
});

describe('a person reads', () => {
	test('what is read before the poll is left out, what comes after that is not', async () => {
		const active = await activated();
		receive(lucia, 'read');
		afilnet.sandbox.account.markRead(lucia);
		expect(await active.poll()).toBeNull();
		expect(await active.poll()).toBeNull();
		receive(lucia, 'one');
		expect(texts(await active.poll())).toEqual(['one']);
	});

	test('a list that is not up to date yet is asked again', async () => {
		const active = await activated();
		receive(lucia, 'one');
		const empty = { status: 'SUCCESS', result: [] };
		afilnet.sandbox.faults.add({ kind: 'json', body: empty, methods: ['getunreadmessages'], times: 1 });
		expect(await active.poll()).toBeNull();
		expect(texts(await active.poll())).toEqual(['one']);
	});
});
