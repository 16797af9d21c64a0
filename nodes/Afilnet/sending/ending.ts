/** How an item ends: with an output or an error. */
import {
	NodeOperationError,
	sleep,
	type IDataObject,
	type IExecutePaginationFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import type { Fault } from '../api/faults';
import { faultError } from '../shared/errors';
import { isComplete, type Attempt, type Delivery } from './attempt';
import type { Problem } from './form';

/** An item's output, linked to the item: the engine does not link it if there are several. */
export function outputOf(
	context: IExecutePaginationFunctions,
	rows: readonly IDataObject[],
): INodeExecutionData[] {
	const pairedItem = { item: context.getItemIndex() };
	return rows.map((json) => ({ json, pairedItem }));
}

/** What a send gives back: the vendor's field names, so that it maps onto the next step as a row of a list does. */
export function sentRow({ whole, parts }: Delivery, isSplit: boolean): IDataObject {
	return { sent: true, ...whole, ...(isSplit && { parts: parts.length }) };
}

/** The item cannot be sent. Afilnet was not asked. */
export async function endInProblem(
	context: IExecutePaginationFunctions,
	attempt: Attempt,
	{ message, description }: Problem,
): Promise<INodeExecutionData[]> {
	if (context.continueOnFail()) return errorItem(context, attempt, message, description);
	attempt.fail();
	if (!(await isHeard(attempt))) return [];
	throw new NodeOperationError(context.getNode(), message, {
		description: withCounts(description, context, attempt),
		itemIndex: context.getItemIndex(),
	});
}

/** Afilnet has not accepted the item, or that is unknown. */
export async function endInFault(
	context: IExecutePaginationFunctions,
	attempt: Attempt,
	fault: Fault,
): Promise<INodeExecutionData[]> {
	if (context.continueOnFail()) return faultItem(context, attempt, fault);
	attempt.fail();
	return await stopWith(context, attempt, fault);
}

/** An earlier try may have delivered the message: it is not sent again, and keeps no other from being sent. */
export async function endInDoubt(
	context: IExecutePaginationFunctions,
	attempt: Attempt,
	fault: Fault,
): Promise<INodeExecutionData[]> {
	if (context.continueOnFail()) return faultItem(context, attempt, fault);
	attempt.failed = true;
	await sleep(0);
	return await stopWith(context, attempt, fault);
}

async function stopWith(
	context: IExecutePaginationFunctions,
	attempt: Attempt,
	fault: Fault,
): Promise<INodeExecutionData[]> {
	if (!(await isHeard(attempt))) return [];
	const description = withCounts(withParts(fault, context, attempt), context, attempt);
	throw faultError(context.getNode(), { ...fault, description }, context.getItemIndex());
}

function faultItem(
	context: IExecutePaginationFunctions,
	attempt: Attempt,
	fault: Fault,
): INodeExecutionData[] {
	return errorItem(context, attempt, fault.message, withParts(fault, context, attempt));
}

/** Adds which parts of a message were sent. */
function withParts({ description }: Fault, context: IExecutePaginationFunctions, attempt: Attempt): string {
	const { accepted = 0, parts = [] } = attempt.deliveries.get(context.getItemIndex()) ?? {};
	if (parts.length < 2) return description;
	const sent = ['none was sent', 'the first was sent'][accepted] ?? `the first ${accepted} were sent`;
	return `${description} Of its ${parts.length} parts, ${sent}.`;
}

/**
 * What an item outputs with On Error = Continue. Everything is in `json.error`: engines up to n8n-core 2.8 send an item to
 * the error output only if it has no other field. The exception itself (`error` beside `json`) is left out: for it the engine
 * would drop the description and the input's own fields. Whoever handles the error output needs both.
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

/** Whether the engine notices an exception. It is thrown only once nothing of the try runs any more. */
async function isHeard(attempt: Attempt): Promise<boolean> {
	await attempt.heard;
	await attempt.queue.idle();
	return !attempt.givenUp;
}

/** Adds which of several items this is and how many messages were sent. */
function withCounts(description: string, context: IExecutePaginationFunctions, attempt: Attempt): string {
	const { total } = attempt;
	if (total < 2) return description;
	const item = `This is item ${context.getItemIndex()}, counted from 0.`;
	if (!attempt.sends) return `${description} ${item}`;
	const deliveries = [...attempt.deliveries.values()];
	const sent = deliveries.filter(isComplete).length;
	const doubtful = deliveries.filter((delivery) => delivery.doubt).length;
	const doubt = doubtful > 0 ? ` ${doubtful} may or may not have been sent,` : '';
	const rest = total - sent - doubtful;
	return `${description} ${item} Of ${total} messages: ${sent} sent,${doubt} ${rest} not sent.`;
}
