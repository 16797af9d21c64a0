import type { Message } from './message';

/**
 * In which order the vendor's lists have come so far: n lists in a row oldest first are n, newest first -n, and 0 is
 * unknown or no order at all.
 */
export type Habit = number;

/** From so many lists in a row on, their order is believed more than the clock. */
const firmHabit = 20;

/**
 * Puts a list in the order in which it was written. The reference does not say how lists are ordered. A list in
 * either order is kept as it is, read forwards or backwards; only one in neither order is sorted by its times.
 * Sorting always would lose messages when the vendor's clock goes back in autumn, so a list that contradicts the
 * clock once is still read in the order in which all lists have come.
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
	if (Math.abs(habit) >= firmHabit) {
		const contradictions = usual > 0 ? falls : rises;
		if (contradictions === 0 || (contradictions === 1 && end === usual)) {
			return { messages: inDirection(list, usual), habit };
		}
	}
	if (rises > 0 && falls > 0) return { messages: byTime(list), habit: 0 };
	if (rises > 0 || falls > 0) {
		const direction = rises > 0 ? 1 : -1;
		const tells = rises + falls >= 2;
		const strengthened = direction === usual ? habit + direction : direction;
		return { messages: inDirection(list, direction), habit: tells ? strengthened : habit };
	}
	const direction = end || usual;
	return { messages: direction === 0 ? byTime(list) : inDirection(list, direction), habit };
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

/** Sorted by time, in the same second by number; messages without a time follow the one before them. */
function byTime(list: readonly Message[]): Message[] {
	let before = -Infinity;
	return list
		.map((message) => ({ message, time: (before = message.time ?? before) }))
		.sort((a, b) => compare(a.time, b.time) || compareIds(a.message, b.message))
		.map(({ message }) => message);
}

function compare(a: number, b: number): number {
	return a === b ? 0 : a - b;
}

function compareIds(a: Message, b: Message): number {
	const [first, second] = [a, b].map(({ fields }) => String(fields.messageid));
	if (!first || !second || !/^\d+$/.test(first) || !/^\d+$/.test(second)) return 0;
	return first.length - second.length || (first < second ? -1 : Number(first > second));
}
