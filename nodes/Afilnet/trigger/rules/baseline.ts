import type { Message } from './message';
import { conversationKey, type Conversation, type TriggerState } from './state';

/** A conversation as a channel's list shows it. */
export interface Listed {
	/** In short form. */
	destination: string;
	/** Its row of `getchats`, which shows its latest message. */
	row: Message;
}

/** What `getchats` gave for one channel. */
export interface ChannelReading {
	/** The channel's name in the state, `platform/id`. */
	channel: string;
	/** Its conversations; undefined where the channel could not be read. */
	listed: Listed[] | undefined;
}

/** More conversations than these are not remembered one by one. */
export const capacity = 20_000;

const day = 24 * 3_600_000;

/**
 * The state of a trigger that starts now: what is in the conversations up to here is from before.
 * @param stage `backlog` where what is unread now is to be emitted all the same
 * @param now the clock of n8n's machine in ms
 */
export function baseline(
	readings: readonly ChannelReading[],
	scope: string,
	stage: 'baseline' | 'backlog',
	now: number,
): TriggerState {
	const listed = readings.flatMap(({ channel, listed = [] }) =>
		listed.map((conversation) => ({ ...conversation, channel })),
	);
	const kept = listed
		.toSorted((a, b) => (b.row.time ?? 0) - (a.row.time ?? 0))
		.slice(0, capacity)
		.map(({ channel, destination, row }) => firstRecord(channel, destination, row, stage));
	return {
		scope,
		revision: 0,
		// Without any message to read the vendor's clock from: a day leaves room for every time zone.
		watermark: latestTime(listed.map(({ row }) => row)) ?? now - day,
		hasForgotten: listed.length > capacity,
		habit: 0,
		channels: new Set(readings.filter(({ listed: list }) => list).map(({ channel }) => channel)),
		pending: new Set(readings.filter(({ listed: list }) => !list).map(({ channel }) => channel)),
		conversations: new Map(kept.map((conversation) => [conversationKey(conversation), conversation])),
	};
}

/** A conversation whose messages up to its row are from before. */
export function firstRecord(
	channel: string,
	destination: string,
	row: Message,
	stage: 'baseline' | 'backlog',
): Conversation {
	return { channel, destination, stage, known: [row.id], until: 0 };
}

/** The latest time among messages in ms, or undefined where none can be read. */
function latestTime(messages: readonly Message[]): number | undefined {
	const times = messages.flatMap(({ time }) => (time === undefined ? [] : [time]));
	return times.length === 0 ? undefined : times.reduce((a, b) => Math.max(a, b));
}
