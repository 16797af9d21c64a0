import type { Message } from './message';

/**
 * In which order the vendor's lists have come so far: n lists in a row oldest first are n, newest first -n, and 0 is
 * unknown or no order at all.
 */
export type Habit = number;

/** From so many lists in a row on, their order is believed more than the clock. */
const firmHabit = 20;

/**
 * Puts a list in the order in which it was written. The reference does not say how lists are ordered: one in
 * either order is read forwards or backwards, one in neither is sorted by its times. Sorting always would lose
 * messages when the vendor's clock goes back in autumn, so once all lists have come in one order, a list that
 * contradicts the clock a single time is still read in that order.
 * @param latestId the message that `getchats` shows as the conversation's latest
 * @returns the messages, oldest first, and the habit with what this list adds to it
 */
export function arrange(
	list: readonly Message[],
	latestId: string,
	habit: Habit,
): { messages: Message[]; habit: Habit } {
	const { rises, falls } = countSteps(list);
	const usual = Math.sign(habit);
	const end = endOf(list, latestId);
	const contradictions = usual > 0 ? falls : rises;
	const isUsual = contradictions === 0 || (contradictions === 1 && end === usual);
	if (Math.abs(habit) >= firmHabit && isUsual) return { messages: inDirection(list, usual), habit };
	const isMixed = rises > 0 && falls > 0;
	const clock = isMixed ? 0 : Math.sign(rises - falls);
	const messages = byTime(inDirection(list, clock || end || usual));
	if (isMixed) return { messages, habit: 0 };
	if (rises + falls < 2) return { messages, habit };
	return { messages, habit: clock === usual ? habit + clock : clock };
}

/** How often the time rises and falls from one message to the next that has a time. */
function countSteps(list: readonly Message[]): { rises: number; falls: number } {
	let rises = 0;
	let falls = 0;
	let before: number | undefined;
	for (const { time } of list) {
		if (time === undefined) continue;
		if (before !== undefined && time > before) rises++;
		if (before !== undefined && time < before) falls++;
		before = time;
	}
	return { rises, falls };
}

/** At which end of the list a message stands: 1 is the last, -1 the first, 0 neither. */
function endOf(list: readonly Message[], id: string): number {
	if (list.at(-1)?.id === id) return 1;
	return list[0]?.id === id ? -1 : 0;
}

function inDirection(list: readonly Message[], direction: number): Message[] {
	return direction < 0 ? list.toReversed() : [...list];
}

/** Sorted by time; messages without a time follow the one before them. */
function byTime(list: readonly Message[]): Message[] {
	const seconds = new Map<number, Message[]>();
	let before = -Infinity;
	for (const message of list) {
		before = message.time ?? before;
		const second = seconds.get(before);
		if (second) second.push(message);
		else seconds.set(before, [message]);
	}
	return [...seconds].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, messages]) => byNumber(messages));
}

/** Ids that differ by less than this, or by less than a millionth, are taken for those of a counter. */
const close = 1e6;

/**
 * Messages of one second sorted by number where their ids look like those of a counter, which lie close together
 * within a second; else as they came. The reference does not say whether ids grow.
 */
function byNumber(messages: Message[]): Message[] {
	if (messages.length === 1) return messages;
	const ids = messages.map(({ fields }) => String(fields.messageid));
	if (!ids.every((id) => /^\d+$/.test(id))) return messages;
	const numbers = ids.map(Number);
	const highest = numbers.reduce((a, b) => Math.max(a, b));
	const lowest = numbers.reduce((a, b) => Math.min(a, b));
	if (highest - lowest > Math.max(close, highest / close)) return messages;
	return messages
		.map((message, index) => ({ message, id: BigInt(ids[index] ?? 0) }))
		.sort((a, b) => (a.id === b.id ? 0 : a.id < b.id ? -1 : 1))
		.map(({ message }) => message);
}
