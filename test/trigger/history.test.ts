import fc from 'fast-check';

import { choices, defaultSwitches, type ConversationKey, type Switches } from '../../sandbox';
import { bot, shop, site, World, type Trouble } from './world';

/** Always the same histories, so that a change that breaks one is the one to look at; `TRIGGER_RUNS` plays so many others. */
const runs = process.env.TRIGGER_RUNS
	? { numRuns: Number(process.env.TRIGGER_RUNS) }
	: { numRuns: 1000, seed: 20_261_122 };

const destinations = ['34600000001', '34600000002', '34600000003', '34600000004'];
const conversations: ConversationKey[] = [
	...destinations.map((destination) => ({ ...shop, destination })),
	// The same destination and the same platformid on another platform.
	{ ...bot, destination: '34600000001' },
	{ ...site, destination: 'visitor-3f9a1c-6f0e4d2b-88aa' },
];

const conversation = fc.constantFrom(...conversations);

/** Something that happens in Afilnet. */
const event = fc.oneof(
	{ weight: 5, arbitrary: fc.record({ event: fc.constant('receive' as const), conversation }) },
	{ weight: 2, arbitrary: fc.record({ event: fc.constant('send' as const), conversation }) },
	{ weight: 1, arbitrary: fc.record({ event: fc.constant('read' as const), conversation }) },
	{ weight: 1, arbitrary: fc.record({ event: fc.constant('readByApi' as const), conversation }) },
	{
		weight: 2,
		arbitrary: fc.record({ event: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 90_000 }) }),
	},
);

const trouble: fc.Arbitrary<Trouble> = fc.record(
	{
		failing: fc.constantFrom(0.1, 0.5, 1),
		empty: fc.constantFrom(0.1, 0.5, 1),
		most: fc.integer({ min: 1, max: 12 }),
		killed: fc.constant(true),
	},
	{ requiredKeys: [] },
);

/** Something that happens in Afilnet, or in n8n. */
const step = fc.oneof(
	{ weight: 4, arbitrary: event },
	{ weight: 2, arbitrary: fc.record({ event: fc.constant('poll' as const), trouble }) },
	{ weight: 1, arbitrary: fc.record({ event: fc.constant('poll' as const), trouble: fc.constant({}) }) },
	{ weight: 1, arbitrary: fc.record({ event: fc.constant('restart' as const) }) },
	{
		weight: 1,
		arbitrary: fc.record({
			event: fc.constant('delete' as const),
			conversation,
			count: fc.integer({ min: 1, max: 8 }),
		}),
	},
);

/** The wider world's switches are not among them yet. */
const switches: fc.Arbitrary<Switches> = fc
	.record({
		answerShape: fc.constantFrom(...choices.answerShape),
		singleRow: fc.constantFrom(...choices.singleRow),
		emptyList: fc.constantFrom(...choices.emptyList.filter((form) => form !== 'false' && form !== 'zero')),
		emptyChannel: fc.constantFrom(...choices.emptyChannel),
		sendResult: fc.constantFrom(...choices.sendResult),
		statusCase: fc.constantFrom(...choices.statusCase),
		contentType: fc.constantFrom(...choices.contentType),
		numbers: fc.constantFrom(...choices.numbers),
		unreadMarksRead: fc.boolean(),
		messagesMarkRead: fc.boolean(),
		unreadIncludesSent: fc.boolean(),
		chatOrder: fc.constantFrom(...choices.chatOrder),
		messageOrder: fc.constantFrom(...choices.messageOrder),
		unreadOrder: fc.constantFrom(...choices.unreadOrder),
		messageIds: fc.constantFrom(...choices.messageIds),
		directionFlag: fc.constantFrom(...choices.directionFlag),
		datetime: fc.constantFrom('spaced', 'iso', 'epoch'),
		zoneHours: fc.constantFrom(...choices.zoneHours),
	})
	.map((drawn) => ({ ...defaultSwitches, ...drawn }));

const settings = fc.record({
	watch: fc.constantFrom('account' as const, 'channel' as const, 'chat' as const),
	includeSent: fc.boolean(),
	emitBacklog: fc.boolean(),
	otherRowIds: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.boolean()),
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
type Chosen = typeof settings extends fc.Arbitrary<infer Value> ? Value : never;
type Event = typeof event extends fc.Arbitrary<infer Value> ? Value : never;

/** A list that comes in no order tells nothing about messages of the same second whose ids do not grow. */
const isLawless = ({ messageOrder, messageIds }: Switches) =>
	messageOrder === 'shuffled' && messageIds === 'random';

/** Plays what happens and remembers what a trigger must emit. */
class History {
	readonly world: World;
	/** By conversation, the texts that must be emitted, in this order. */
	readonly due = new Map<string, string[]>();
	/** Texts that were unread at the start: with the backlog on they may be emitted, and must be if nobody read them. */
	readonly backlog = new Set<string>();
	/** Whether somebody may have read the backlog before the trigger could. */
	backlogIsCertain = true;
	isActive = false;
	private written = 0;

	constructor(
		seed: number,
		readonly switches: Switches,
		readonly chosen: Chosen,
	) {
		const channel = { platform: shop.platform, platformid: shop.platformId };
		this.world = new World({
			seed,
			switches,
			otherRowIds: chosen.otherRowIds,
			settings: {
				includeSent: chosen.includeSent,
				emitBacklog: chosen.emitBacklog,
				...(chosen.watch === 'account' ? {} : { channel }),
				...(chosen.watch === 'chat' ? { destination: '34600000001' } : {}),
			},
		});
		this.world.account.addChannel(shop, 'Shop');
		this.world.account.addChannel(bot, 'Bot');
		this.world.account.addChannel(site, 'Site');
	}

	async activate() {
		if (isLawless(this.switches)) {
			for (const key of conversations) {
				this.world.now += 1000;
				if (this.world.account.messages(key).length > 0) this.write(key, true);
			}
		}
		for (const key of conversations) {
			if (this.isWatched(key)) {
				for (const { text } of this.world.account.unreadMessages(key)) this.backlog.add(text);
			}
		}
		await this.world.activate();
		this.world.now += 1000;
		this.isActive = true;
	}

	async play(step: Step) {
		const { world } = this;
		switch (step.event) {
			case 'poll':
				if (Object.keys(step.trouble).length > 0) this.backlogIsCertain = false;
				await world.poll(step.trouble);
				break;
			case 'restart':
				world.restart();
				break;
			case 'delete':
				this.delete(step.conversation, step.count);
				break;
			default:
				this.happen(step);
		}
	}

	happen(event: Event) {
		const { account } = this.world;
		switch (event.event) {
			case 'receive':
				this.write(event.conversation, false);
				break;
			case 'send':
				this.write(event.conversation, true);
				break;
			case 'wait':
				this.world.now += event.ms;
				break;
			default:
				if (this.isActive) this.backlogIsCertain = false;
				account.markRead(event.conversation);
		}
	}

	/** Deletes the latest messages, of those that need not be emitted any more. */
	private delete(key: ConversationKey, count: number) {
		const conversation = this.world.account.conversation(key);
		if (!conversation) return;
		const { messages } = conversation;
		const due = new Set(this.dueNow(key));
		for (let left = count; left > 0; left--) {
			const latest = messages.at(-1);
			if (!latest || due.has(latest.text)) break;
			messages.pop();
			this.backlogIsCertain = false;
		}
		conversation.sinceRead = conversation.sinceRead.filter((message) => messages.includes(message));
		// A second has to tell the next message from the deleted ones.
		this.world.now += 1000;
	}

	private dueNow(key: ConversationKey): string[] {
		const emitted = new Set(this.world.emitted.map(({ message }) => message));
		return (this.due.get(key.platform + key.destination) ?? []).filter((text) => !emitted.has(text));
	}

	private write(key: ConversationKey, sent: boolean) {
		const text = `${sent ? 'sent' : 'received'} ${++this.written}`;
		if (sent) this.world.account.send(key, text);
		else this.world.account.receive(key, text);
		if (!this.isActive || !this.isWatched(key) || (sent && !this.chosen.includeSent)) return;
		const name = key.platform + key.destination;
		this.due.set(name, [...(this.due.get(name) ?? []), text]);
	}

	private isWatched({ platform, destination }: ConversationKey): boolean {
		if (this.chosen.watch === 'account') return true;
		return platform === shop.platform && (this.chosen.watch === 'channel' || destination === '34600000001');
	}
}

const exactly = (texts: readonly string[]) => [...texts].sort();

test('every message that arrives after the activation is emitted exactly once, in order', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.nat(),
			switches,
			settings,
			fc.array(event, { maxLength: 25, size: 'max' }),
			fc.array(step, { maxLength: 60, size: 'max' }),
			async (seed, chosenSwitches, chosenSettings, before, after) => {
				const history = new History(seed, chosenSwitches, chosenSettings);
				for (const each of before) history.happen(each);
				await history.activate();
				for (const each of after) await history.play(each);
				// One poll in which all goes well brings what is left, and the next ones nothing.
				await history.world.poll();
				const emittedThen = history.world.emitted.length;
				for (let polls = 0; polls < 3; polls++) await history.world.poll();
				expect(history.world.emitted).toHaveLength(emittedThen);

				const { emitted } = history.world;
				const allTexts = emitted.map(({ message }) => String(message));
				const fromBefore = allTexts.filter((text) => history.backlog.has(text));
				const texts = allTexts.filter((text) => !history.backlog.has(text));
				expect(exactly(texts)).toEqual(exactly([...history.due.values()].flat()));
				expect(new Set(fromBefore).size).toBe(fromBefore.length);
				if (!chosenSettings.emitBacklog) expect(fromBefore).toEqual([]);
				else if (history.backlogIsCertain) expect(exactly(fromBefore)).toEqual(exactly([...history.backlog]));
				// Nothing tells the order within a second where ids do not grow and the list's own order is not known.
				const isKnown = !chosenSettings.otherRowIds || chosenSwitches.messageIds !== 'random';
				if (isLawless(chosenSwitches) || !isKnown) return;
				for (const due of history.due.values()) {
					const inOrder = texts.filter((text) => due.includes(text));
					expect(inOrder).toEqual(due);
				}
			},
		),
		runs,
	);
}, 600_000);
