/**
 * What the trigger remembers from one poll to the next, and how that stands in n8n's static data: plain JSON, small,
 * without texts, people and credentials.
 */
import type { Votes } from './direction';
import { keyLength } from './message';

/** What is remembered of a conversation. Messages stand here by their keys. */
export interface Conversation {
	/** Its channel's name, `platform/id`. */
	channel: string;
	/** In short form. */
	destination: string;
	/**
	 * What is accounted for: its rows of `getchats`, the end of `getmessages`, and that of `getunreadmessages` if `seen` is
	 * cut. Nothing if it has not been read yet.
	 */
	rows: string[];
	/**
	 * The received messages that `getunreadmessages` listed last, oldest first, all of them accounted for. Undefined if
	 * some of what is unread may be from before the activation, so that this list alone does not show what is new.
	 */
	seen: string[] | undefined;
	/** Whether `seen` is only the end of that list. */
	isCut: boolean;
	/** Whether what was unread at the activation is still to be emitted. */
	isBacklog: boolean;
	/** Received messages from before this are old if nothing else decides; by the vendor's clock in seconds. */
	until: number;
	/** Since which day it has been in no list, in days since 1970. */
	goneSince: number | undefined;
}

/** The whole memory of a trigger. */
export interface TriggerState {
	/** A hash of what is watched. With another one nothing here applies. */
	scope: string;
	/** Counts the states: shows whether another one follows directly on this one. */
	revision: number;
	/** What is dated before this is from before the activation, by the vendor's clock in seconds. */
	began: number;
	/** What has shown in which order the lists come. */
	votes: Votes;
	/** Channels that could not be read at the activation: what they hold when first read is from before. */
	waiting: Set<string>;
	/** By {@link conversationKey}. The order is that of the polls: the one asked longest ago comes first. */
	conversations: Map<string, Conversation>;
}

export function conversationKey({
	channel,
	destination,
}: Pick<Conversation, 'channel' | 'destination'>): string {
	return `${channel} ${destination}`;
}

/** Two destinations of so many characters are not the same by chance, however many a channel has. */
export const destinationLength = 8;

const version = 2;

/** The state as it stands in n8n's static data. */
interface StoredState {
	version: number;
	scope: string;
	revision: number;
	began: number;
	votes: Votes;
	waiting: string[];
	channels: string[];
	/** Comes of {@link writeLine}. One text takes half the room of objects, and n8n wraps every object in a proxy. */
	conversations: string;
}

/** Plain JSON for n8n's static data. */
export function writeState({ waiting, conversations, ...rest }: TriggerState): StoredState {
	const channels = [...new Set([...conversations.values()].map(({ channel }) => channel))];
	const places = new Map(channels.map((name, place) => [name, place]));
	return {
		version,
		...rest,
		waiting: [...waiting],
		channels,
		conversations: [...conversations.values()]
			.map((each) => writeLine(each, places.get(each.channel)))
			.join(),
	};
}

/**
 * The channel's place in `channels`, with `:` and the day since which the conversation is gone; until; destination and rows;
 * and seen if it is known, with `+` before it if it is cut and `!` for a backlog.
 */
function writeLine(conversation: Conversation, place: number | undefined): string {
	const { destination, rows, seen, isCut, isBacklog, until, goneSince } = conversation;
	const gone = goneSince === undefined ? '' : `:${goneSince.toString(36)}`;
	const parts = [`${place}${gone}`, until.toString(36), destination + rows.join('')];
	const flag = isCut ? '+' : isBacklog ? '!' : '';
	return (seen ? [...parts, flag + seen.join('')] : parts).join(' ');
}

/** The state in n8n's static data, or undefined if it cannot be read. */
export function readState(stored: unknown): TriggerState | undefined {
	if (!isRecord(stored) || stored.version !== version) return undefined;
	const { scope, revision, began, votes, waiting, channels, conversations: lines } = stored;
	if (typeof scope !== 'string' || typeof revision !== 'number' || typeof began !== 'number')
		return undefined;
	if (!isRecord(votes) || !areTexts(waiting) || !areTexts(channels) || typeof lines !== 'string')
		return undefined;
	const conversations = new Map<string, Conversation>();
	for (const line of lines.match(/[^,]+/g) ?? []) {
		const conversation = readLine(line, channels);
		if (!conversation) return undefined;
		conversations.set(conversationKey(conversation), conversation);
	}
	const [unread, messages] = [Number(votes.unread) || 0, Number(votes.messages) || 0];
	return {
		scope,
		revision,
		began,
		votes: { unread, messages },
		waiting: new Set(waiting),
		conversations,
	};
}

const keys = `(?:[\\w-]{${keyLength}})*`;
const linePattern = new RegExp(
	`^(?<place>\\d+)(?::(?<gone>\\w+))? (?<until>\\w+) (?<destination>[\\w-]{${destinationLength}})(?<rows>${keys})(?: (?<flag>[+!]?)(?<seen>${keys}))?$`,
);
const eachKey = new RegExp(`.{${keyLength}}`, 'g');

function readLine(line: string, channels: readonly string[]): Conversation | undefined {
	const {
		place,
		gone,
		destination,
		until = '',
		rows = '',
		flag,
		seen,
	} = linePattern.exec(line)?.groups ?? {};
	const channel = channels[Number(place)];
	if (channel === undefined || destination === undefined) return undefined;
	return {
		channel,
		destination,
		rows: rows.match(eachKey) ?? [],
		seen: seen === undefined ? undefined : (seen.match(eachKey) ?? []),
		isCut: flag === '+',
		isBacklog: flag === '!',
		until: parseInt(until, 36),
		goneSince: gone === undefined ? undefined : parseInt(gone, 36),
	};
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

function areTexts(value: unknown): value is string[] {
	return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
