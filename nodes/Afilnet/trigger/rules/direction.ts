/**
 * In which order a list comes. The reference does not say: oldest or newest first. The times of its messages are a poor
 * witness, since the account's own may be dated by another clock than the customers', and clocks go back in autumn.
 */
import { timeOf, type Message } from './message';

/** 1 for oldest first, -1 for newest first, 0 for not known. */
type Direction = number;

/** For each method, how many conversations have shown it oldest first, less those that have shown it newest first. */
export interface Votes {
	unread: number;
	messages: number;
}

/** More votes than these say nothing more, and a vendor that turned its lists round would have to outvote them. */
const mostVotes = 20;

/** What `getunreadmessages` and `getmessages` gave, oldest first, each message once. */
export interface Lists {
	unread: Message[];
	messages: Message[];
	/** Whether the order of `messages` is more than a guess. */
	isSure: boolean;
	/** Whether that of `unread` is. */
	isUnreadSure: boolean;
	/** With what these lists have shown. */
	votes: Votes;
}

/**
 * Puts the lists of a conversation in order by the best witness that there is.
 * @param known keys of the rows and of the end of the list that were accounted for before the poll
 * @param shown keys of the rows of `getchats`, the latest messages when they were read
 */
export function arrange(
	lists: { unread: readonly Message[] | undefined; messages: readonly Message[] | undefined },
	known: readonly string[],
	shown: readonly string[],
	votes: Votes,
): Lists {
	const [unread, messages] = [distinct(lists.unread), distinct(lists.messages)];
	const agreement = agreementOf(unread, messages);
	const byRow = { unread: byKnown(unread, known, shown), messages: byKnown(messages, known, shown) };
	const sure = {
		unread: byRow.unread || byRow.messages * agreement,
		messages: byRow.messages || byRow.unread * agreement,
	};
	const isSure = sure.messages !== 0 || votes.messages !== 0;
	const direction = sure.messages || byGuess(messages, votes.messages, shown);
	const unreadDirection = sure.unread || direction * agreement || byGuess(unread, votes.unread, shown);
	return {
		unread: oldestFirst(unread, unreadDirection),
		messages: oldestFirst(messages, direction),
		isSure,
		isUnreadSure: sure.unread !== 0 || votes.unread !== 0 || (isSure && agreement !== 0),
		votes: { unread: vote(votes.unread, sure.unread), messages: vote(votes.messages, sure.messages) },
	};
}

/** The surest witness: what was a row or the end before stands on one side of what the row shows now, the older one. */
export function byKnown(
	list: readonly Message[],
	known: readonly string[],
	shown: readonly string[],
): Direction {
	const isNewer = ({ key }: Message) => shown.includes(key) && !known.includes(key);
	const isOlder = ({ key }: Message) => known.includes(key);
	if (!list.some(isNewer) || !list.some(isOlder)) return 0;
	if (list.findLastIndex(isOlder) < list.findIndex(isNewer)) return 1;
	return list.findLastIndex(isNewer) < list.findIndex(isOlder) ? -1 : 0;
}

/** 1 if both lists come in the same order, -1 if one is the other way round, 0 if they do not share two messages. */
function agreementOf(list: readonly Message[], other: readonly Message[]): number {
	const places = new Map(other.map(({ key }, place) => [key, place]));
	const shared = list.flatMap(({ key }) => places.get(key) ?? []);
	return Math.sign((shared.at(-1) ?? 0) - (shared[0] ?? 0));
}

/**
 * For want of a sure witness: what other conversations have shown, else the times and the end to which the row is nearer.
 * In a long list the end weighs more: one message that is dated wrongly does not outweigh it, nor do a few that have come
 * since the row was read.
 */
export function byGuess(list: readonly Message[], votes: number, shown: readonly string[]): Direction {
	const isShown = ({ key }: Message) => shown.includes(key);
	const [first, last] = [list.findIndex(isShown), list.findLastIndex(isShown)];
	const fromMiddle = first < 0 ? 0 : (first + last - (list.length - 1)) / 2;
	const rises = risesOf(list);
	return Math.sign(votes) || Math.sign(rises + fromMiddle) || Math.sign(rises) || 1;
}

/** How often the times rise, less how often they fall. Only messages of the same side are dated by the same clock. */
function risesOf(list: readonly Message[]): number {
	const last = new Map<boolean, number>();
	let rises = 0;
	for (const message of list) {
		const time = timeOf(message);
		if (time === undefined) continue;
		rises += Math.sign(time - (last.get(message.sent) ?? time));
		last.set(message.sent, time);
	}
	return rises;
}

export function oldestFirst(list: readonly Message[], direction: Direction): Message[] {
	return direction < 0 ? list.toReversed() : [...list];
}

function vote(votes: number, direction: Direction): number {
	return Math.max(-mostVotes, Math.min(mostVotes, votes + direction));
}

function distinct(list: readonly Message[] = []): Message[] {
	return [...new Map(list.map((message) => [message.key, message])).values()];
}
