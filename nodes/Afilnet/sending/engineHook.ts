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
	NodeOperationError,
	sleep,
	type DeclarativeRestApiSettings,
	type IBinaryData,
	type IDataObject,
	type IExecutePaginationFunctions,
	type IHttpRequestOptions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';

import type { Fault } from '../api/faults';
import { isSend } from '../api/methods';
import { ask, type Form } from '../shared/ask';
import { faultError, faultOf } from '../shared/errors';
import { attemptOf, itemCount, type Attempt } from './attempt';
import { fieldsOf, shownFor } from './fields';
import { withLink } from './fileLink';
import { checkForm, sentItem, type Problem } from './form';
import { fileSourceOf, withFile } from './inputFile';

type Request = DeclarativeRestApiSettings.ResultOptions;

/**
 * The engine hook (`requestOperations.pagination`): one item's request, in order within its conversation, side by side
 * with those of others, and never again where Afilnet accepted it in an earlier try.
 * @param parameters those of the node, which declare the form of each operation
 * @returns a hook that gives the item's rows, or what was sent to whom; with On Error = Continue, an item that carries
 * the fault. It throws NodeApiError or NodeOperationError with On Error = Stop.
 */
export function inOrder(parameters: INodeProperties[]) {
	return async function (this: IExecutePaginationFunctions, request: Request): Promise<INodeExecutionData[]> {
		const { method, ...values } = bodyOf(request);
		const sends = isSend(method);
		const attempt = attemptOf(this, sends);
		const checked = withFile(this, checkForm(values, fieldsOf(shownNow(this, parameters))));
		if ('problem' in checked) return await endInProblem(this, attempt, checked.problem);
		const form = { method, ...checked.form };
		await attempt.allKnown;
		const earlier = attempt.endings.get(this.getItemIndex());
		if (earlier && isSameMessage(this, earlier.form, form)) {
			return earlier.doubt
				? await endInDoubt(this, attempt, earlier.doubt)
				: outputOf(this, earlier.form, []);
		}
		const task = async () => await perform(this, attempt, form, request, checked.file);
		try {
			return (await attempt.queue.add(keyOf(this, form), task)) ?? [];
		} catch (thrown) {
			return await endInFault(this, attempt, faultOf(thrown), form);
		}
	};
}

/** The form as n8n's routing has built it: values of any type, and the method that the operation's option names. */
function bodyOf({ options: { body } }: Request): { method: string } & Record<string, unknown> {
	const values = typeof body === 'object' && body !== null ? Object.entries(body) : [];
	const form: Record<string, unknown> = Object.fromEntries(values);
	return { ...form, method: String(form.method ?? '') };
}

function shownNow(context: IExecutePaginationFunctions, parameters: INodeProperties[]): INodeProperties[] {
	const chosen = (name: string) => String(context.getNodeParameter(name));
	return shownFor(parameters, {
		resource: chosen('resource'),
		operation: chosen('operation'),
		fileSource: fileSourceOf(context),
	});
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
	file: IBinaryData | undefined,
): Promise<INodeExecutionData[]> {
	const credential = await attempt.credential(context);
	const asked = file ? await withLink(context, credential, form, file) : form;
	const rows = await ask(context, credential, asked, requestOptionsOf(request));
	if (attempt.sends) attempt.endings.set(context.getItemIndex(), { form });
	return outputOf(context, form, rows);
}

/** What people set under n8n's own Request Options; Batching is the engine's. */
function requestOptionsOf({ options }: Request): Partial<IHttpRequestOptions> {
	const { timeout, proxy, skipSslCertificateValidation } = options;
	return {
		...(timeout && { timeout }),
		...(proxy && { proxy }),
		skipSslCertificateValidation: skipSslCertificateValidation === true,
	};
}

/** The item's output, each linked to the item it came from: the engine links nothing where there are several. */
function outputOf(
	context: IExecutePaginationFunctions,
	{ method, ...fields }: Form,
	rows: IDataObject[],
): INodeExecutionData[] {
	const pairedItem = { item: context.getItemIndex() };
	const outputs = isSend(method) ? [sentItem(fields)] : rows;
	return outputs.map((json) => ({ json, pairedItem }));
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
