/** Whose poll runs now: two polls of the same node never read side by side. */
import type { IPollFunctions } from 'n8n-workflow';

/** A poll that runs. */
export interface Turn {
	/** Names the node: its workflow's id, its own, and its name, since a copied node may have the same id. */
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
 * mode stays what it was for the first. With durable schedules it makes one for each poll, in mode `update`.
 */
const polledBefore = new WeakSet<object>();

/**
 * Runs a poll while no other one of the same node runs: n8n starts a tick even if the last one is still running.
 * The first poll after an activation does not give way but takes over.
 * @param budget the time for one poll in ms
 * @returns what the poll returns, or null if it had to give way
 */
export async function takeTurn<Result>(
	context: IPollFunctions,
	budget: number,
	poll: (turn: Turn) => Promise<Result>,
): Promise<Result | null> {
	const { id, name } = context.getNode();
	const key = JSON.stringify([context.getWorkflow().id, id, name]);
	const mode = polledBefore.has(context) ? undefined : context.getActivationMode();
	polledBefore.add(context);
	const isActivation = mode === 'activate';
	// n8n before 2.38 also emits the result of a poll of the earlier registration, and has no other first polls.
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
