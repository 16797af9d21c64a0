import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { isSent, readTime } from '../../nodes/Afilnet/api/row';
import { capacity } from '../../nodes/Afilnet/trigger/rules/baseline';
import { settle, type Common } from '../../nodes/Afilnet/trigger/rules/conversation';
import { shortId, toMessage } from '../../nodes/Afilnet/trigger/rules/message';
import { arrange } from '../../nodes/Afilnet/trigger/rules/order';
import {
	readState,
	writeState,
	type Conversation,
	type TriggerState,
} from '../../nodes/Afilnet/trigger/rules/state';
import { shop, World } from './world';

const minute = 60_000;
const day = 24 * 60 * minute;
const lucia = { ...shop, destination: '34600000001' };
const marc = { ...shop, destination: '34600000002' };

/** Messages from a short form: id, time in minutes or nothing, and `>` before one that the account sent. */
function messages(...lines: string[]) {
	return lines.map((line) => {
		const [id = '', time] = line.replace('>', '').split('@');
		const fields: IDataObject = { messageid: id, sent: line.startsWith('>') ? 1 : 0 };
		if (time !== undefined) fields.datetime = 1_790_000_000 + Number(time) * 60;
		return toMessage(fields);
	});
}

const ids = (list: ReadonlyArray<{ id: string }>) => list.map(({ id }) => id).join(' ');

describe('the direction of a row', () => {
	test.each([1, '1', true, 'true', 'TRUE', ' yes ', 'Y', 'sent'])('%p is from the account', (value) => {
		expect([isSent({ sent: value }), isSent({ issent: value })]).toEqual([true, true]);
	});

	test.each([0, '0', false, 'false', 'no', 'N', '', null, 'received', 'something else', undefined])(
		'%p is from the customer',
		(value) => expect([isSent({ sent: value }), isSent({ issent: value })]).toEqual([false, false]),
	);

	test('a row without the field is from the customer', () => expect(isSent({})).toBe(false));
});

describe('the time of a row', () => {
	const morning = Date.UTC(2026, 0, 31, 9, 30, 5);
	test.each([
		'2026-01-31 09:30:05',
		'2026-01-31T09:30:05Z',
		'2026-01-31T10:30:05+01:00',
		'2026-01-31 08:30:05 -0100',
		'2026/01/31 9:30:05',
		'31/01/2026 09:30:05',
		'31-1-2026, 9:30:05',
		morning / 1000,
		String(morning / 1000),
		morning,
	])('%p', (value) => expect(readTime(value)).toBe(morning));

	test.each([
		['2026-01-31', Date.UTC(2026, 0, 31)],
		['31/01/2026 09:30', morning - 5000],
		['2026-01-31T09:30:05.250Z', morning + 250],
	])('%p', (value, time) => expect(readTime(value)).toBe(time));

	test.each([undefined, null, '', 'yesterday', '09:30', true, {}, '2026-01-31 noon', 7])(
		'%p cannot be read',
		(value) => expect(readTime(value)).toBeUndefined(),
	);
});

describe('short ids', () => {
	test('a number and its digits are the same id', () => expect(shortId(4711)).toBe(shortId(' 4711 ')));

	test('long and odd ones fit in 12 characters without spaces, and stay apart', () => {
		const long = [
			'wamid.HBgLMzQ2MDAwMDAwMDEVAgASGBQzQTdBN0',
			'wamid.HBgLMzQ2MDAwMDAwMDEVAgASGBQzQTdBN1',
			'a b',
			'ñ',
		];
		const short = long.map(shortId);
		for (const id of short) expect(id).toMatch(/^~[\w-]{11}$/);
		expect(new Set(short).size).toBe(long.length);
	});

	test('a row without an id is known by what it says', () => {
		const row = { datetime: '2026-01-31 09:30:05', message: 'Hello' };
		expect(toMessage(row).id).toBe(toMessage({ ...row, sent: 0 }).id);
		expect(toMessage(row).id).not.toBe(toMessage({ ...row, message: 'Bye' }).id);
	});
});

describe('the order of a list', () => {
	test.each([
		['oldest first', messages('a@1', 'b@2', 'c@3')],
		['newest first', messages('c@3', 'b@2', 'a@1')],
		['in no order', messages('b@2', 'a@1', 'c@3')],
		['all of one second, oldest first', messages('a@1', 'b@1', 'c@1')],
		['all of one second, newest first', messages('c@1', 'b@1', 'a@1')],
		['without times, newest first', messages('c', 'b', 'a')],
	])('%s', (_name, list) => expect(ids(arrange(list, 'c', 0).messages)).toBe('a b c'));

	test('messages of one second are sorted where their ids are a counter’s', () => {
		expect(ids(arrange(messages('12@1', '11@1', '10@0', '13@1'), '13', 0).messages)).toBe('10 11 12 13');
	});

	test('a clock that goes back is not believed once the order is known', () => {
		let habit = 0;
		for (let lists = 0; lists < 20; lists++) habit = arrange(messages('a@1', 'b@2', 'c@3'), 'c', habit).habit;
		const autumn = messages('a@170', 'b@175', 'c@125', 'd@126');
		expect(ids(arrange(autumn, 'd', habit).messages)).toBe('a b c d');
		expect(ids(arrange(messages('b@175', 'c@125'), 'c', habit).messages)).toBe('b c');
		expect(ids(arrange(messages('d@4', 'c@3', 'b@2'), 'd', habit).messages)).toBe('b c d');
	});
});

describe('a conversation', () => {
	const common: Common = { watermark: 0, hasForgotten: false, habit: 0, includeSent: false };
	const watermark = 1_790_000_000_000 + 10 * minute;

	function conversation(stage: Conversation['stage'], ...known: string[]): Conversation {
		return { channel: 'whatsapp/100', destination: '34600000001', stage, known, until: 0 };
	}

	function settled(
		before: Conversation,
		list: string[],
		row: string,
		more: { unread?: string[] } & Partial<Common> = {},
	) {
		const { unread, ...rest } = more;
		const [latest] = messages(row);
		if (!latest) throw new Error('no row');
		const answer = {
			row: latest,
			messages: messages(...list),
			...(unread && { unread: messages(...unread) }),
		};
		return settle(before, answer, { ...common, ...rest });
	}

	test('another message in the second of the oldest known one is new, wherever a list without order puts it', () => {
		const first = settled(conversation('new'), ['zz@5'], 'zz@5');
		expect(ids(first?.emitted ?? [])).toBe('zz');
		const second = settled(first?.conversation ?? conversation('new'), ['b@5', 'zz@5', 'c@5'], 'c@5');
		expect(ids(second?.emitted ?? [])).toBe('b c');
	});

	test('an empty list tells nothing where the row shows a message', () => {
		expect(settled(conversation('backlog', 'a'), [], 'b@2', { unread: ['a@1'] })).toBeUndefined();
		expect(settled(conversation('read', 'a'), [], 'b@2')).toBeUndefined();
	});

	test('history that comes back with a new conversation is emitted only where it is unread', () => {
		const list = ['a@1', 'b@2', '>c@3', 'd@10', 'e@11'];
		expect(
			ids(
				settled(conversation('new'), list, 'e@11', { watermark, unread: ['b@2', 'd@10', 'e@11'] })?.emitted ??
					[],
			),
		).toBe('b d e');
	});

	test('a message that only the list of unread ones has is emitted, once', () => {
		const first = settled(conversation('baseline', 'a'), ['a@1'], 'b@2', { unread: ['a@1', 'b@2'] });
		expect(ids(first?.emitted ?? [])).toBe('b');
		const quiet = settled(first?.conversation ?? conversation('new'), ['a@1'], 'b@2', {
			unread: ['a@1', 'b@2'],
		});
		expect(ids(quiet?.emitted ?? [])).toBe('');
		const second = settled(quiet?.conversation ?? conversation('new'), ['a@1'], 'c@3', {
			unread: ['a@1', 'b@2', 'c@3'],
		});
		expect(ids(second?.emitted ?? [])).toBe('c');
	});

	test('where all known messages are deleted, those of before stay from before', () => {
		const before = settled(conversation('baseline', 'a'), ['z@0', 'a@1', 'b@20', 'c@21'], 'c@21', {
			watermark,
		});
		const after = settled(before?.conversation ?? conversation('new'), ['y@-1', 'z@0', 'd@22'], 'd@22', {
			watermark,
		});
		expect(ids(after?.emitted ?? [])).toBe('d');
		const atStart = settled(conversation('baseline', 'a'), ['y@-1', 'z@0'], 'z@0', {
			watermark,
			unread: ['z@0'],
		});
		expect(ids(atStart?.emitted ?? [])).toBe('');
	});

	test('without times, the order of the list is enough', () => {
		const first = settled(conversation('baseline', 'b'), ['a', 'b', 'c', 'd'], 'd');
		expect(ids(first?.emitted ?? [])).toBe('c d');
		expect(
			ids(settled(first?.conversation ?? conversation('new'), ['e', 'd', 'c', 'b', 'a'], 'e')?.emitted ?? []),
		).toBe('e');
	});

	test('keeps few ids, and fewer when it is quiet', () => {
		const list = Array.from({ length: 40 }, (_item, index) => `m${index}@${index}`);
		const active =
			settled(conversation('baseline', 'm0'), list, 'm39@39')?.conversation ?? conversation('new');
		expect(active.known).toEqual(['m34', 'm35', 'm36', 'm37', 'm38', 'm39']);
		expect(settled(active, list, 'm39@39')?.conversation.known).toEqual(['m38', 'm39']);
		expect(settled(conversation('baseline', 'm39'), list, 'm39@39')?.conversation.known).toEqual(['m39']);
	});
});

describe('the state', () => {
	const text = fc.string({ minLength: 1, maxLength: 30 }).map(shortId);
	const state = fc
		.record({
			scope: fc.string(),
			revision: fc.nat(),
			watermark: fc.nat(),
			hasForgotten: fc.boolean(),
			habit: fc.integer({ min: -99, max: 99 }),
			channels: fc.uniqueArray(text, { minLength: 1, maxLength: 5 }),
			pending: fc.uniqueArray(text, { maxLength: 3 }),
		})
		.chain(({ channels, pending, ...rest }) =>
			fc
				.array(
					fc.record(
						{
							channel: fc.constantFrom(...channels),
							destination: text,
							stage: fc.constantFrom(
								'baseline' as const,
								'backlog' as const,
								'new' as const,
								'read' as const,
							),
							known: fc.uniqueArray(text, { maxLength: 8 }),
							until: fc.nat(),
							goneSince: fc.nat(),
						},
						{ requiredKeys: ['channel', 'destination', 'stage', 'known', 'until'] },
					),
				)
				.map((conversations): TriggerState => ({
					...rest,
					channels: new Set(channels),
					pending: new Set(pending),
					conversations: new Map(
						conversations.map((conversation) => [
							`${conversation.channel} ${conversation.destination}`,
							{ ...conversation, until: conversation.stage === 'read' ? conversation.until : 0 },
						]),
					),
				})),
		);

	test('is read as it was written, in the same order', () => {
		fc.assert(
			fc.property(state, (written) => {
				const read = readState(JSON.parse(JSON.stringify(writeState(written))));
				expect(read).toEqual(written);
				expect([...(read?.conversations.keys() ?? [])]).toEqual([...written.conversations.keys()]);
			}),
		);
	});

	test('that is anything else is not read, and does not throw', () => {
		fc.assert(fc.property(fc.anything(), (value) => expect(readState(value)).toBeUndefined()));
		fc.assert(
			fc.property(
				state,
				fc.constantFrom('version', 'scope', 'channels', 'conversations', 'gone', 'watermark'),
				fc.anything(),
				(written, name, value) => {
					const broken = { ...writeState(written), [name]: value };
					expect(() => readState(broken)).not.toThrow();
				},
			),
		);
	});

	test('takes less than 400 KB with 10,000 quiet conversations and the longest ids, also after they were looked at', async () => {
		const world = new World({ switches: { messageIds: 'random' } });
		const channels = Array.from({ length: 12 }, (_item, index) => ({
			platform: 'webchat' as const,
			platformId: String(index),
		}));
		for (const channel of channels) {
			world.account.addChannel(channel, 'Site');
			world.account.addConversations(channel, 840);
		}
		await world.activate();
		for (let polls = 0; polls < 3; polls++) await world.poll();
		expect(world.state.conversations.size).toBe(12 * 840);
		expect(world.memory?.length).toBeLessThan(400_000);
		expect(world.memory).not.toContain('Hello');
	});
});

describe('conversations that come and go', () => {
	function shopWorld(settings = {}) {
		const world = new World({ settings });
		world.account.addChannel(shop, 'Shop');
		world.account.receive(lucia, 'history 1');
		world.account.receive(lucia, 'history 2');
		world.account.receive(marc, 'history 3');
		world.now += minute;
		return world;
	}

	test('one that comes back after it was forgotten brings only what is new', async () => {
		const world = shopWorld();
		await world.activate();
		world.account.receive(lucia, 'one');
		await world.poll();
		const conversation = world.account.conversation(lucia);
		world.account.removeConversation(lucia);
		await world.poll();
		world.now += 6 * day;
		await world.poll();
		expect(world.state.conversations.size).toBe(2);
		world.account.receive(marc, 'two');
		world.now += 2 * day;
		await world.poll();
		expect(world.state.conversations.size).toBe(1);
		expect(world.take()).toEqual(['one', 'two']);

		if (conversation) world.account.channel(shop)?.conversations.set(lucia.destination, conversation);
		await world.poll();
		expect(world.take()).toEqual([]);
		world.account.receive(lucia, 'three');
		await world.poll();
		expect(world.take()).toEqual(['three']);
	});

	test('forgetting one costs no other that appears at the same time', async () => {
		const world = shopWorld();
		await world.activate();
		world.account.receive(lucia, 'one');
		await world.poll();
		world.account.removeConversation(lucia);
		await world.poll();
		world.now += 8 * day;
		world.account.receive({ ...shop, destination: '34600000009' }, 'two');
		world.now += minute;
		world.account.receive(marc, 'three');
		world.account.markRead({ ...shop, destination: '34600000009' });
		await world.poll();
		expect(world.state.conversations.has('whatsapp/100 34600000001')).toBe(false);
		expect(world.take().sort()).toEqual(['one', 'three', 'two']);
	});

	test('one that is only missing for some days is still known', async () => {
		const world = shopWorld();
		await world.activate();
		const conversation = world.account.conversation(lucia);
		world.account.removeConversation(lucia);
		await world.poll();
		world.now += 6 * day;
		await world.poll();
		if (conversation) world.account.channel(shop)?.conversations.set(lucia.destination, conversation);
		world.account.receive(lucia, 'one');
		await world.poll();
		expect(world.take()).toEqual(['one']);
		world.now += 2 * day;
		await world.poll();
		expect(world.state.conversations.get('whatsapp/100 34600000001')?.goneSince).toBeUndefined();
	});

	test('there are never more than the capacity, and those beyond it lose nothing', async () => {
		const world = shopWorld();
		world.account.addConversations(shop, capacity + 50);
		world.now += minute;
		await world.activate();
		expect(world.state.conversations.size).toBe(capacity);
		await world.poll();
		expect(world.take()).toEqual([]);
		const { conversations } = world.state;
		const untracked = world.account
			.conversations(shop)
			.find(({ destination }) => !conversations.has(`whatsapp/100 ${destination}`));
		expect(untracked).toBeDefined();
		if (untracked) world.account.receive({ ...shop, destination: untracked.destination }, 'one');
		await world.poll();
		expect(world.take()).toEqual(['one']);
		expect(world.state.conversations.size).toBe(capacity);
		await world.poll();
		expect(world.take()).toEqual([]);
	});

	test('an account without any conversation yet loses its first message as little', async () => {
		const world = new World();
		world.account.addChannel(shop, 'Shop');
		await world.activate();
		world.account.receive(lucia, 'the very first');
		await world.poll();
		expect(world.take()).toEqual(['the very first']);
	});

	test('a channel that is connected later brings its messages', async () => {
		const world = shopWorld();
		await world.activate();
		world.account.addChannel({ platform: 'telegram', platformId: '1' }, 'Bot');
		world.account.receive({ platform: 'telegram', platformId: '1', destination: '5' }, 'one');
		await world.poll();
		expect(world.take()).toEqual(['one']);
	});

	test('a clock that goes back by an hour loses nothing', async () => {
		const world = new World();
		world.account.addChannel(shop, 'Shop');
		world.account.addConversations(shop, 30);
		for (const { destination } of world.account.conversations(shop)) {
			for (const text of ['a', 'b']) {
				world.now += 1000;
				world.account.receive({ ...shop, destination }, text);
			}
		}
		await world.activate();
		for (let polls = 0; polls < 10; polls++) await world.poll();
		const [first] = world.account.conversations(shop);
		const key = { ...shop, destination: first?.destination ?? '' };
		world.account.receive(key, 'before');
		await world.poll();
		world.now -= 60 * minute;
		world.account.receive(key, 'one');
		await world.poll();
		world.account.receive(key, 'two');
		world.now += minute;
		world.account.receive(key, 'three');
		await world.poll();
		expect(world.take()).toEqual(['before', 'one', 'two', 'three']);
	});
});

describe('turns', () => {
	test('every conversation gets its turn however little time there is and however many fail', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 3, max: 9 }), fc.nat(), async (most, seed) => {
				const world = new World({ seed });
				world.account.addChannel(shop, 'Shop');
				world.account.addConversations(shop, 40);
				world.now += minute;
				await world.activate();
				const destinations = world.account.conversations(shop).map(({ destination }) => destination);
				for (const destination of destinations) world.account.receive({ ...shop, destination }, destination);
				// Two requests go to the lists of channels and conversations; a poll that throws keeps what it has learnt.
				const polls = Math.ceil(40 / (most - 2));
				for (let poll = 0; poll < polls; poll++) {
					for (const destination of destinations.slice(0, 5)) {
						world.account.receive({ ...shop, destination }, `${destination} again`);
					}
					await world.poll({ most });
				}
				const seen = new Set(world.emitted.map(({ destination }) => String(destination)));
				expect([...seen].sort()).toEqual([...destinations].sort());
			}),
			{ numRuns: 10 },
		);
	});

	test('quiet conversations are looked at too, all in turn', async () => {
		const world = new World();
		world.account.addChannel(shop, 'Shop');
		world.account.addConversations(shop, 100);
		await world.activate();
		const { size } = world.state.conversations;
		const asked = new Set<string>();
		for (let poll = 0; poll < 10; poll++) {
			const before = [...world.state.conversations.keys()];
			await world.poll();
			const after = [...world.state.conversations.keys()];
			for (const key of after.slice(after.indexOf(before.at(-1) ?? '') + 1)) asked.add(key);
		}
		expect(asked.size).toBe(size);
	});
});
