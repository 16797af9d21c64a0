/**
 * What this process holds of its trigger nodes beside n8n's static data. Losing it, as a restart does, loses and repeats no
 * message, but for what docs/trigger.md names under "What n8n itself does".
 */
import { Doubts } from './rules/doubts';
import type { TriggerState } from './rules/state';

interface Memory {
	/** Revision of the stored state on which the last poll followed; undefined for none. */
	after: number | undefined;
	/** Revision of the state that it came to. */
	revision: number | undefined;
	/** That state if n8n may not have stored it; else the stored one is the latest. */
	unsaved: { state: TriggerState | undefined } | undefined;
	doubts: Doubts;
}

interface Emission {
	/** Revision of the state that was returned together with messages. */
	revision: number;
	/** n8n's clock in seconds. */
	at: number;
}

const memories = new Map<string, Memory>();
const emissions = new Map<string, Emission>();

/** For so many seconds n8n may still hand out a state from before messages were emitted. */
const saving = 30;

/**
 * Whether the stored state is from before messages that have just been emitted. With durable cursors n8n reads the
 * state when it takes up a poll, not when it begins: several polls that were due while it was down get the same one.
 * A state that stays behind for longer was not saved, so the messages were not either.
 * @param node the key of the trigger node
 * @param now n8n's clock in seconds
 */
export function isBehind(node: string, stored: TriggerState | undefined, now: number): boolean {
	const emission = emissions.get(node);
	if (!emission || !stored) return false;
	return stored.revision < emission.revision && now - emission.at < saving;
}

/**
 * The state to go on from: what the last poll has learnt if that follows on the stored one, else the stored one. If
 * that is not the state that the last poll came to, that poll's messages were thrown away, and everything is in doubt.
 */
export function recall(
	node: string,
	stored: TriggerState | undefined,
): { state: TriggerState | undefined; doubts: Doubts } {
	const memory = memories.get(node);
	const state = memory?.unsaved && memory.after === stored?.revision ? memory.unsaved.state : stored;
	const isLatest = memory !== undefined && memory.revision === state?.revision;
	return { state, doubts: isLatest ? memory.doubts.next() : new Doubts('consumed') };
}

/**
 * Keeps what a poll without messages has learnt. n8n stores it in static data too, but not always for the next poll:
 * with durable cursors it drops what an activation without messages and a poll that throws have changed.
 * @param state undefined if the stored one is not to be used any more
 */
export function keep(
	node: string,
	stored: TriggerState | undefined,
	state: TriggerState | undefined,
	doubts: Doubts,
): void {
	doubts.commit();
	memories.set(node, { after: stored?.revision, revision: state?.revision, unsaved: { state }, doubts });
}

/** Keeps what a poll with messages leaves: n8n stores the state together with them. */
export function keepEmission(node: string, { revision }: TriggerState, doubts: Doubts, now: number): void {
	doubts.commit();
	memories.set(node, { after: undefined, revision, unsaved: undefined, doubts });
	emissions.set(node, { revision, at: now });
}
