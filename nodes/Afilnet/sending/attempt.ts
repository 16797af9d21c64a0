/**
 * One try of a node run: the items that it handles, and what earlier tries of the same run have delivered.
 *
 * Beside what engineHook.ts says, this relies on three things that the engine does, seen on n8n-core 1.122 and 2.41:
 *
 * - a try ends only when all its items have, unless reading an item's parameters throws. Then the hook is called for
 *   fewer items than the input has, the engine ignores what these calls return, and the next try may already begin;
 * - without n8n's Batching the hook is called for all items before anything else gets to run; with it, for a batch at a
 *   time, with a sleep in between;
 * - the calls of all tools of an agent may share one `getExecuteData()`, but each call has its own object of
 *   arguments, the same one for all its tries (`makeHandleToolInvocation`).
 */
import {
	NodeConnectionTypes,
	sleep,
	type ICredentialsDecrypted,
	type IExecutePaginationFunctions,
} from 'n8n-workflow';

import type { Fault } from '../api/faults';
import { readCredential } from '../shared/ask';
import { pause } from '../shared/pause';
import { History } from './history';
import { OrderedQueue, type Lanes } from './orderedQueue';
import type { Messages } from './wording';

/** How far the messages of one item have come, over all tries of a run. */
export interface Delivery extends Messages {
	/** How many parts Afilnet has accepted. */
	accepted: number;
	/** The fault if Afilnet may have accepted the next part too. */
	doubt: Fault | undefined;
	/** Since when later messages may go past that part, as a look could not settle the doubt; in ms since 1970. */
	passableSince: number | undefined;
}

/** Whether Afilnet has accepted all of an item. */
export function isComplete({ accepted, parts }: Delivery): boolean {
	return accepted === parts.length;
}

/** The conversations to which any run of this process is sending now. */
const conversations: Lanes = new Map();

/** How long the engine may take to hand over the next batch once its sleep has ended, in milliseconds. */
const grace = 1_000;

export class Attempt {
	readonly items = new Set<number>();
	/** What has been or is being sent, by item. */
	readonly deliveries: Map<number, Delivery>;
	/** When the latest message of a conversation was accepted, in milliseconds since 1970, by the key of its queue. */
	readonly latest: Map<string, number>;
	readonly history: History;
	readonly queue: OrderedQueue;
	/** Resolves once no request of an earlier try runs any more. */
	private readonly earlierEnded: Promise<void>;
	/** Resolves once the engine has handed over all items that it hands over at once, and they are checked. */
	private handover: Promise<void> | undefined;
	/** The latest handover, for which the next one waits, so that batches go on in order. */
	private latestHandover: Promise<void>;
	private checks: Array<Promise<unknown>> = [];
	/** Resolves once the engine awaits all items, so that it notices an exception, or has given up. */
	readonly heard: Promise<void>;
	failed = false;
	/** Whether the engine has thrown already, and ignores what the items return. */
	givenUp = false;
	readonly total: number;
	private readonly batching: Batching | undefined;
	private readonly signal: AbortSignal | undefined;
	private readonly stops: boolean;
	private hear: () => void = () => {};
	/** The item that the engine should have handed over by now. */
	private overdue: number | undefined;
	private credentialReading: Promise<ICredentialsDecrypted> | undefined;

	/** @param sends whether the operation delivers something, rather than reads */
	constructor(
		context: IExecutePaginationFunctions,
		readonly sends: boolean,
		previous: Attempt | undefined,
	) {
		this.total = itemCount(context);
		this.batching = batchingOf(context);
		this.stops = !context.continueOnFail();
		this.signal = context.getExecutionCancelSignal();
		// Only a try that failed, or that the engine gave up halfway, is followed by a retry.
		const retried = previous && (previous.failed || previous.items.size < this.total) ? previous : undefined;
		retried?.fail();
		this.deliveries = retried?.deliveries ?? new Map<number, Delivery>();
		this.latest = retried?.latest ?? new Map<string, number>();
		this.history = historyOf(context);
		this.queue = new OrderedQueue(requestsAtOnce(context), sends ? conversations : undefined);
		this.heard = new Promise((resolve) => (this.hear = resolve));
		this.earlierEnded = this.latestHandover = this.begin(retried);
	}

	/** Takes in an item that the engine hands over. */
	add(item: number): void {
		this.items.add(item);
		if (this.items.size === this.total) this.hear();
		// First, so that nothing starts before it is known whether the rest of the batch comes.
		this.handover ??= this.latestHandover = this.watchHandover(this.latestHandover);
		if (this.overdue === item) {
			this.overdue = undefined;
			this.queue.resume();
		}
		// Now, so that the time is up here before it is up in the engine.
		if (this.stops && this.batching && this.isLastOfBatch(item)) void this.expect(item + 1, this.batching);
	}

	private isLastOfBatch(item: number): boolean {
		return item + 1 < this.total && (item + 1) % (this.batching?.size ?? Infinity) === 0;
	}

	/**
	 * Waits until it is known that no item holds the others back. All items go on at once, in the order of the calls.
	 * @param check of one item
	 */
	async ready(check: Promise<unknown>): Promise<void> {
		this.checks.push(check);
		await this.handover;
	}

	/** The credential, read once for all items. */
	async credential(context: IExecutePaginationFunctions): Promise<ICredentialsDecrypted> {
		return await (this.credentialReading ??= readCredential(context));
	}

	/** Whether nothing may be sent any more, since the try has failed or somebody has stopped the execution. */
	get isOver(): boolean {
		return this.queue.isStopped || this.signal?.aborted === true;
	}

	/** Starts nothing any more. */
	fail(): void {
		this.failed = true;
		this.queue.stop();
	}

	/** Starts nothing for so many milliseconds. */
	async slowDown(milliseconds: number): Promise<void> {
		this.queue.pause();
		await pause(milliseconds, this.signal);
		this.queue.resume();
	}

	/** Waits until nothing of the earlier tries runs any more. */
	private async begin(retried: Attempt | undefined): Promise<void> {
		// That one may itself still be waiting for the try before it.
		await retried?.earlierEnded;
		await retried?.queue.idle();
	}

	private async watchHandover(earlier: Promise<void>): Promise<void> {
		// What earlier batches have left waits as well, until it is known whether the engine goes on.
		this.queue.pause();
		await sleep(0);
		this.handover = undefined;
		this.lookForMissing();
		this.queue.resume();
		const { checks } = this;
		this.checks = [];
		await earlier;
		await Promise.allSettled(checks);
	}

	/** With On Error = Continue, the engine goes on without an item whose parameters cannot be read. */
	private lookForMissing(): void {
		const latest = this.items.size - 1;
		if (this.stops && latest + 1 < this.total && !this.isLastOfBatch(latest)) this.giveUp();
	}

	/** Starts nothing from the moment at which the engine should hand over an item until it does. */
	private async expect(item: number, { interval }: Batching): Promise<void> {
		await pause(interval, this.signal);
		if (this.items.has(item)) return;
		this.overdue = item;
		this.queue.pause();
		await pause(grace, this.signal);
		if (this.overdue === item) this.giveUp();
	}

	/** The engine has thrown already, while it read some item's parameters. */
	private giveUp(): void {
		this.givenUp = true;
		this.fail();
		this.hear();
	}
}

const attempts = new WeakMap<object, Attempt>();

/** The try that an item belongs to: the run's latest one, or a new one if that has had this item already. */
export function attemptOf(context: IExecutePaginationFunctions, sends: boolean): Attempt {
	const run = isToolCall(context) ? toolArguments(context) : context.getExecuteData();
	const item = context.getItemIndex();
	let attempt = attempts.get(run);
	if (!attempt || attempt.items.has(item)) {
		attempt = new Attempt(context, sends, attempt);
		attempts.set(run, attempt);
	}
	attempt.add(item);
	return attempt;
}

const histories = new WeakMap<object, History>();

/** What all tries know, and all tools of one agent, since they may send to the same conversation. */
function historyOf(context: IExecutePaginationFunctions): History {
	const run = context.getExecuteData();
	const history = histories.get(run) ?? new History();
	histories.set(run, history);
	return history;
}

/** Whether n8n runs the node as a tool with the run of its agent. */
function isToolCall(context: IExecutePaginationFunctions): boolean {
	const { node, data } = context.getExecuteData();
	return !data.main?.[0] || node.name !== context.getNode().name;
}

function toolArguments(context: IExecutePaginationFunctions): object {
	return context.getInputData(0, NodeConnectionTypes.AiTool).json;
}

/** How many items the engine hands to the hook. */
function itemCount(context: IExecutePaginationFunctions): number {
	if (isToolCall(context) || context.getNode().executeOnce) return 1;
	return context.getExecuteData().data.main?.[0]?.length ?? 1;
}

/** n8n's own Batching: it hands over so many items, then sleeps so many milliseconds. */
interface Batching {
	size: number;
	interval: number;
}

/** Batching as the engine reads it; undefined if it hands over all items at once. */
function batchingOf(context: IExecutePaginationFunctions): Batching | undefined {
	const interval = Number(context.getNodeParameter('requestOptions.batching.batch.batchInterval', 0));
	const size = Number(context.getNodeParameter('requestOptions.batching.batch.batchSize', 1));
	return interval > 0 ? { size: size > 0 ? size : 1, interval } : undefined;
}

function requestsAtOnce(context: IExecutePaginationFunctions): number {
	const limit = Math.trunc(Number(context.getNodeParameter('options.maxConcurrency', 10)));
	return Number.isFinite(limit) ? Math.min(Math.max(limit, 1), 50) : 10;
}
