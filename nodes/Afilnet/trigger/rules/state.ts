/**
 * What the trigger remembers from one poll to the next, and how that stands in n8n's static data: plain JSON, small,
 * without message texts and credentials.
 */

/**
 * How far the messages of a conversation are accounted for.
 * - `baseline`: it was there when the trigger started; everything up to its only known message is from before.
 * - `backlog`: as `baseline`, but what is unread in it is still to be emitted.
 * - `new`: it appeared later and has not been read yet.
 * - `read`: it has been read at least once since it had something new.
 */
export type Stage = 'baseline' | 'backlog' | 'new' | 'read';

/** What is remembered of a conversation. */
export interface Conversation {
	/** See {@link channelKey}. */
	channel: string;
	/** In short form. */
	destination: string;
	stage: Stage;
	/** Ids of its latest messages that are accounted for, oldest first, in short form. */
	known: string[];
	/** The latest time among the messages accounted for, by the vendor's clock in ms; 0 where unknown. */
	until: number;
	/** Since when it has not been in its channel's list, by the clock of n8n's machine in ms. */
	goneSince?: number;
}

/** The whole memory of a trigger. */
export interface TriggerState {
	/** A hash of what is watched. With another one nothing here applies. */
	scope: string;
	/** Counts the states; tells whether another one follows directly on this one. */
	revision: number;
	/** In a conversation that appears, older messages are history; the vendor's clock in ms. */
	watermark: number;
	/** Whether a conversation has ever been forgotten, so that one that appears may have been emitted from before. */
	hasForgotten: boolean;
	/** See {@link Habit}. */
	habit: number;
	/** Channels whose conversations at the start are known. */
	channels: Set<string>;
	/** Channels that could not be read at the start: what they hold when first read is from before. */
	pending: Set<string>;
	/** By {@link conversationKey}. The order is that of the polls: the one asked longest ago comes first. */
	conversations: Map<string, Conversation>;
}

export function conversationKey({
	channel,
	destination,
}: Pick<Conversation, 'channel' | 'destination'>): string {
	return `${channel} ${destination}`;
}

const version = 1;

/** The state as it stands in n8n's static data. */
interface StoredState {
	version: number;
	scope: string;
	revision: number;
	watermark: number;
	hasForgotten: boolean;
	habit: number;
	channels: string[];
	pending: string[];
	/**
	 * A line for each: index of the channel, destination, stage (its letter, or for `read` the `until` in ms), known
	 * ids. Lines take half the room of objects, and n8n wraps every object of static data in a proxy.
	 */
	conversations: string[];
	/** `goneSince` by {@link conversationKey}, where there is one. */
	gone: Record<string, number>;
}

const letters = { baseline: 'b', backlog: 'u', new: 'n' } as const;

/** Plain JSON for n8n's static data. */
export function writeState(state: TriggerState): StoredState {
	const { scope, revision, watermark, hasForgotten, habit, conversations } = state;
	const names = [...state.channels];
	const indexes = new Map(names.map((name, index) => [name, index]));
	return {
		version,
		scope,
		revision,
		watermark,
		hasForgotten,
		habit,
		channels: names,
		pending: [...state.pending],
		conversations: [...conversations.values()].map(({ channel, destination, stage, until, known }) =>
			[indexes.get(channel), destination, stage === 'read' ? until : letters[stage], ...known].join(' '),
		),
		gone: Object.fromEntries(
			[...conversations].flatMap(([key, { goneSince }]) =>
				goneSince === undefined ? [] : [[key, goneSince]],
			),
		),
	};
}

/** The state that stands in n8n's static data, or undefined where that is none this version can read. */
export function readState(stored: unknown): TriggerState | undefined {
	if (!isStored(stored)) return undefined;
	const { scope, revision, watermark, hasForgotten, habit, gone } = stored;
	const conversations = new Map<string, Conversation>();
	for (const line of stored.conversations) {
		const conversation = readLine(line, stored.channels);
		if (!conversation) return undefined;
		const key = conversationKey(conversation);
		const goneSince = gone[key];
		conversations.set(key, goneSince === undefined ? conversation : { ...conversation, goneSince });
	}
	const channels = new Set(stored.channels);
	const pending = new Set(stored.pending);
	return { scope, revision, watermark, hasForgotten, habit, channels, pending, conversations };
}

const linePattern = /^(?<index>\d+) (?<destination>\S+) (?<stage>[bun]|\d+(?:\.\d+)?)(?<known>(?: \S+)*)$/;

function readLine(line: string, channels: readonly string[]): Conversation | undefined {
	const { index, destination, stage, known } = linePattern.exec(line)?.groups ?? {};
	const channel = channels[Number(index)];
	if (channel === undefined || !destination || !stage) return undefined;
	return {
		channel,
		destination,
		stage: stageOf(stage),
		until: Number(stage) || 0,
		known: known ? known.slice(1).split(' ') : [],
	};
}

function stageOf(letter: string): Stage {
	if (letter === letters.baseline) return 'baseline';
	if (letter === letters.backlog) return 'backlog';
	return letter === letters.new ? 'new' : 'read';
}

function isStored(value: unknown): value is StoredState {
	if (!isRecord(value) || value.version !== version) return false;
	return (
		typeof value.scope === 'string' &&
		[value.revision, value.watermark, value.habit].every(Number.isFinite) &&
		typeof value.hasForgotten === 'boolean' &&
		[value.channels, value.pending, value.conversations].every(isTexts) &&
		isRecord(value.gone) &&
		Object.values(value.gone).every(Number.isFinite)
	);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): boolean {
	return Array.isArray(value) && value.every((text) => typeof text === 'string');
}
