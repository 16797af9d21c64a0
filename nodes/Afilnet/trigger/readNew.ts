import type { IDataObject } from 'n8n-workflow';

import { OrderedQueue } from '../sending/orderedQueue';
import { readOverview, sideBySide, type Failure, type Overview } from './overview';
import type { Reader, Target } from './reader';
import type { Doubts } from './rules/doubts';
import { toMessage, type Message } from './rules/message';
import { needsMessages, needsUnread, settle, type Answers, type Asked } from './rules/newMessages';
import { plan } from './rules/plan';
import type { TriggerState } from './rules/state';
import type { Settings } from './settings';

/** What all steps of a poll share. */
export interface Tools {
	reader: Reader;
	settings: Settings;
	/** What the poll settles still has to be committed there. */
	doubts: Doubts;
	/** n8n's clock in seconds. */
	now: number;
}

/** What a poll has brought. */
export interface Outcome {
	/** To be emitted, by the conversation's key, each conversation's in the order in which they were written. */
	messages: Map<string, Message[]>;
	/** The state once they are emitted. */
	state: TriggerState;
	failures: Failure[];
	/** Whether conversations had to be asked, something failed and none has answered. */
	cameToNothing: boolean;
}

/**
 * Asks the conversations in which something may be new, and decides what is. With quiet seconds set it waits and looks
 * again, until a look brings nothing new or the time is over.
 */
export async function readNew(tools: Tools, overview: Overview, before: TriggerState): Promise<Outcome> {
	const { reader, settings } = tools;
	const outcome = await readOnce(tools, overview, before);
	let isQuiet = outcome.messages.size === 0;
	while (settings.quietSeconds > 0 && !isQuiet && (await reader.pause(settings.quietSeconds))) {
		const overviewNow = await readOverview(reader, settings).catch(() => undefined);
		if (!overviewNow) break;
		const { messages, state, failures } = await readOnce(tools, overviewNow, outcome.state);
		isQuiet = messages.size === 0;
		outcome.state = state;
		outcome.failures = [...outcome.failures, ...failures];
		for (const [key, added] of messages) {
			outcome.messages.set(key, [...(outcome.messages.get(key) ?? []), ...added]);
		}
	}
	return outcome;
}

async function readOnce(tools: Tools, overview: Overview, before: TriggerState): Promise<Outcome> {
	const { reader, settings, doubts, now } = tools;
	const { state, order, rows } = plan(before, overview.readings, settings.emitBacklog, doubts, now);
	const { failures } = overview;
	const outcome: Outcome = { messages: new Map(), state, failures: [...failures], cameToNothing: false };
	const queue = new OrderedQueue(sideBySide);
	const asking = order.map(async (key) =>
		queue.add(key, async () => {
			const target = overview.targets.get(key);
			const conversation = state.conversations.get(key);
			if (!target || !conversation || !reader.mayGoOn()) return false;
			const asked = { conversation, rows: rows.get(key) ?? [], doubt: doubts.of(key), ...settings };
			doubts.ask(key);
			const answers = await ask(reader, target, asked, outcome.failures);
			return takeIn(tools, key, asked, answers, outcome);
		}),
	);
	const isAnswered = (await Promise.all(asking)).includes(true);
	outcome.cameToNothing = order.length > 0 && outcome.failures.length > 0 && !isAnswered;
	return outcome;
}

/** @returns undefined if the list of unread messages cannot be read */
async function ask(
	reader: Reader,
	target: Target,
	asked: Asked,
	failures: Failure[],
): Promise<Answers | undefined> {
	const read = async (list: Promise<IDataObject[]>) =>
		await list.then(
			(fields) => fields.map(toMessage),
			(thrown: unknown) => {
				failures.push({ list: `messages of a conversation in ${asked.conversation.channel}`, thrown });
				return undefined;
			},
		);
	const isUnreadNeeded = needsUnread(asked);
	const unread = isUnreadNeeded ? await read(reader.unread(target)) : undefined;
	if (isUnreadNeeded && !unread) return undefined;
	const messages = needsMessages(asked, unread) ? await read(reader.messages(target)) : undefined;
	return { unread, messages };
}

/** @returns whether the answers show what is new */
function takeIn(
	{ doubts, now }: Tools,
	key: string,
	asked: Asked,
	answers: Answers | undefined,
	{ state, messages }: Outcome,
): boolean {
	const settled = answers && settle(asked, answers, state.votes, now);
	// To the end of the turn order, so that none holds up the others.
	state.conversations.delete(key);
	state.conversations.set(key, settled?.conversation ?? asked.conversation);
	if (!settled) return false;
	state.votes = settled.votes;
	doubts.settle(key, settled.doubt);
	if (settled.emitted.length > 0) messages.set(key, settled.emitted);
	return true;
}
