import { settle, type Answer } from './conversation';
import type { Message } from './message';
import type { TriggerState } from './state';

/** What a poll comes to. */
export interface Decision {
	/** To be emitted, conversation by conversation, each in the order in which it was written. */
	messages: Message[];
	/** The state once they are emitted. */
	state: TriggerState;
}

/**
 * Which messages are new, and what is known from now on. It knows nothing of n8n and HTTP, and has no clock.
 * @param before the state with what the lists of conversations have shown
 * @param answers by the conversation's key, in the order in which they were asked; undefined for one that could not be
 * read. Each one goes to the end of the turn order, so that none holds up the others.
 */
export function decide(
	before: TriggerState,
	answers: ReadonlyMap<string, Answer | undefined>,
	settings: { includeSent: boolean },
): Decision {
	const conversations = new Map(before.conversations);
	const messages: Message[] = [];
	let { habit } = before;
	for (const [key, answer] of answers) {
		const conversation = conversations.get(key);
		if (!conversation) continue;
		const settled = answer && settle(conversation, answer, { ...before, ...settings, habit });
		if (settled) {
			// One by one: a conversation can hold more messages than a call takes arguments.
			for (const message of settled.emitted) messages.push(message);
			habit = settled.habit;
		}
		conversations.delete(key);
		conversations.set(key, settled?.conversation ?? conversation);
	}
	return { messages, state: { ...before, habit, conversations } };
}
