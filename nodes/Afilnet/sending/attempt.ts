/** One try of a node run: what it has in hand, and what an earlier try of the same run has delivered. */
import {
	sleep,
	type ICredentialsDecrypted,
	type IExecuteData,
	type IExecutePaginationFunctions,
} from 'n8n-workflow';

import type { Fault } from '../api/faults';
import { readCredential, type Form } from '../shared/ask';
import { OrderedQueue } from './orderedQueue';

/** How the sending of one item's form ended, as far as a later try must know. */
export interface Ending {
	form: Form;
	/** The fault where the message may have arrived all the same; none where Afilnet accepted it. */
	doubt?: Fault;
}

export class Attempt {
	readonly items = new Set<number>();
	/** What may not be sent again, by item. */
	readonly endings: Map<number, Ending>;
	readonly queue: OrderedQueue;
	/** Resolves once all items are known, so that one that cannot be sent holds back the others. */
	readonly allKnown: Promise<void>;
	failed = false;
	private credentialReading: Promise<ICredentialsDecrypted> | undefined;
	/** The engine has thrown already, while it read some item's parameters, and listens to nobody any more. */
	givenUp = false;

	/** @param sends whether the operation delivers something, rather than reads */
	constructor(
		context: IExecutePaginationFunctions,
		readonly sends: boolean,
		previous: Attempt | undefined,
	) {
		// Only a try that failed, or that the engine gave up halfway, is followed by a retry. Anything else under the
		// same object, such as the next call of an agent's tool, is a new run.
		const total = itemCount(context) ?? 0;
		const retried = previous && (previous.failed || previous.items.size < total) ? previous : undefined;
		retried?.fail();
		this.endings = retried?.endings ?? new Map<number, Ending>();
		this.queue = new OrderedQueue(requestsAtOnce(context));
		this.allKnown = this.begin(context, retried);
	}

	/** Lets the engine name all items, and what still runs of the earlier tries come to its end. */
	private async begin(context: IExecutePaginationFunctions, retried: Attempt | undefined): Promise<void> {
		await sleep(0);
		// That one may itself still be waiting for the try before it.
		await retried?.allKnown;
		await retried?.queue.idle();
		const missing = this.items.size < (itemCount(context) ?? 0);
		this.givenUp = missing && !batches(context) && !context.continueOnFail();
		if (this.givenUp) this.fail();
	}

	/** The credential, read once for all items. */
	async credential(context: IExecutePaginationFunctions): Promise<ICredentialsDecrypted> {
		return await (this.credentialReading ??= readCredential(context));
	}

	fail(): void {
		this.failed = true;
		this.queue.stop();
	}
}

const latestAttempts = new WeakMap<IExecuteData, Attempt>();

/** The try that an item belongs to: the run's latest one, or a new one if that has had this item already. */
export function attemptOf(context: IExecutePaginationFunctions, sends: boolean): Attempt {
	const run = context.getExecuteData();
	const item = context.getItemIndex();
	let attempt = latestAttempts.get(run);
	if (!attempt || attempt.items.has(item)) {
		attempt = new Attempt(context, sends, attempt);
		latestAttempts.set(run, attempt);
	}
	attempt.items.add(item);
	return attempt;
}

/** How many items the engine hands to the hook, where that can be told. */
export function itemCount(context: IExecutePaginationFunctions): number | undefined {
	const node = context.getNode();
	const run = context.getExecuteData();
	const items = run.data.main?.[0];
	if (!items || run.node.name !== node.name) return undefined;
	return node.executeOnce ? 1 : items.length;
}

/** Whether n8n's own Batching is set, by which the engine waits between items. */
function batches(context: IExecutePaginationFunctions): boolean {
	const options = context.getNodeParameter('requestOptions', {});
	return typeof options === 'object' && options !== null && 'batching' in options;
}

function requestsAtOnce(context: IExecutePaginationFunctions): number {
	const limit = Math.trunc(Number(context.getNodeParameter('options.maxConcurrency', 10)));
	return Number.isFinite(limit) ? Math.min(Math.max(limit, 1), 50) : 10;
}
