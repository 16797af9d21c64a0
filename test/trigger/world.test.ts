/** Many conversations and long times, without n8n and HTTP. */
import fc from 'fast-check';

import { capacity } from '../../nodes/Afilnet/trigger/rules/plan';
import { shop, site, World } from './world';

const minute = 60_000;
const day = 24 * 60 * minute;
const lucia = { ...shop, destination: '34600000001' };
const marc = { ...shop, destination: '34600000002' };

describe('the state', () => {
	/** The size of the state as JSON, in KB. */
	const size = (world: World) => world.written.length / 1000;

	test.each([shop, site])(
		'takes less than 400 KB with 10,000 conversations, also after 1,000 were active: %j',
		async (first) => {
			const world = new World({ switches: { messageIdForm: 'uuid' } });
			const channels = [
				first,
				...Array.from({ length: 11 }, (_channel, index) => ({ ...first, platformId: `1${index}` })),
			];
			for (const channel of channels) {
				world.account.addChannel(channel, 'Site');
				world.account.addConversations(channel, 840);
			}
			world.now += minute;
			await world.activate();
			for (let polls = 0; polls < 3; polls++) await world.poll();
			expect(world.state.conversations.size).toBe(12 * 840);
			expect(size(world)).toBeLessThan(330);

			for (const { destination } of world.account.conversations(first).slice(0, 840)) {
				for (let left = 25; left > 0; left--)
					world.account.receive({ ...first, destination }, `message ${left}`);
			}
			const [, second = first] = channels;
			for (const { destination } of world.account.conversations(second).slice(0, 160)) {
				for (let left = 25; left > 0; left--)
					world.account.receive({ ...second, destination }, `message ${left}`);
			}
			await world.poll();
			expect(world.emitted).toHaveLength(25_000);
			expect(size(world)).toBeLessThan(400);
			await world.poll();
			expect(world.emitted).toHaveLength(25_000);
		},
	);
});

describe('25,000 conversations', () => {
	test.each([
		['that were there write between two polls', true],
		['appear between two polls', false],
	])('%s: none is lost, none comes twice', async (_name, wereThere) => {
		const world = new World();
		world.account.addChannel(shop, 'Shop');
		world.account.receive(lucia, 'before');
		if (wereThere) world.account.addConversations(shop, 25_000);
		world.now += minute;
		await world.activate();
		if (!wereThere) world.account.addConversations(shop, 25_000, { read: false });
		else {
			for (const { destination } of world.account.conversations(shop)) {
				world.account.receive({ ...shop, destination }, 'new');
			}
		}
		for (let polls = 0; polls < 5; polls++) await world.poll({ most: 12_000 });
		const emitted = world.emitted.map(({ destination }) => destination);
		const written = world.account.conversations(shop).length - (wereThere ? 0 : 1);
		expect(emitted).toHaveLength(written);
		expect(new Set(emitted).size).toBe(written);
		expect(world.state.conversations.size).toBeGreaterThan(capacity);
	});
});

describe('conversations that come and go', () => {
	function shopWorld() {
		const world = new World();
		world.account.addChannel(shop, 'Shop');
		world.account.receive(lucia, 'history 1');
		world.account.receive(lucia, 'history 2');
		world.account.receive(marc, 'history 3');
		world.now += minute;
		return world;
	}

	test('one that comes back after however long brings only what is new', async () => {
		const world = shopWorld();
		await world.activate();
		world.account.receive(lucia, 'one');
		await world.poll();
		expect(world.take()).toEqual(['one']);
		const conversation = world.account.conversation(lucia);
		world.account.removeConversation(lucia);
		for (const days of [1, 30, 300]) {
			world.now += days * day;
			await world.poll();
		}
		if (conversation) world.account.channel(shop)?.conversations.set(lucia.destination, conversation);
		await world.poll();
		expect(world.take()).toEqual([]);
		world.account.receive(lucia, 'two');
		await world.poll();
		expect(world.take()).toEqual(['two']);
	});

	test('one that was not in any list at the activation brings what is unread in it', async () => {
		const world = shopWorld();
		const conversation = world.account.conversation(lucia);
		world.account.markRead(lucia);
		world.account.removeConversation(lucia);
		await world.activate();
		if (conversation) world.account.channel(shop)?.conversations.set(lucia.destination, conversation);
		world.account.receive(lucia, 'one');
		await world.poll();
		expect(world.take()).toEqual(['one']);
	});

	test('also with read messages included, where its times tell what is from before', async () => {
		const world = shopWorld();
		const conversation = world.account.conversation(lucia);
		world.account.removeConversation(lucia);
		world.now += 3 * day;
		world.account.receive(marc, 'later');
		world.settings = { ...world.settings, includeRead: true };
		await world.activate();
		if (conversation) world.account.channel(shop)?.conversations.set(lucia.destination, conversation);
		world.account.receive(lucia, 'one');
		world.account.markRead(lucia);
		await world.poll();
		expect(world.take()).toEqual(['one']);
	});

	test('an account without any conversation yet loses its first message as little', async () => {
		const world = new World();
		world.account.addChannel(shop, 'Shop');
		await world.activate();
		world.account.receive(lucia, 'the very first');
		await world.poll();
		expect(world.take()).toEqual(['the very first']);
	});
});

describe('turns', () => {
	test('every conversation gets its turn however little time there is and however many fail', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 4, max: 9 }), fc.nat(), async (most, seed) => {
				const world = new World({ seed });
				world.account.addChannel(shop, 'Shop');
				world.account.addConversations(shop, 40);
				world.now += minute;
				await world.activate();
				const destinations = world.account.conversations(shop).map(({ destination }) => destination);
				for (const destination of destinations) world.account.receive({ ...shop, destination }, destination);
				// Two requests go to the lists of channels and conversations, and two at first to a conversation.
				const polls = 2 * Math.ceil(40 / (most - 2));
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

	test('conversations that have been read before are looked at again, all in turn', async () => {
		const world = new World({ settings: { emitBacklog: true } });
		world.account.addChannel(shop, 'Shop');
		world.account.addConversations(shop, 100);
		await world.activate();
		await world.poll();
		const before = world.requests.length;
		const looked = new Set<string>();
		for (let poll = 0; poll < 20; poll++) {
			const order = [...world.state.conversations.keys()];
			await world.poll();
			const after = [...world.state.conversations.keys()];
			for (const key of after.slice(after.indexOf(order.at(-1) ?? '') + 1)) looked.add(key);
		}
		expect(looked.size).toBe(100);
		expect(world.requests.length - before).toBe(20 * (2 + 5));
	});
});
