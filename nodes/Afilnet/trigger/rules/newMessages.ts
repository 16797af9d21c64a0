/** What is new in one conversation. */
import { addVote, agreement, directionByGuess, directionByRow, oldestFirst } from './direction';
import { day, keysOf, lastTime, received, timeOf, type Message } from './message';
import type { Doubt } from './doubts';
import type { Conversation, TriggerState } from './state';

/** What Afilnet said about a conversation in a poll. */
export interface Answer {
	/** Its rows of `getchats`: mostly one, its latest message. */
	rows: readonly Message[];
	/** The list of `getunreadmessages`; undefined if it was not asked. */
	unread: readonly Message[] | undefined;
	/** The list of `getmessages`; undefined if it was not asked, or could not be read. */
	messages: readonly Message[] | undefined;
}

type Asked = Pick<Answer, 'rows' | 'unread'>;

/** What a person wants to have emitted beside new unread messages. */
export interface Wanted {
	includeRead: boolean;
	includeSent: boolean;
}

/** What follows from an answer. */
export interface Settled {
	/** To be emitted, oldest first. */
	emitted: Message[];
	conversation: Conversation;
	doubt: Doubt | undefined;
	votes: TriggerState['votes'];
}

/** Of a list that nobody ever reads, only so many messages are remembered, the latest. */
export const mostSeen = 20;
/** From a list that has more than the unread ones in it, so many are remembered, should the last be deleted. */
const someSeen = 3;

/** Whether `getunreadmessages` has to be asked. It is asked first, and may mark as read what it lists. */
export function needsUnread({ isBacklog }: Conversation, { includeRead }: Wanted): boolean {
	return !includeRead || isBacklog;
}

/** Whether `getmessages` has to be asked too, since the list of unread messages cannot tell what is new. */
export function needsMessages(
	conversation: Conversation,
	answer: Asked,
	wanted: Wanted,
	doubt: Doubt | undefined,
): boolean {
	if (isMissing(conversation, answer, wanted, doubt)) return false;
	const mayBeOld = !conversation.seen && received(answer.unread ?? []).length > 0;
	return wanted.includeRead || wanted.includeSent || mayBeOld || doubt === 'consumed';
}

/** Whether the list of unread messages lacks a new one that `getchats` shows, which is believed at the next poll. */
function isMissing(
	{ rows: known, seen }: Conversation,
	{ rows, unread = [] }: Asked,
	{ includeRead }: Wanted,
	doubt: Doubt | undefined,
): boolean {
	const listed = keysOf(unread);
	if (includeRead || doubt || (!seen && received(unread).length > 0)) return false;
	return received(rows).some(({ key }) => ![known, seen ?? [], listed].some((keys) => keys.includes(key)));
}

/**
 * What an answer means for a conversation.
 * @param now n8n's clock in seconds
 * @returns undefined if the answer cannot tell what is new, so that the conversation has to be asked again
 */
export function settle(
	before: Conversation,
	answer: Answer,
	{ votes, activated }: Pick<TriggerState, 'votes' | 'activated'>,
	wanted: Wanted,
	doubt: Doubt | undefined,
	now: number,
): Settled | undefined {
	const lists = arrange(before, answer, votes);
	// A conversation with a row has messages: an empty list of all of them tells nothing.
	const lacksMessages = lists.messages.length === 0 && needsMessages(before, answer, wanted, doubt);
	// The backlog may be marked as read by now, so it is emitted at once. What came later can be told from the rest later.
	if (lacksMessages && !(before.isBacklog && answer.unread)) return undefined;
	const dated = { ...before, until: before.until ?? activated - day };
	const emitted = newMessages(dated, lists, wanted, doubt);
	const isBacklog = before.isBacklog && !answer.unread;
	const conversation = { ...before, ...seenNow(dated, lists, emitted), isBacklog };
	const settled = { emitted, conversation, votes: lists.votes };
	if (lacksMessages) return { ...settled, doubt: 'consumed' };
	if (isMissing(before, answer, wanted, doubt)) return { ...settled, doubt: 'missing' };
	const accounted = accountFor(conversation, lists, emitted, wanted.includeSent, now);
	return { ...settled, conversation: accounted, doubt: hasOthers(accounted, lists) ? 'consumed' : undefined };
}

/**
 * Whether it was a mere guess in which order `getmessages` came, and there are messages that nothing accounts for. They
 * are old, or have just come and been marked as read.
 */
function hasOthers({ rows, seen = [] }: Conversation, { messages, isSure }: Lists): boolean {
	return !isSure && received(messages).some(({ key }) => !rows.includes(key) && !seen.includes(key));
}

/** The lists of an answer, oldest first, each message once, and the votes with what they have shown. */
interface Lists {
	rows: readonly Message[];
	/** Undefined if it was not asked. */
	unread: Message[] | undefined;
	/** Empty if it was not asked, or could not be read. */
	messages: Message[];
	/** Whether the order of `messages` is more than a guess. */
	isSure: boolean;
	votes: TriggerState['votes'];
}

function arrange(
	{ rows: known, seen = [] }: Conversation,
	answer: Answer,
	votes: TriggerState['votes'],
): Lists {
	const witnesses = { known: new Set([...known, ...seen]), rows: new Set(keysOf(answer.rows)) };
	const unread = distinct(answer.unread ?? []);
	const messages = distinct(answer.messages ?? []);
	const byRow = { unread: directionByRow(unread, witnesses), messages: directionByRow(messages, witnesses) };
	const sure = {
		unread: byRow.unread || byRow.messages * agreement(unread, messages),
		messages: byRow.messages || byRow.unread * agreement(unread, messages),
	};
	const messageDirection = sure.messages || directionByGuess(messages, votes.messages, witnesses.rows);
	const unreadDirection =
		sure.unread ||
		messageDirection * agreement(unread, messages) ||
		directionByGuess(unread, votes.unread, witnesses.rows);
	return {
		rows: answer.rows,
		unread: answer.unread && oldestFirst(unread, unreadDirection),
		messages: oldestFirst(messages, messageDirection),
		isSure: sure.messages !== 0 || votes.messages !== 0,
		votes: {
			unread: addVote(votes.unread, sure.unread),
			messages: addVote(votes.messages, sure.messages),
		},
	};
}

function distinct(list: readonly Message[]): Message[] {
	return [...new Map(list.map((message) => [message.key, message])).values()];
}

function newMessages(
	conversation: Conversation,
	lists: Lists,
	wanted: Wanted,
	doubt: Doubt | undefined,
): Message[] {
	const unread = newInUnread(conversation, lists);
	const fresh = new Set(keysOf([...unread, ...newInMessages(conversation, lists, wanted, doubt)]));
	const listed = new Set(keysOf(lists.messages));
	// Of a list that is cut short, the older ones stand in the list of unread messages alone.
	const older = unread.filter(({ key }) => !listed.has(key));
	return [...older, ...lists.messages.filter(({ key }) => fresh.has(key))];
}

/** New is what was not in the list before. */
function newInUnread(conversation: Conversation, { unread = [], messages }: Lists): Message[] {
	const { seen, isCut } = conversation;
	const list = received(unread);
	// It is not known what was in the list before: `getmessages` tells what is new, if it goes back far enough.
	if (!seen) return lastAccountedFor(conversation, messages) < 0 ? later(conversation, list) : [];
	const first = isCut ? list.findIndex(({ key }) => seen.includes(key)) : -1;
	return list.filter(({ key }, place) => place > first && !seen.includes(key));
}

/** New is what stands behind the last message that is accounted for, and is unread, or wanted anyway. */
function newInMessages(
	conversation: Conversation,
	{ rows, unread = [], messages }: Lists,
	{ includeRead, includeSent }: Wanted,
	doubt: Doubt | undefined,
): Message[] {
	const { seen = [] } = conversation;
	const [shown, isUnread] = [new Set(keysOf(rows)), new Set(keysOf(unread))];
	const row = messages.findLastIndex(({ key }) => shown.has(key));
	// It came while the poll was running, and the list itself may have marked it as read.
	const cameMeanwhile = new Set(row < 0 ? [] : messages.slice(row + 1));
	return later(conversation, messages).filter((message) => {
		if (seen.includes(message.key)) return false;
		if (message.sent) return includeSent;
		return includeRead || doubt === 'consumed' || isUnread.has(message.key) || cameMeanwhile.has(message);
	});
}

/** What stands behind the last message that is accounted for. If the list has none, only the times can tell. */
function later(conversation: Conversation, list: readonly Message[]): Message[] {
	const last = lastAccountedFor(conversation, list);
	const isOld = (message: Message) =>
		!message.sent && (timeOf(message) ?? Infinity) < (conversation.until ?? 0);
	return list.slice((last < 0 ? list.findLastIndex(isOld) : last) + 1);
}

function lastAccountedFor({ rows, seen = [] }: Conversation, list: readonly Message[]): number {
	const last = list.findLastIndex(({ key }) => rows.includes(key));
	return last < 0 ? list.findLastIndex(({ key }) => seen.includes(key)) : last;
}

/** Remembers what the list of unread messages holds now. An empty one may be out of date, so it changes nothing. */
function seenNow(
	before: Conversation,
	{ unread, messages, isSure }: Lists,
	emitted: readonly Message[],
): Seen {
	const { seen, isCut } = before;
	const given = keysOf(received(emitted));
	const listed = keysOf(received(unread ?? [])).filter((key) => !given.includes(key));
	if (unread && received(unread).length > 0) return last([...listed, ...given], mostSeen, false);
	if (unread && seen) return last([...seen, ...given], mostSeen, isCut);
	if (messages.length === 0) return { seen, isCut };
	const [newer, isGiven] = [new Set(later(before, messages)), new Set(emitted)];
	const old = received(messages).filter((message) => (isSure && !newer.has(message)) || isGiven.has(message));
	return last(keysOf(old), someSeen, true);
}

type Seen = Pick<Conversation, 'seen' | 'isCut'>;

function last(keys: readonly string[], most: number, isCut: boolean): Seen {
	const distinct = [...new Set(keys)];
	return { seen: distinct.slice(-most), isCut: isCut || distinct.length > most };
}

function accountFor(
	conversation: Conversation,
	{ rows, unread = [], messages, isSure }: Lists,
	emitted: readonly Message[],
	includeSent: boolean,
	now: number,
): Conversation {
	// By a wrong guess, the end of the list would be the message that has just come.
	const end = isSure ? messages.slice(includeSent ? -someSeen : -1) : emitted;
	const until = lastTime(received([...unread, ...messages, ...rows]), now) ?? 0;
	return {
		...conversation,
		rows: keysOf([...end, ...rows]).slice(-mostSeen),
		until: Math.max(until, conversation.until ?? 0) || undefined,
	};
}
