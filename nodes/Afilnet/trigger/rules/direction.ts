/**
 * The reference does not say in which order a list comes. It comes oldest or newest first, and the times of its
 * messages are the poorest witness: the account's own may be dated by another clock than the customers'.
 */
import { timeOf, type Message } from './message';

/** For how many conversations more a list has come oldest first than newest first; negative for newest first. */
export type Votes = number;

/** More votes than these say nothing more, and a vendor that turns its lists round would have to outvote them. */
const mostVotes = 20;

/** What is known of a conversation apart from the list. */
export interface Witnesses {
	/** Keys of messages that were accounted for before the poll. */
	known: ReadonlySet<string>;
	/** Keys of the conversation's rows of `getchats` in this poll, its latest messages then. */
	rows: ReadonlySet<string>;
}

/** 1 for oldest first, -1 for newest first, 0 for not known. */
type Direction = number;

/** The surest witness: what was known before stands on one side of what the row shows, the older one. */
export function directionByRow(list: readonly Message[], { known, rows }: Witnesses): Direction {
	const older = placesIn(list, ({ key }) => known.has(key));
	const newer = placesIn(list, ({ key }) => rows.has(key) && !known.has(key));
	return Number(older.last < newer.first) - Number(newer.last < older.first);
}

/** The first and the last place of some messages in a list; NaN, which is neither before nor behind, if it has none. */
function placesIn(list: readonly Message[], isMeant: (message: Message) => boolean) {
	const [first, last] = [list.findIndex(isMeant), list.findLastIndex(isMeant)];
	return first < 0 ? { first: NaN, last: NaN } : { first, last };
}

/**
 * Whether two lists of a conversation come in the same order, so that one can witness for the other.
 * @returns 1 if they do, -1 if one is the other way round, 0 if they do not share two messages
 */
export function agreement(list: readonly Message[], other: readonly Message[]): number {
	const places = new Map(other.map(({ key }, place) => [key, place]));
	const shared = list.flatMap(({ key }) => places.get(key) ?? []);
	return Math.sign((shared.at(-1) ?? 0) - (shared[0] ?? 0));
}

/** For want of a sure witness: what earlier lists have shown, then the end at which the row stands, then the times. */
export function directionByGuess(list: readonly Message[], votes: Votes, rows: Witnesses['rows']): Direction {
	const isRow = (message: Message | undefined) => message !== undefined && rows.has(message.key);
	const byEnd = Number(isRow(list.at(-1))) - Number(isRow(list[0]));
	return Math.sign(votes) || directionByTimes(list) || byEnd || 1;
}

/** Only messages from the same side have been dated by the same clock. */
function directionByTimes(list: readonly Message[]): Direction {
	const last = new Map<boolean, number>();
	let rises = 0;
	for (const message of list) {
		const time = timeOf(message);
		if (time === undefined) continue;
		rises += Math.sign(time - (last.get(message.sent) ?? time));
		last.set(message.sent, time);
	}
	return Math.sign(rises);
}

export function addVote(votes: Votes, vote: Direction): Votes {
	return Math.max(-mostVotes, Math.min(mostVotes, votes + vote));
}

export function oldestFirst(list: readonly Message[], direction: Direction): Message[] {
	return direction < 0 ? list.toReversed() : [...list];
}
