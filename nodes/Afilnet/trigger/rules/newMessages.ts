/** What is new in one conversation. */
import { arrange, byKnown, type Lists, type Votes } from './direction';
import { mayBeConsumed, type Doubt } from './doubts';
import {
	day,
	isSureOfDay,
	keysOf,
	lastTime,
	findRow,
	onlyAlike,
	received,
	timeOf,
	withoutId,
	type Message,
} from './message';
import type { Conversation } from './state';

/** What a person wants to have emitted beside new unread messages. */
export interface Wanted {
	includeRead: boolean;
	includeSent: boolean;
}

/** A conversation that a poll asks. */
export interface Asked extends Wanted {
	/** What is remembered of it. */
	conversation: Conversation;
	/** Its rows of `getchats`: mostly one, its latest message. */
	rows: readonly Message[];
	doubt: Doubt | undefined;
}

/** Its answers; undefined for a list that was not asked, or could not be read. */
export interface Answers {
	unread: readonly Message[] | undefined;
	messages: readonly Message[] | undefined;
}

/** What follows from the answers. */
export interface Settled {
	/** To be emitted, oldest first. */
	emitted: Message[];
	conversation: Conversation;
	doubt: Doubt | undefined;
	votes: Votes;
}

/** Of a list that nobody ever reads, only so many messages are remembered, the latest. */
const mostSeen = 12;
/**
 * So many are as long as it is not known which ones are the latest, or what else is new, or the list is empty, which may
 * be a mistake.
 */
const mostInDoubt = 200;
/** Of a list of all messages, so many are remembered, in case the last one is deleted. */
const mostKept = 3;

/** Whether `getunreadmessages` has to be asked. It is asked first, and may mark as read what it lists. */
export function needsUnread({ conversation, includeRead }: Asked): boolean {
	return !includeRead || conversation.isBacklog;
}

/** Whether `getmessages` has to be asked too, since the list of unread messages does not show what is new. */
export function needsMessages(asked: Asked, unread: Answers['unread'] = []): boolean {
	if (isMissing(asked, unread)) return false;
	return mayBeOld(asked, unread) || asked.includeRead || asked.includeSent || mayBeConsumed(asked.doubt);
}

/** Whether some of the unread messages may be from before the activation, and the list does not go back to it. */
function mayBeOld({ conversation, rows }: Asked, unread: readonly Message[]): boolean {
	const list = received(unread);
	return !conversation.seen && list.length > 0 && byKnown(list, conversation.rows, keysOf(rows)) === 0;
}

/** Whether the unread messages lack a new one that `getchats` shows. That is believed only at the next poll. */
function isMissing({ conversation, rows, doubt, includeRead }: Asked, unread: readonly Message[]): boolean {
	if (includeRead || doubt || (!conversation.seen && received(unread).length > 0)) return false;
	return lacksRow(conversation, received(rows), unread);
}

/** Whether a list does not show a row that is not accounted for. */
function lacksRow(conversation: Conversation, rows: readonly Message[], list: readonly Message[]): boolean {
	const known = knownIn(conversation);
	return rows.some((row) => !known.includes(row.key) && !findRow(row, list));
}

/**
 * What the answers mean for a conversation.
 * @param now n8n's clock in seconds
 * @returns undefined if they do not show what is new, so that the conversation has to be asked again
 */
export function settle(from: Asked, answers: Answers, votes: Votes, now: number): Settled | undefined {
	const asked = inTheirKeys(from, answers);
	const { conversation: before, rows } = asked;
	const lists = arrange(answers, before.rows, keysOf(rows), votes);
	const lacksMessages = needsMessages(from, answers.unread) && isOutOfDate(from, lists.messages);
	const isBacklog = before.isBacklog && answers.unread !== undefined;
	// The backlog may be marked as read by now, so it is emitted at once. The rest can still be found later.
	if (lacksMessages && !isBacklog) return undefined;
	const isGuess = dependsOnGuess(asked, lists);
	const emitted = isGuess ? newInUnread(asked, lists) : newMessages(asked, lists);
	// If the guess is wrong, the end of the list is a message that has just come.
	const certain = new Set([...knownIn(before), ...keysOf(emitted)]);
	const settledOnes = lists.messages.filter(({ key }) => lists.isSure || certain.has(key));
	const isLate = isMissing(from, lists.unread);
	// A list that lacks the row may be out of date, as an empty one may.
	const unread = answers.unread && (isLate ? [] : lists.unread);
	// A list of all messages that does not go back to what is known may be cut short: its end leaves others out.
	const isWhole = lists.isSure && lastKnown(before, lists.messages) >= 0;
	const isEndEnough =
		lists.isUnreadSure && !lacksMessages && !isGuess && (isWhole || lists.messages.length === 0);
	const seen = seenNow(before, unread, received(settledOnes), emitted, isEndEnough);
	const conversation = { ...before, ...seen, isBacklog: before.isBacklog && !isBacklog };
	const settled = { emitted, conversation, votes: lists.votes };
	if (lacksMessages) return { ...settled, doubt: 'consumed' };
	if (isGuess) return { ...settled, doubt: 'guessed' };
	if (isLate) return { ...settled, doubt: 'missing' };
	// If the order is a guess, either end may be the last one.
	const end = [...(lists.isSure ? [] : settledOnes.slice(0, mostKept)), ...settledOnes.slice(-mostKept)];
	const dated = [...lists.unread, ...lists.messages, ...rows];
	// If only the end of the list is remembered, nothing else accounts for the rest that came after the row.
	const unreadEnd = conversation.isCut ? received(lists.unread).slice(-mostKept) : [];
	const accounted = accountFor(conversation, [...end, ...unreadEnd, ...from.rows, ...rows], dated, now);
	return { ...settled, conversation: accounted, doubt: doubtLeft(accounted, lists, answers.unread, emitted) };
}

/**
 * Whether a list of all messages shows nothing, since a conversation with a row has messages. One that ends before the
 * row is believed at the next poll.
 */
function isOutOfDate({ conversation, rows, doubt }: Asked, messages: readonly Message[]): boolean {
	if (messages.length === 0 || mayBeConsumed(doubt)) return messages.length === 0;
	return lastKnown(conversation, messages) >= 0 && lacksRow(conversation, rows, messages);
}

/**
 * With the keys that the lists have for what `getchats` has shown, if it numbers messages apart. What is in no list
 * gets a key without an id, by which a later list finds it.
 */
function inTheirKeys(asked: Asked, { unread = [], messages = [] }: Answers): Asked {
	const { conversation } = asked;
	const rows = asked.rows.map((row) => findRow(row, [...messages, ...unread]) ?? withoutId(row));
	if (asked.rows.some(({ key }) => keysOf(rows).includes(key))) return { ...asked, rows };
	const known = conversation.rows.flatMap((key) => onlyAlike(key, messages) ?? []);
	return {
		...asked,
		rows,
		conversation: { ...conversation, rows: [...conversation.rows, ...keysOf(known)] },
	};
}

/**
 * A conversation in which everything up to some messages is accounted for.
 * @param dated messages that are accounted for too, of which only the time is remembered
 */
export function accountFor(
	conversation: Conversation,
	messages: readonly Message[],
	dated: readonly Message[],
	now: number,
): Conversation {
	const until = Math.max(conversation.until, lastTime(received(dated), now));
	return { ...conversation, rows: keysOf(messages).slice(-mostSeen), until };
}

/** What is in doubt although the conversation is accounted for. */
function doubtLeft(
	conversation: Conversation,
	{ messages, isSure }: Lists,
	unread: Answers['unread'],
	emitted: readonly Message[],
): Doubt | undefined {
	const known = knownIn(conversation);
	// They are old, or they have just come and the list has marked them as read.
	const hasOthers = received(messages).some(({ key }) => !known.includes(key));
	if (!isSure && hasOthers) return 'guessed';
	// They have been read, or this list came empty by mistake and holds more.
	return unread?.length === 0 && received(emitted).length > 0 ? 'missing' : undefined;
}

function newMessages(asked: Asked, lists: Lists): Message[] {
	const unread = newInUnread(asked, lists);
	const fresh = new Set(keysOf([...unread, ...newInMessages(asked, lists)]));
	const listed = new Set(keysOf(lists.messages));
	// If the list of all messages is cut short, the older ones stand in that of the unread ones alone.
	const older = unread.filter(({ key }) => !listed.has(key));
	return [...older, ...lists.messages.filter(({ key }) => fresh.has(key))];
}

/**
 * Whether nothing has shown the order of the list of all messages yet, and the other order would show other new ones.
 * The next look shows more: a message that has come meanwhile is then the row of `getchats`.
 */
function dependsOnGuess(asked: Asked, lists: Lists): boolean {
	const { conversation, doubt, includeRead, includeSent } = asked;
	if (lists.isSure || doubt === 'guessed' || !(includeRead || includeSent)) return false;
	if (lastKnown(conversation, lists.messages) < 0) return false;
	const [oneWay, otherWay] = [lists.messages, lists.messages.toReversed()].map((messages) =>
		keysOf(newMessages(asked, { ...lists, messages, isSure: true })).sort(),
	);
	return String(oneWay) !== String(otherWay);
}

/** New is what was not in the list before. */
function newInUnread({ conversation }: Asked, { unread, messages }: Lists): Message[] {
	const { seen, isCut } = conversation;
	const list = received(unread);
	// It is not known what was in the list before: `getmessages` shows what is new, if it goes back far enough.
	if (!seen) return lastKnown(conversation, messages) < 0 ? later(conversation, list) : [];
	const first = isCut ? list.findIndex(({ key }) => seen.includes(key)) : -1;
	return list.filter(({ key }, place) => place > first && !seen.includes(key));
}

/** New is what stands behind the last message that is accounted for, and is unread, or wanted anyway. */
function newInMessages(asked: Asked, { unread, messages, isSure }: Lists): Message[] {
	const { conversation, rows, doubt, includeRead, includeSent } = asked;
	const [shown, isUnread] = [keysOf(rows), new Set(keysOf(unread))];
	const row = messages.findLastIndex(({ key }) => shown.includes(key));
	// It came while the poll was running, and this list itself may have marked it as read.
	const cameMeanwhile = new Set(row < 0 || !isSure ? [] : messages.slice(row + 1));
	const isConsumed = mayBeConsumed(doubt) && (isSure || lastKnown(conversation, messages) < 0);
	return later(conversation, messages).filter((message) => {
		if (conversation.seen?.includes(message.key)) return false;
		if (message.sent) return includeSent;
		return includeRead || isConsumed || isUnread.has(message.key) || cameMeanwhile.has(message);
	});
}

/** What stands behind the last message that is accounted for. If the list has none, the times decide. */
function later(conversation: Conversation, list: readonly Message[]): Message[] {
	const last = lastKnown(conversation, list);
	if (last >= 0) return list.slice(last + 1);
	// Sent messages may have another clock, which tells nothing of others.
	const isOld = (message: Message) =>
		isSureOfDay(message) && (timeOf(message) ?? Infinity) < conversation.until - (message.sent ? day : 0);
	const old = list.findLastIndex((message) => !message.sent && isOld(message));
	return list.slice(old + 1).filter((message) => !isOld(message));
}

/** The place of the last message that is accounted for, or -1. Without rows, messages may stand before those seen. */
function lastKnown({ rows, seen = [] }: Conversation, list: readonly Message[]): number {
	const last = list.findLastIndex(({ key }) => rows.includes(key));
	return last < 0 && rows.length > 0 ? list.findLastIndex(({ key }) => seen.includes(key)) : last;
}

/**
 * Remembers what the list of unread messages holds now. An empty one may be out of date, so it changes nothing.
 * @param others what is accounted for if there is no such list
 * @param isEndEnough whether the order of the lists is more than a guess, and they leave nothing out
 */
function seenNow(
	{ seen, isCut }: Conversation,
	unread: Answers['unread'],
	others: readonly Message[],
	emitted: readonly Message[],
	isEndEnough: boolean,
): Pick<Conversation, 'seen' | 'isCut'> {
	const given = keysOf(received(emitted));
	const listed = keysOf(received(unread ?? []));
	const before = listed.length > 0 ? listed : unread && seen;
	if (before) {
		const most = isEndEnough && listed.length > 0 ? mostSeen : mostInDoubt;
		const isListed = given.every((key) => before.includes(key));
		const keys = isListed ? before : [...before.filter((key) => !given.includes(key)), ...given];
		return { seen: keys.slice(-most), isCut: keys.length > most || (before === seen && isCut) };
	}
	if (others.length === 0) return { seen, isCut };
	return { seen: keysOf(others).slice(-mostKept), isCut: true };
}

function knownIn({ rows, seen = [] }: Conversation): string[] {
	return [...rows, ...seen];
}
