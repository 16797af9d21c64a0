/**
 * The one place where n8n's declarative engine meets the ordered queue.
 *
 * The engine (`RoutingNode` in n8n-core) starts the requests of all items at once. Its only hook around a whole request,
 * its failure included, is `requestOperations.pagination` as a function, which it calls where `routing.send.paginate` is
 * true. We lean on four of its ways, seen on n8n-core 1.122, 2.8 and 2.41:
 *
 * - without batching, it calls the hook for all items before anything else gets to run;
 * - `getExecuteData()` is one object for all items and all tries (Retry On Fail) of one node run, and another one for
 *   every other run, so what a run knows is kept under that object and goes when the run does;
 * - it throws the exception of the first item that has one, so an item that was never started gives no items instead;
 * - a try ends only when all its items have, unless reading an item's parameters throws: then the hook is called for
 *   fewer items than the input has, and nothing may be sent, since the run has failed already.
 */
import {
	type DeclarativeRestApiSettings,
	type IExecuteData,
	type IExecutePaginationFunctions,
	type INodeExecutionData,
	NodeOperationError,
	sleep,
} from 'n8n-workflow';

import { faultError, faultOf } from '../shared/errors';
import { prepareForm, sentItem, type Problem } from './form';
import { OrderedQueue } from './orderedQueue';
import { formOf } from '../shared/parameters';
import { isSend, type Fault } from '../api/answer';

type Request = DeclarativeRestApiSettings.ResultOptions;
type Form = Record<string, string>;

/** How the sending of one item's form ended, as far as a later try must know. */
interface Ending {
	form: Form;
	/** The fault where the message may have arrived all the same; none where Afilnet accepted it. */
	doubt?: Fault;
}

/** One try of a node run. */
class Attempt {
	readonly items = new Set<number>();
	/** What may not be sent again, by item. */
	readonly endings: Map<number, Ending>;
	readonly queue: OrderedQueue;
	/** Resolves once all items are known, so that one that cannot be sent holds back the others. */
	readonly allKnown: Promise<void>;
	failed = false;
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

	fail(): void {
		this.failed = true;
		this.queue.stop();
	}
}

const latestAttempts = new WeakMap<IExecuteData, Attempt>();

function attemptOf(context: IExecutePaginationFunctions, sends: boolean): Attempt {
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

/**
 * The engine hook (`requestOperations.pagination`): one item's request, in order within its conversation, side by side
 * with those of others, and never again where Afilnet accepted it in an earlier try.
 * @returns the item's rows, or what was sent to whom; with On Error = Continue, an item that carries the fault
 * @throws NodeApiError or NodeOperationError with On Error = Stop
 */
export async function inOrder(
	this: IExecutePaginationFunctions,
	request: Request,
): Promise<INodeExecutionData[]> {
	const { sends, ...prepared } = prepareForm(formOf(this, request.options.body));
	const attempt = attemptOf(this, sends);
	if ('problem' in prepared) return await endInProblem(this, attempt, prepared.problem);
	const { form } = prepared;
	await attempt.allKnown;
	const earlier = attempt.endings.get(this.getItemIndex());
	if (earlier && isSameMessage(this, earlier.form, form)) {
		return earlier.doubt ? await endInDoubt(this, attempt, earlier.doubt) : outputOf(this, earlier.form, []);
	}
	const task = async () => await perform(this, attempt, form, request);
	try {
		return (await attempt.queue.add(keyOf(this, form), task)) ?? [];
	} catch (thrown) {
		return await endInFault(this, attempt, faultOf(thrown, form.method), form);
	}
}

/**
 * Whether an earlier try had the same message in hand. An item is one message, even where its text is another at each try,
 * as with the time in it. Every call of an agent's tool is item 0: there only the same form is the same message.
 */
function isSameMessage(context: IExecutePaginationFunctions, earlier: Form, form: Form): boolean {
	return itemCount(context) !== undefined || JSON.stringify(earlier) === JSON.stringify(form);
}

async function perform(
	context: IExecutePaginationFunctions,
	attempt: Attempt,
	form: Form,
	request: Request,
): Promise<INodeExecutionData[]> {
	request.options.body = form;
	const rows = await context.makeRoutingRequest(request);
	if (attempt.sends) attempt.endings.set(context.getItemIndex(), { form });
	return outputOf(context, form, rows);
}

/** The item's output, each linked to the item it came from: the engine links nothing where there are several. */
function outputOf(
	context: IExecutePaginationFunctions,
	form: Form,
	rows: INodeExecutionData[],
): INodeExecutionData[] {
	const pairedItem = { item: context.getItemIndex() };
	if (isSend(form.method)) return [{ json: sentItem(form), pairedItem }];
	return rows.map((row) => ({ ...row, pairedItem }));
}

async function endInProblem(
	context: IExecutePaginationFunctions,
	attempt: Attempt,
	{ message, description }: Problem,
): Promise<INodeExecutionData[]> {
	if (context.continueOnFail()) return errorItem(context, attempt, message, description);
	attempt.fail();
	await attempt.allKnown;
	if (attempt.givenUp) return [];
	await attempt.queue.idle();
	throw new NodeOperationError(context.getNode(), message, {
		description: withCounts(description, context, attempt),
		itemIndex: context.getItemIndex(),
	});
}

async function endInFault(
	context: IExecutePaginationFunctions,
	attempt: Attempt,
	fault: Fault,
	form: Form,
): Promise<INodeExecutionData[]> {
	const item = context.getItemIndex();
	if (fault.mayHaveArrived) attempt.endings.set(item, { form, doubt: fault });
	if (context.continueOnFail()) return errorItem(context, attempt, fault.message, fault.description);
	attempt.fail();
	return await stopWith(context, attempt, fault);
}

/** An earlier try may have delivered the message: it is not sent again, and keeps no other from being sent. */
async function endInDoubt(
	context: IExecutePaginationFunctions,
	attempt: Attempt,
	fault: Fault,
): Promise<INodeExecutionData[]> {
	if (context.continueOnFail()) return errorItem(context, attempt, fault.message, fault.description);
	attempt.failed = true;
	await sleep(0);
	return await stopWith(context, attempt, fault);
}

async function stopWith(
	context: IExecutePaginationFunctions,
	attempt: Attempt,
	fault: Fault,
): Promise<never> {
	await attempt.queue.idle();
	const description = withCounts(fault.description, context, attempt);
	throw faultError(context.getNode(), { ...fault, description }, context.getItemIndex());
}

/**
 * What an item gives with On Error = Continue. All in `json.error`, since engines up to n8n-core 2.8 know an item for the
 * error output only where it has nothing beside. Without the exception itself (`error` beside `json`), for which the engine
 * would drop the description and the input's own fields, which whoever handles the error output needs.
 */
function errorItem(
	context: IExecutePaginationFunctions,
	attempt: Attempt,
	message: string,
	description: string,
): INodeExecutionData[] {
	attempt.failed = true;
	const pairedItem = { item: context.getItemIndex() };
	return [{ json: { error: `${message}. ${description}` }, pairedItem }];
}

/** Adds which of several items this is and how many messages were sent. */
function withCounts(description: string, context: IExecutePaginationFunctions, attempt: Attempt): string {
	const total = itemCount(context) ?? attempt.items.size;
	if (total < 2) return description;
	const item = `This is item ${context.getItemIndex()}, counted from 0.`;
	if (!attempt.sends) return `${description} ${item}`;
	const endings = [...attempt.endings.values()];
	const doubtful = endings.filter((ending) => ending.doubt).length;
	const sent = endings.length - doubtful;
	const doubt = doubtful > 0 ? `, ${doubtful} may or may not have been sent` : '';
	const rest = total - endings.length;
	return `${description} ${item} Of ${total} messages, ${sent} were sent${doubt} and ${rest} were not.`;
}

/** Sends to one conversation share a key; reads need no order. */
function keyOf(context: IExecutePaginationFunctions, form: Form): string {
	if (!isSend(form.method)) return String(context.getItemIndex());
	return JSON.stringify([form.platform, form.platformid, form.destination]);
}

/** How many items the engine hands to the hook, where that can be told. */
function itemCount(context: IExecutePaginationFunctions): number | undefined {
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
