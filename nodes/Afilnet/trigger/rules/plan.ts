import { capacity, firstRecord, type ChannelReading } from './baseline';
import { isDue } from './conversation';
import type { Message } from './message';
import { conversationKey, type Conversation, type TriggerState } from './state';

/** What a poll has to ask. */
export interface Plan {
	/** The state with what the lists of conversations have shown. */
	state: TriggerState;
	/** Keys of the conversations to ask, in this order. */
	order: string[];
	/** The row of `getchats` of every conversation that is listed now, by its key. */
	rows: Map<string, Message>;
}

/** Of the conversations whose row shows nothing new, every tenth is asked all the same, at most so many. */
const mostQuiet = 20;
const quietShare = 10;

/** A conversation that is in no list for so long is forgotten. */
const week = 7 * 24 * 3_600_000;

/**
 * Compares the lists of conversations with what is known and says which ones to ask: those with something new, the one
 * asked longest ago first, then a few of the quiet ones as a safety net. What a poll does not get to still
 * differs from its row at the next one, so nothing has to be noted down.
 * @param stage how a channel starts that could not be read when the trigger started
 * @param now the clock of n8n's machine in ms
 */
export function plan(
	before: TriggerState,
	readings: readonly ChannelReading[],
	stage: 'baseline' | 'backlog',
	now: number,
): Plan {
	const state = {
		...before,
		channels: new Set(before.channels),
		pending: new Set(before.pending),
		conversations: new Map(before.conversations),
	};
	const rows = takeIn(state, readings, stage);
	markGone(state, readings, rows, now);
	forget(state, rows, now);
	return { state, order: orderOf(state, rows), rows };
}

/** Adds conversations and channels that are new to the state, and gives every row by its conversation's key. */
function takeIn(
	state: TriggerState,
	readings: readonly ChannelReading[],
	stage: 'baseline' | 'backlog',
): Map<string, Message> {
	const { conversations, pending, channels, watermark } = state;
	const rows = new Map<string, Message>();
	for (const { channel, listed } of readings) {
		if (!listed) continue;
		const startsNow = pending.delete(channel);
		channels.add(channel);
		for (const { destination, row } of listed) {
			const key = conversationKey({ channel, destination });
			if (!conversations.has(key)) {
				if (startsNow) conversations.set(key, firstRecord(channel, destination, row, stage));
				else if (conversations.size < capacity || isLater(row, watermark)) {
					conversations.set(key, { channel, destination, stage: 'new', known: [], until: 0 });
				} else continue;
			}
			rows.set(key, row);
		}
	}
	return rows;
}

/** Notes since when a conversation is in no list. One whose channel could not be read is left alone. */
function markGone(
	{ conversations }: TriggerState,
	readings: readonly ChannelReading[],
	rows: ReadonlyMap<string, Message>,
	now: number,
): void {
	const unread = new Set(readings.filter(({ listed }) => !listed).map(({ channel }) => channel));
	for (const [key, conversation] of conversations) {
		if (unread.has(conversation.channel)) continue;
		const { goneSince, ...rest } = conversation;
		if (rows.has(key)) {
			if (goneSince !== undefined) conversations.set(key, rest);
		} else if (goneSince === undefined) conversations.set(key, { ...rest, goneSince: now });
	}
}

/** Forgets what has been gone for long, and where there is too much the ones gone longest, then asked longest ago. */
function forget(state: TriggerState, rows: Map<string, Message>, now: number): void {
	const { conversations } = state;
	const all = [...conversations];
	const gone = all
		.filter(([, { goneSince }]) => goneSince !== undefined)
		.sort(([, a], [, b]) => (a.goneSince ?? 0) - (b.goneSince ?? 0));
	const forgotten = new Set(gone.filter(([, { goneSince = now }]) => now - goneSince > week).map(keyOf));
	if (conversations.size - forgotten.size > capacity) {
		const quiet = all.filter(([key, conversation]) => !isDueNow(conversation, rows.get(key)));
		for (const [key] of [...gone, ...quiet, ...all]) {
			if (conversations.size - forgotten.size <= capacity) break;
			forgotten.add(key);
		}
	}
	if (forgotten.size === 0) return;
	for (const key of forgotten) {
		// Should it come back, nothing that was emitted from it may come again.
		state.watermark = Math.max(state.watermark, conversations.get(key)?.until ?? 0);
		conversations.delete(key);
		rows.delete(key);
	}
	state.hasForgotten = true;
}

function orderOf({ conversations }: TriggerState, rows: ReadonlyMap<string, Message>): string[] {
	const due: string[] = [];
	const quiet: string[] = [];
	for (const [key, conversation] of conversations) {
		const row = rows.get(key);
		if (row) (isDue(conversation, row) ? due : quiet).push(key);
	}
	const some = Math.min(mostQuiet, Math.ceil(quiet.length / quietShare));
	return [...due, ...quiet.slice(0, some)];
}

function isDueNow(conversation: Conversation, row: Message | undefined): boolean {
	return row !== undefined && isDue(conversation, row);
}

function isLater({ time }: Message, watermark: number): boolean {
	return time === undefined || time > watermark;
}

function keyOf([key]: [string, Conversation]): string {
	return key;
}
