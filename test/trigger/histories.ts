/** Random histories of an account in a wide world, and what a trigger that has lived through one must have emitted. */
import fc from 'fast-check';

import { choices, defaultSwitches, type ConversationKey, type Switches } from '../../sandbox';
import { bot, shop, site, World, type Trouble, type WorldOptions } from './world';

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
	{ weight: 6, arbitrary: fc.record({ event: fc.constant('receive' as const), conversation }) },
	{ weight: 2, arbitrary: fc.record({ event: fc.constant('send' as const), conversation }) },
	{ weight: 1, arbitrary: fc.record({ event: fc.constant('read' as const), conversation }) },
	{
		weight: 2,
		arbitrary: fc.record({ event: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 90_000 }) }),
	},
);

const burst = (most: number) =>
	fc.record({ event: fc.constant('burst' as const), conversation, count: fc.integer({ min: 2, max: most }) });

/** Something that happens seldom. */
const rareEvent = fc.oneof(
	burst(40),
	/** A message with a date in the next year. */
	fc.record({ event: fc.constant('receiveNextYear' as const), conversation }),
	fc.record({ event: fc.constant('wait' as const), ms: fc.integer({ min: 90_000, max: 3 * 86_400_000 }) }),
);

const trouble = fc.record(
	{
		failing: fc.constantFrom(0.1, 0.5, 1),
		empty: fc.constantFrom(0.1, 0.5, 1),
		most: fc.integer({ min: 1, max: 12 }),
		killed: fc.constant(true),
		discarded: fc.constant(true),
	},
	{ requiredKeys: [] },
);

/**
 * What happens while a poll runs, before its request of that number. A burst is longer than what the trigger remembers, and
 * shorter than the list that Afilnet cuts short: longer ones are said to be out of the trigger's reach.
 */
const meanwhile = fc.array(
	fc.tuple(
		fc.integer({ min: 0, max: 14 }),
		fc.oneof({ weight: 30, arbitrary: event }, { weight: 1, arbitrary: burst(18) }),
	),
	{ maxLength: 4 },
);

const poll = fc.record({
	event: fc.constant('poll' as const),
	trouble: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: trouble }),
	meanwhile: fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: meanwhile }),
});

/** Something that happens in Afilnet, or in n8n. */
const step = fc.oneof(
	{ weight: 12, arbitrary: event },
	{ weight: 1, arbitrary: rareEvent },
	{ weight: 7, arbitrary: poll },
	{ weight: 1, arbitrary: fc.record({ event: fc.constant('restart' as const) }) },
);

/** Any value of each of some switches. */
function arbitrary<Name extends keyof Switches>(...names: Name[]) {
	return Object.fromEntries(names.map((name) => [name, fc.constantFrom(...choices[name])]));
}

/** Lists come oldest or newest first. What stands in none of these orders is said to be out of the trigger's reach. */
const orders = ['oldest', 'newest'] as const;

/** What has no part in what the trigger reads stays as it is by default. */
const switches: fc.Arbitrary<Switches> = fc
	.record({
		...arbitrary('answerShape', 'singleRow', 'emptyList', 'emptyChannel', 'statusCase', 'numbers', 'oddRow'),
		...arbitrary('unreadMarksRead', 'messagesMarkRead', 'unreadIncludesSent', 'chatOrder', 'chatRows'),
		...arbitrary('messageLimit', 'messageIds', 'messageIdsApart', 'chatIdsApart', 'messageIdForm'),
		...arbitrary(
			'platformCase',
			'destinationPlus',
			'directionFlag',
			'datetime',
			'zoneHours',
			'summerTime',
			'sentClock',
		),
		...arbitrary('webchatClock', 'whatsappClock', 'telegramClock', 'operatorClock'),
		messageOrder: fc.constantFrom(...orders),
		unreadOrder: fc.constantFrom(...orders),
	})
	.map((drawn) => ({ ...defaultSwitches, ...drawn }));

const settings = fc.record({
	watch: fc.constantFrom('account' as const, 'channel' as const, 'chat' as const),
	includeRead: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
	includeSent: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
	emitBacklog: fc.boolean(),
	quietSeconds: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.constant(5)),
	durableCursors: fc.boolean(),
});

/** A day without anything, half an hour before summer time ends, and a day that reads as one in May. */
const began = fc.constantFrom(
	Date.UTC(2026, 4, 10, 9, 30),
	Date.UTC(2026, 9, 25, 0, 30),
	Date.UTC(2026, 10, 5, 18, 0),
);

export const history = fc.record({
	seed: fc.nat(),
	switches,
	settings,
	began,
	before: fc.array(event, { maxLength: 25, size: 'max' }),
	after: fc.array(step, { maxLength: 60, size: 'max' }),
});

export type Plot = typeof history extends fc.Arbitrary<infer Value> ? Value : never;
type Step = Plot['after'][number];
type Event = typeof event extends fc.Arbitrary<infer Value> ? Value : never;
type RareEvent = typeof rareEvent extends fc.Arbitrary<infer Value> ? Value : never;

/** What is true of a message that was written. */
interface Written {
	text: string;
	sent: boolean;
	isFromBefore: boolean;
	/** Whether it was unread at the activation. */
	isBacklog: boolean;
	isWatched: boolean;
	/** Whether a person may have read it before it was emitted. */
	isRead: boolean;
	/** How many polls had ended before. */
	poll: number;
	conversation: string;
}

/** How a trigger has lived through a history: texts. */
export interface Verdict {
	/** How many messages it had to emit. */
	due: number;
	lost: string[];
	repeated: string[];
	/** Emitted only after several polls in which all went well. */
	late: string[];
	/** From before the activation, or not for this trigger. */
	dugUp: string[];
	/** Emitted in one poll in another order than they were written. */
	overtaken: string[];
}

/** Plays what happens and remembers what a trigger must emit. */
export class History {
	readonly world: World;
	readonly #written = new Map<string, Written>();
	#isActive = false;
	/** Whether what was unread at the activation may have been marked as read by an answer that was lost. */
	#isBacklogInDoubt = false;

	constructor(
		readonly plot: Plot,
		createWorld: (options: WorldOptions) => World = (options) => new World(options),
	) {
		const { seed, switches: chosen, settings: set, began: now } = plot;
		const { watch, durableCursors, ...rest } = set;
		const channel = { platform: shop.platform, platformid: shop.platformId };
		this.world = createWorld({
			seed,
			now,
			switches: chosen,
			durableCursors,
			settings: {
				...rest,
				...(watch === 'account' ? {} : { channel }),
				...(watch === 'chat' ? { destination: '34600000001' } : {}),
			},
		});
		this.world.account.addChannel(shop, 'Shop');
		this.world.account.addChannel(bot, 'Bot');
		this.world.account.addChannel(site, 'Site');
	}

	async play(): Promise<Verdict> {
		for (const each of this.plot.before) this.#happen(each);
		for (const key of conversations) {
			for (const { text } of this.world.account.unreadMessages(key)) this.#know(text).isBacklog = true;
		}
		for (const written of this.#written.values()) written.isFromBefore = true;
		await this.world.activate();
		this.world.now += 61_000;
		this.#isActive = true;
		for (const each of this.plot.after) await this.#step(each);
		// What a poll of a new run leaves in doubt, the next one settles.
		for (let polls = 0; polls < 3; polls++) await this.#pollWell();
		const emittedThen = this.world.emitted.length;
		for (let polls = 0; polls < 2; polls++) await this.#pollWell();
		const late = this.world.emitted.slice(emittedThen).map(({ message }) => String(message));
		const verdict = this.#verdict();
		return { ...verdict, late: late.filter((text) => this.#rule(this.#know(text)) !== 'may') };
	}

	async #pollWell(): Promise<void> {
		this.world.now += 61_000;
		await this.world.poll();
	}

	async #step(step: Step): Promise<void> {
		const { world } = this;
		if (step.event === 'restart') return world.restart();
		if (step.event !== 'poll') return this.#happen(step);
		if (Object.keys(step.trouble).length > 0) this.#isBacklogInDoubt = true;
		const events = new Map<number, () => void>();
		for (const [request, each] of step.meanwhile) {
			const earlier = events.get(request);
			events.set(request, () => {
				earlier?.();
				this.#happen(each);
			});
		}
		await world.poll({ ...step.trouble, meanwhile: events } as Trouble);
	}

	#happen(happening: Event | RareEvent): void {
		const { world } = this;
		world.now += 1000;
		switch (happening.event) {
			case 'receive':
				return this.#write(happening.conversation, false);
			case 'send':
				return this.#write(happening.conversation, true);
			case 'burst':
				for (let left = happening.count; left > 0; left--) this.#write(happening.conversation, false);
				return;
			case 'receiveNextYear': {
				const { now } = world;
				world.now += 365 * 86_400_000;
				this.#write(happening.conversation, false);
				world.now = now;
				return;
			}
			case 'wait':
				world.now += happening.ms;
				return;
			case 'read':
				for (const { text } of world.account.unreadMessages(happening.conversation))
					this.#know(text).isRead = true;
				world.account.markRead(happening.conversation);
		}
	}

	#write(key: ConversationKey, sent: boolean): void {
		const text = `${sent ? 'sent' : 'received'} ${this.#written.size + 1}`;
		this.#written.set(text, {
			text,
			sent,
			isFromBefore: !this.#isActive,
			isBacklog: false,
			isWatched: this.#isWatched(key),
			isRead: false,
			poll: this.world.polls.length,
			conversation: `${key.platform} ${key.destination}`,
		});
		if (sent) this.world.account.send(key, text);
		else this.world.account.receive(key, text);
	}

	#know(text: string): Written {
		const written = this.#written.get(text);
		if (!written) throw new Error(`Nobody has written "${text}"`);
		return written;
	}

	#isWatched({ platform, destination }: ConversationKey): boolean {
		const { watch } = this.plot.settings;
		if (watch === 'account') return true;
		return platform === shop.platform && (watch === 'channel' || destination === '34600000001');
	}

	/** `must` be emitted, `may` be, or may `not`. */
	#rule(written: Written): 'must' | 'may' | 'not' {
		const { sent, isFromBefore, isBacklog, isWatched, isRead } = written;
		const { includeSent, includeRead, emitBacklog } = this.plot.settings;
		if (!isWatched) return 'not';
		if (isFromBefore) {
			if (!isBacklog) return 'not';
			if (!emitBacklog) return this.#isBeforeKnown(written) ? 'not' : 'may';
			return isRead || this.#isBacklogInDoubt ? 'may' : 'must';
		}
		if (sent && !includeSent) return 'not';
		const mayBeRead = !sent && isRead && !includeRead;
		return mayBeRead || this.#isOutOfReach(written) ? 'may' : 'must';
	}

	/**
	 * Whether nothing may have shown it: it has left the end of a list and stands in no other, or its list came empty when
	 * a later one of the account was the last.
	 */
	#isOutOfReach({ text, sent, conversation: own }: Written): boolean {
		const { includeRead } = this.plot.settings;
		const { messageLimit, unreadMarksRead, messagesMarkRead } = this.plot.switches;
		const there = [...this.#written.values()].filter(({ conversation: other }) => other === own);
		const later = there.slice(there.findIndex((each) => each.text === text) + 1);
		if (this.world.emptied.has(own) && later.some((each) => each.sent)) return true;
		const isOnlyThere = sent || includeRead || unreadMarksRead || messagesMarkRead;
		return messageLimit > 0 && isOnlyThere && later.length >= messageLimit;
	}

	/** Whether a list or a time can tell that it is from before: all that the activation has seen may be cut off. */
	#isBeforeKnown({ conversation: own }: Written): boolean {
		const { messageLimit } = this.plot.switches;
		const since = [...this.#written.values()].filter(
			(each) => each.conversation === own && !each.isFromBefore,
		);
		return messageLimit === 0 || since.length < messageLimit;
	}

	#verdict(): Omit<Verdict, 'late'> {
		const times = new Map<string, number>();
		const texts = this.world.emitted.map(({ message }) => String(message));
		for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1);
		const written = [...this.#written.values()];
		const named = (rule: string) =>
			written.filter((each) => this.#rule(each) === rule).map(({ text }) => text);
		return {
			due: named('must').length,
			lost: named('must').filter((text) => !times.has(text) && !this.#isGuessed(text)),
			repeated: [...times].filter(([, count]) => count > 1).map(([text]) => text),
			dugUp: named('not').filter((text) => times.has(text) && !this.#isGuessed(text)),
			overtaken: this.#overtaken(),
		};
	}

	/** A sent message that was emitted, or had to be, before anything had shown in which order the lists come. */
	#isGuessed(text: string): boolean {
		const { polls } = this.world;
		const { sent, poll } = this.#know(text);
		const itsPoll = polls.find(({ rows }) => rows.some(({ message }) => message === text)) ?? polls[poll];
		return this.plot.settings.includeSent && sent && itsPoll?.votes.messages === 0;
	}

	/** A sent message that only another look of the poll may have found, since the first believed a row missing. */
	#isFromAnotherLook(text: string): boolean {
		const { settings, switches } = this.plot;
		return this.#know(text).sent && settings.quietSeconds > 0 && switches.chatRows > 1;
	}

	#overtaken(): string[] {
		const places = new Map([...this.#written.keys()].map((text, place) => [text, place]));
		return this.world.polls.flatMap(({ rows, votes }) => {
			if (votes.messages === 0 || votes.unread === 0) return [];
			const last = new Map<string, number>();
			return rows.flatMap(({ platform, destination, message }) => {
				const name = `${String(platform)} ${String(destination)}`;
				const place = places.get(String(message)) ?? -1;
				const isOvertaken = place < (last.get(name) ?? -1) && !this.#isFromAnotherLook(String(message));
				last.set(name, place);
				return isOvertaken ? [String(message)] : [];
			});
		});
	}
}
