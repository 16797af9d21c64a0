import { arrange, type Habit } from './order';
import type { Message } from './message';
import type { Conversation } from './state';

/** What Afilnet told about one conversation in a poll. */
export interface Answer {
	/** Its row of `getchats`. */
	row: Message;
	/** The list of `getmessages`; undefined where it was not asked. */
	messages?: Message[];
	/** The list of `getunreadmessages`; undefined where it was not asked. */
	unread?: Message[];
}

/** What holds for all conversations. */
export interface Common {
	/** See {@link TriggerState}. */
	watermark: number;
	hasForgotten: boolean;
	habit: Habit;
	includeSent: boolean;
}

/** What follows from an answer. */
export interface Settled {
	/** To be emitted, oldest first. */
	emitted: Message[];
	conversation: Conversation;
	habit: Habit;
}

/** How many known ids a conversation keeps while it is active, in case that its latest messages are deleted. */
const keptActive = 6;
/** The same once it is quiet. */
const keptQuiet = 2;
/** Of more known messages than these, those of the same second are not all remembered. */
const keptAtMost = 500;

/** Whether a conversation is to be asked: its row shows a message that is not accounted for, or its backlog is due. */
export function isDue({ stage, known }: Conversation, row: Message): boolean {
	return stage === 'backlog' || !known.includes(row.id);
}

/** Whether `getunreadmessages` alone settles it: only what was unread at the start is due, and nothing is. */
export function isQuietBacklog({ stage, known }: Conversation, { row, unread }: Answer): boolean {
	return stage === 'backlog' && known.includes(row.id) && unread?.length === 0;
}

/**
 * Whether `getunreadmessages` has to be asked. It may mark as read what it returns, so it is asked only where
 * `getmessages` cannot tell: what was unread at the start, history that only counts where it is unread, and a list that
 * lacks the message of the conversation's own row.
 */
export function needsUnread(
	conversation: Conversation,
	{ row, messages = [] }: Pick<Answer, 'row' | 'messages'>,
	common: Common,
): boolean {
	if (conversation.stage === 'backlog') return true;
	if (messages.length === 0) return false;
	if (lacksRow(conversation, row, messages)) return !row.sent;
	const { messages: arranged } = arrange(messages, row.id, common.habit);
	const judge = judgeOf(conversation, arranged, common);
	return arranged.some((message, index) => !message.sent && judge(message, index) === 'doubtful');
}

/**
 * What an answer means for a conversation.
 * @returns undefined where it tells nothing, so that the conversation has to be asked again: an empty list though
 * `getchats` shows a message
 */
export function settle(conversation: Conversation, answer: Answer, common: Common): Settled | undefined {
	const { row, unread = [] } = answer;
	if (isQuietBacklog(conversation, answer)) {
		return { emitted: [], conversation: { ...conversation, stage: 'baseline' }, habit: common.habit };
	}
	const messages = distinct(answer.messages ?? []);
	if (messages.length === 0) return undefined;
	const { messages: arranged, habit } = arrange(messages, row.id, common.habit);
	const judge = judgeOf(conversation, arranged, common);
	const unreadIds = new Set(unread.map(({ id }) => id));
	const emitted = arranged.filter((message, index) => {
		const verdict = judge(message, index);
		if (message.sent) return verdict === 'new' && common.includeSent;
		return verdict === 'new' || (verdict === 'doubtful' && unreadIds.has(message.id));
	});
	const missing = missingMessages(conversation, answer, arranged, common);
	return {
		emitted: [...emitted, ...missing],
		conversation: accountFor(conversation, row, arranged, missing),
		habit,
	};
}

/** Unread messages that `getmessages` did not list although the conversation's row shows there are more. */
function missingMessages(
	conversation: Conversation,
	{ row, messages = [], unread = [] }: Answer,
	arranged: readonly Message[],
	common: Common,
): Message[] {
	const isBacklog = conversation.stage === 'backlog';
	if (!isBacklog && !lacksRow(conversation, row, messages)) return [];
	const listed = new Set([...arranged.map(({ id }) => id), ...(isBacklog ? [] : conversation.known)]);
	const missing = received(distinct(unread)).filter(
		(message) =>
			!listed.has(message.id) &&
			(message.id === row.id || judgeByTime(conversation, message, common) !== 'old'),
	);
	return arrange(missing, row.id, common.habit).messages;
}

function lacksRow({ known }: Conversation, row: Message, messages: readonly Message[]): boolean {
	return !known.includes(row.id) && !messages.some(({ id }) => id === row.id);
}

/** `doubtful` messages are emitted only where they are unread. */
type Verdict = 'new' | 'old' | 'doubtful';

/** Tells which messages of a list, oldest first, are new. */
function judgeOf(
	conversation: Conversation,
	arranged: readonly Message[],
	common: Common,
): (message: Message, index: number) => Verdict {
	const known = new Set(conversation.known);
	const oldest = arranged.findIndex(({ id }) => known.has(id));
	const sameSecond = remembersWholeSecond(conversation) ? arranged[oldest]?.time : undefined;
	const before = conversation.stage === 'backlog' ? 'doubtful' : 'old';
	return (message, index) => {
		if (known.has(message.id)) return before;
		if (oldest === -1) return judgeByTime(conversation, message, common);
		if (index > oldest) return 'new';
		return sameSecond !== undefined && message.time === sameSecond ? 'new' : before;
	};
}

/** Whether all messages of the oldest known one's second are known too, so that another one in it is new. */
function remembersWholeSecond({ stage, known }: Conversation): boolean {
	return stage === 'read' && known.length < keptAtMost;
}

/** For want of a known message in the list (deleted, or never seen): by the time alone. */
function judgeByTime(
	{ stage, until }: Conversation,
	{ time }: Message,
	{ watermark, hasForgotten }: Common,
): Verdict {
	switch (stage) {
		case 'new':
			if (time === undefined) return hasForgotten ? 'doubtful' : 'new';
			if (time > watermark) return 'new';
			if (hasForgotten) return 'old';
			return time === watermark ? 'new' : 'doubtful';
		case 'read':
			if (time === undefined || until === 0) return 'doubtful';
			return time > until ? 'new' : 'old';
		default:
			if (time === undefined) return 'doubtful';
			if (time > watermark) return 'new';
			return stage === 'backlog' ? 'doubtful' : 'old';
	}
}

/** Remembers what a list, oldest first, and the messages it lacked have shown. */
function accountFor(
	conversation: Conversation,
	row: Message,
	arranged: readonly Message[],
	missing: readonly Message[],
): Conversation {
	const known = new Set(conversation.known);
	const oldest = arranged.findIndex(({ id }) => known.has(id));
	const accounted = [...arranged.slice(Math.max(oldest, 0)), ...missing];
	if (accounted.every(({ id }) => known.has(id))) return quieten(conversation, row, arranged);
	const times = accounted.flatMap(({ time }) => (time === undefined ? [] : [time]));
	return {
		...conversation,
		stage: 'read',
		known: latest(accounted, arranged, keptActive),
		until: times.reduce((a, b) => Math.max(a, b), conversation.until),
	};
}

function quieten(conversation: Conversation, row: Message, arranged: readonly Message[]): Conversation {
	if (conversation.stage === 'backlog') return { ...conversation, stage: 'baseline' };
	if (conversation.stage !== 'read') return conversation;
	const known = new Set(conversation.known);
	const listed = arranged.filter(({ id }) => known.has(id));
	const kept = new Set(latest(listed, arranged, keptQuiet));
	if (known.has(row.id)) kept.add(row.id);
	return { ...conversation, known: [...kept] };
}

/** The ids of the last `count` messages, and of all others in the list of the same second as the first of them. */
function latest(accounted: readonly Message[], arranged: readonly Message[], count: number): string[] {
	const kept = accounted.slice(-count);
	const time = kept[0]?.time;
	const sameSecond = time === undefined ? [] : arranged.filter((message) => message.time === time);
	return [...new Set([...sameSecond, ...kept].map(({ id }) => id))].slice(-keptAtMost);
}

function received(messages: readonly Message[]): Message[] {
	return messages.filter(({ sent }) => !sent);
}

function distinct(messages: readonly Message[]): Message[] {
	return [...new Map(messages.map((message) => [message.id, message])).values()];
}
