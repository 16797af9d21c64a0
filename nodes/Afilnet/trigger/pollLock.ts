/**
 * What this process holds of its trigger nodes beside n8n's static data: whose poll runs now, and what the last poll
 * learnt. Losing it, as a restart does, loses and repeats no message.
 */
import type { IPollFunctions } from 'n8n-workflow';

import type { TriggerState } from './rules/state';

/** A poll that runs. */
export interface Turn {
	/** Names the node: its workflow's id and its own. */
	key: string;
	/** The first poll after a person has activated the workflow. */
	isActivation: boolean;
	/** The first poll after n8n has started, or has become the one of several that polls. */
	isStart: boolean;
	/** Whether another poll has taken the node over, so that this one must change and emit nothing. */
	isCancelled: boolean;
}

interface RunningTurn extends Turn {
	/** From then on it counts as lost, in ms since 1970. */
	expires: number;
	ended: Promise<void>;
}

const running = new Map<string, RunningTurn>();

/**
 * n8n makes one context for all polls of a registration (ActiveWorkflowTriggers in n8n-core), and its activation
 * mode stays what it was for the first; with durable schedules, one for each poll, in mode `update`.
 */
const polledBefore = new WeakSet<object>();

/**
 * Runs a poll while no other one of the same node runs: n8n starts a tick even where the last one is still running.
 * The first one after an activation does not give way but takes over.
 * @param budget the time for one poll in ms
 * @returns what the poll gives, or null where it had to give way
 */
export async function takeTurn<Result>(
	context: IPollFunctions,
	budget: number,
	poll: (turn: Turn) => Promise<Result>,
): Promise<Result | null> {
	const key = `${context.getWorkflow().id} ${context.getNode().id}`;
	const mode = polledBefore.has(context) ? undefined : context.getActivationMode();
	polledBefore.add(context);
	const isActivation = mode === 'activate';
	// n8n before 2.38 also emits what a poll of the registration before gives, and has no other first polls.
	const takesOver = isActivation || (mode !== undefined && typeof context.getPollBudgetMs !== 'function');
	for (let other = running.get(key); other; other = running.get(key)) {
		const isLost = Date.now() >= other.expires;
		if (!takesOver && !isLost) return null;
		other.isCancelled = true;
		if (isLost) break;
		await other.ended;
	}
	let end = () => {};
	const ended = new Promise<void>((resolve) => (end = resolve));
	const isStart = mode === 'init' || mode === 'leadershipChange';
	const expires = Date.now() + 2 * budget;
	const turn: RunningTurn = { key, isActivation, isStart, isCancelled: false, expires, ended };
	running.set(key, turn);
	try {
		return await poll(turn);
	} finally {
		if (running.get(key) === turn) running.delete(key);
		end();
	}
}

interface Learnt {
	/** Revision of the stored state on which it follows; undefined for none. */
	after: number | undefined;
	/** Undefined where the stored state is not to be used any more. */
	state: TriggerState | undefined;
}

const learnt = new Map<string, Learnt>();

/**
 * Keeps what a poll without messages has learnt. n8n stores it in static data too, but not always for the next
 * poll: with durable cursors it drops what an activation without messages and a poll that throws have changed.
 */
export function keep({ key }: Turn, after: TriggerState | undefined, state: TriggerState | undefined): void {
	learnt.set(key, { after: after?.revision, state });
}

interface Emission {
	/** Revision of the state that was returned together with messages. */
	revision: number;
	/** When, in ms since 1970. */
	at: number;
}

const emissions = new Map<string, Emission>();

/** For so long n8n may still hand out a state from before messages were emitted. */
const saving = 30_000;

/**
 * Drops what was kept: the stored state is the latest, once n8n has saved it together with the messages.
 * @param revision of the state that is returned with them
 */
export function drop({ key }: Turn, revision: number): void {
	learnt.delete(key);
	emissions.set(key, { revision, at: Date.now() });
}

/**
 * Whether the stored state is from before messages that have just been emitted. With durable cursors n8n reads the
 * state when it takes up a poll, not when it begins: several polls that were due while it was down get the same one.
 * A state that stays behind for longer was not saved, so the messages were not either.
 */
export function isBehind({ key }: Turn, stored: TriggerState | undefined): boolean {
	const emission = emissions.get(key);
	if (!emission || !stored) return false;
	return stored.revision < emission.revision && Date.now() - emission.at < saving;
}

/** The state to go on from: what the last poll has learnt, where it follows on the stored one, else that. */
export function recall({ key }: Turn, stored: TriggerState | undefined): TriggerState | undefined {
	const kept = learnt.get(key);
	return kept && kept.after === stored?.revision ? kept.state : stored;
}
