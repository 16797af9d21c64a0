import {
	NodeOperationError,
	type IDataObject,
	type INodeExecutionData,
	type IPollFunctions,
} from 'n8n-workflow';

import { readCredential } from '../shared/ask';
import { faultOf } from '../shared/errors';
import { toItems } from './items';
import { readOverview, type Failure, type Overview } from './overview';
import { takeTurn, type Turn } from './pollLock';
import { isBehind, keep, keepEmission, recall } from './pollMemory';
import { afilnetReader, pollBudget } from './reader';
import { readNew, type Tools } from './readNew';
import { Doubts } from './rules/doubts';
import { start } from './rules/plan';
import { readState, writeState, type TriggerState } from './rules/state';
import { sample } from './sample';
import { readSettings, scopeOf, type Settings } from './settings';

/**
 * One tick of n8n's.
 * @returns an item for every new message or for every conversation with some, or null if there is none
 * @throws NodeApiError if nothing could be read, NodeOperationError if the settings cannot be right
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const settings = readSettings(context);
	const rows =
		context.getMode() === 'manual'
			? await showSample(context, settings)
			: await takeTurn(context, pollBudget(context), async (turn) => await pollNow(context, turn, settings));
	return rows && rows.length > 0 ? [rows.map((json) => ({ json }))] : null;
}

/** What the steps of a poll share. */
interface Tick extends Tools {
	context: IPollFunctions;
	turn: Turn;
	/** A hash of what is watched. */
	scope: string;
	/** The state in n8n's static data. */
	stored: TriggerState | undefined;
}

async function pollNow(context: IPollFunctions, turn: Turn, settings: Settings): Promise<IDataObject[]> {
	const credential = await readCredential(context);
	const scope = scopeOf(credential, settings);
	const reader = afilnetReader(context, credential, () => turn.isCancelled);
	const now = Math.floor(Date.now() / 1000);
	const { stored, isUnreadable } = load(context);
	// The static data stays as it is, so n8n saves nothing.
	if (!turn.isActivation && isBehind(turn.key, stored, now)) return [];
	const { state, doubts } = recall(turn.key, stored);
	const tick = { context, turn, settings, reader, scope, stored, doubts, now };
	const overview = await readOverview(reader, settings).catch(nothingSeen);
	if (turn.isCancelled) return [];
	const [failure] = overview.failures;
	if (failure && overview.readings.every(({ listed }) => !listed)) return outOfReach(tick, failure);
	if (turn.isActivation) {
		checkConversation(tick, overview);
		return startFrom(tick, overview);
	}
	if (state?.scope === scope) return await goOnFrom(tick, overview, state);
	if (!state && !isUnreadable) return startFrom(tick, overview);
	const reason = state ? 'It now watches something else' : 'Its saved state cannot be read';
	warn(context, `${reason}, so this poll is a new start`);
	return startFrom({ ...tick, settings: { ...settings, emitBacklog: false } }, overview);
}

/** A new start: everything up to now is from before it. */
function startFrom({ context, turn, settings, scope, stored, now }: Tick, overview: Overview): [] {
	report(context, overview.failures);
	const first = start(overview.readings, scope, settings.emitBacklog, now);
	const state = { ...first, revision: (stored?.revision ?? 0) + 1 };
	keep(turn.key, stored, state, new Doubts(undefined));
	save(context, state);
	return [];
}

async function goOnFrom(tick: Tick, overview: Overview, before: TriggerState): Promise<IDataObject[]> {
	const { context, turn, settings, stored, doubts, now } = tick;
	const outcome = await readNew(tick, overview, before);
	if (turn.isCancelled) return [];
	const { messages, failures, cameToNothing } = outcome;
	const state = { ...outcome.state, revision: before.revision + 1 };
	report(context, failures);
	if (messages.size > 0) keepEmission(turn.key, state, doubts, now);
	else keep(turn.key, stored, state, doubts);
	if (cameToNothing) throw failures[0]?.thrown;
	const conversations = [...messages.values()].map((list) => list.map(({ fields }) => fields));
	save(context, state);
	return toItems(conversations, settings.onePerConversation);
}

/**
 * No list of conversations could be read. Only what a person has to mend stops an activation. The poll at n8n's start does
 * not throw, since n8n would then retry the activation at longer and longer intervals. The next poll throws instead.
 */
function outOfReach({ context, turn, stored, doubts }: Tick, { thrown }: Failure): [] {
	const { cause, message } = faultOf(thrown);
	const isPassing = cause === 'temporarily-unavailable' || cause === 'rate-limited';
	if (!turn.isStart && !(turn.isActivation && isPassing)) throw thrown;
	warn(context, `Nothing could be read yet, so the next poll tries again: ${message}`);
	if (turn.isActivation) {
		keep(turn.key, stored, undefined, doubts);
		save(context, undefined);
	}
	return [];
}

/** @throws NodeOperationError if the one conversation to watch is not in its channel */
function checkConversation({ context, settings }: Tick, { readings }: Overview): void {
	if (settings.destination === undefined || readings.some(({ listed }) => listed?.length !== 0)) return;
	throw new NodeOperationError(context.getNode(), "The 'Conversation' is not in the channel's list", {
		description:
			"'From List' shows the conversations of the channel. A conversation appears there with its first message. To wait for that, watch the whole channel.",
	});
}

/** What Fetch Test Event shows. */
async function showSample(context: IPollFunctions, settings: Settings): Promise<IDataObject[]> {
	const reader = afilnetReader(context, await readCredential(context));
	const overview = await readOverview(reader, settings);
	const [failure] = overview.failures;
	if (failure && overview.readings.every(({ listed }) => !listed)) throw failure.thrown;
	const conversations = await sample(reader, overview, settings);
	if (conversations.length > 0) return toItems(conversations, settings.onePerConversation);
	throw new NodeOperationError(context.getNode(), 'There is no message yet to show', {
		description:
			'Nobody has written to a channel or conversation that the trigger watches. Send a message there, e.g. from your own phone, then fetch again. An active workflow needs no test event.',
	});
}

/** The field of n8n's static data in which the state stands. */
const field = 'afilnet';

function load(context: IPollFunctions): { stored: TriggerState | undefined; isUnreadable: boolean } {
	const written = context.getWorkflowStaticData('node')[field];
	const stored = readState(written);
	return { stored, isUnreadable: written !== undefined && !stored };
}

/** Changes the static data in one step. Nothing may be awaited between this and the end of the poll. */
function save(context: IPollFunctions, state: TriggerState | undefined): void {
	const data = context.getWorkflowStaticData('node');
	if (state) data[field] = writeState(state);
	else delete data[field];
}

function nothingSeen(thrown: unknown): Overview {
	return { readings: [], targets: new Map(), failures: [{ list: 'channels', thrown }] };
}

/** Logs what could not be read, each list once. */
function report(context: IPollFunctions, failures: readonly Failure[]): void {
	const times = new Map<string, number>();
	for (const { list, thrown } of failures) {
		const text = `Could not read the ${list}, so the next poll tries again: ${faultOf(thrown).message}`;
		times.set(text, (times.get(text) ?? 0) + 1);
	}
	for (const [text, count] of times) warn(context, count > 1 ? `${text} (${count} times)` : text);
}

function warn(context: IPollFunctions, text: string): void {
	context.logger.warn(`${context.getNode().name}: ${text}`, { workflowId: context.getWorkflow().id });
}
