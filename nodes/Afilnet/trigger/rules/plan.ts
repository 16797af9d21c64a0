/** Which conversations there are, and which of them a poll has to ask. */
import { day, lastTime, withoutId, type Message } from './message';
import type { Doubts } from './doubts';
import { accountFor } from './newMessages';
import { conversationKey, type Conversation, type TriggerState } from './state';

/** A conversation as its channel's list shows it. */
export interface Listed {
	/** In short form. */
	destination: string;
	/** Its rows of `getchats`: mostly one, its latest message. */
	rows: Message[];
}

/** What `getchats` gave for one channel. */
export interface ChannelReading {
	/** The channel's name, `platform/id`. */
	channel: string;
	/** Its conversations; undefined if the channel could not be read. */
	listed: Listed[] | undefined;
}

/** The conversations that a poll has to ask. */
export interface Plan {
	/** The state with what the lists of conversations have shown. */
	state: TriggerState;
	/** Keys of the conversations to ask, in this order. */
	order: string[];
	/** The rows of every conversation that is listed now, by its key. */
	rows: Map<string, Message[]>;
}

/** Conversations that are in no list any more are remembered up to so many in all. Those that are listed always are. */
export const capacity = 20_000;
/** They are remembered for so many days at least. */
const keptDays = 7;

/** Of the conversations in which nothing seems new, every tenth is asked all the same, at most so many. */
const mostQuiet = 5;
const quietShare = 10;

/**
 * The state of a trigger that starts now: what its channels hold is from before.
 * @param isBacklog whether what is unread in them is to be emitted all the same
 * @param now n8n's clock in seconds
 */
export function start(
	readings: readonly ChannelReading[],
	scope: string,
	isBacklog: boolean,
	now: number,
): TriggerState {
	// The vendor's clock may be wrong. Then its latest message is a better start than n8n's clock.
	const rows = readings.flatMap(({ listed = [] }) => listed.flatMap((each) => each.rows));
	const state: TriggerState = {
		scope,
		revision: 0,
		began: Math.max(0, Math.min(now, lastTime(rows, now) || now) - day),
		votes: { messages: 0, unread: 0 },
		waiting: new Set(readings.map(({ channel }) => channel)),
		conversations: new Map(),
	};
	takeIn(state, readings, isBacklog, now);
	return state;
}

/**
 * Compares the lists of conversations with what is known and says which ones to ask: those with something new, the one
 * asked longest ago first, then a few others in case a row does not show what is new.
 * @param isBacklog as in {@link start}, for channels that could not be read then
 * @param now n8n's clock in seconds
 */
export function plan(
	before: TriggerState,
	readings: readonly ChannelReading[],
	isBacklog: boolean,
	doubts: Doubts,
	now: number,
): Plan {
	const state = { ...before, waiting: new Set(before.waiting), conversations: new Map(before.conversations) };
	const rows = takeIn(state, readings, isBacklog, now);
	noteGone(state, readings, rows, Math.floor(now / day));
	forget(state, Math.floor(now / day));
	const due: string[] = [];
	const quiet: string[] = [];
	for (const [key, conversation] of state.conversations) {
		const shown = rows.get(key);
		if (!shown) continue;
		if (doubts.makeDue(key) || isDue(conversation, shown)) due.push(key);
		else if (conversation.seen) quiet.push(key);
	}
	const some = Math.min(mostQuiet, Math.ceil(quiet.length / quietShare));
	return { state, order: [...due, ...quiet.slice(0, some)], rows };
}

function isDue({ rows, seen = [], isBacklog }: Conversation, shown: readonly Message[]): boolean {
	return isBacklog || shown.some(({ key }) => !rows.includes(key) && !seen.includes(key));
}

/** Adds what is new to the state. Gives the rows of every conversation that is listed, by its key. */
function takeIn(
	{ began, waiting, conversations }: TriggerState,
	readings: readonly ChannelReading[],
	isBacklog: boolean,
	now: number,
): Map<string, Message[]> {
	const listedRows = new Map<string, Message[]>();
	for (const { channel, listed } of readings) {
		if (!listed) continue;
		const startsNow = waiting.delete(channel);
		for (const { destination, rows } of listed) {
			const key = conversationKey({ channel, destination });
			listedRows.set(key, rows);
			if (conversations.has(key)) continue;
			// What appears after the activation is new with all that is unread in it.
			const appeared = { ...nothingKnown, channel, destination, until: began };
			const fromBefore = { ...appeared, seen: isBacklog ? [] : undefined, isBacklog };
			conversations.set(
				key,
				startsNow ? accountFor(fromBefore, [...rows, ...rows.map(withoutId)], rows, now) : appeared,
			);
		}
	}
	return listedRows;
}

const nothingKnown = { rows: [], seen: [], isCut: false, isBacklog: false, goneSince: undefined };

/** Notes which conversations are in no list any more. Those of a channel that could not be read stay as they are. */
function noteGone(
	{ conversations }: TriggerState,
	readings: readonly ChannelReading[],
	rows: ReadonlyMap<string, Message[]>,
	today: number,
): void {
	const unread = new Set(readings.filter(({ listed }) => !listed).map(({ channel }) => channel));
	for (const [key, conversation] of conversations) {
		const { channel, goneSince } = conversation;
		const isGone = !rows.has(key);
		if (unread.has(channel) || isGone === (goneSince !== undefined)) continue;
		conversations.set(key, { ...conversation, goneSince: isGone ? today : undefined });
	}
}

function forget({ conversations }: TriggerState, today: number): void {
	for (const [key, { goneSince = today }] of conversations) {
		if (conversations.size <= capacity) return;
		if (today - goneSince > keptDays) conversations.delete(key);
	}
}
