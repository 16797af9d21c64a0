/**
 * The one place where n8n's declarative engine meets the ordered queue.
 *
 * The engine (`RoutingNode` in n8n-core) starts the requests of all items at once. Its only hook around a whole request,
 * its failure included, is `requestOperations.pagination` as a function, which it calls if `routing.send.paginate` is
 * true. We lean on two of its ways, seen on n8n-core 1.122, 2.8 and 2.41, and on those that attempt.ts names:
 *
 * - `getExecuteData()` is one object for all items and all tries (Retry On Fail) of one node run, and another one for
 *   every other run, so what a run knows is kept under that object and goes when the run does;
 * - it throws the exception of the first item that has one, so an item that was never started gives no items instead.
 */
import type {
	DeclarativeRestApiSettings,
	IExecutePaginationFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import { isSend } from '../api/methods';
import { ask, type Form } from '../shared/ask';
import { faultError, faultOf } from '../shared/errors';
import { askPatiently, Patience, withoutPatience } from '../shared/patience';
import { attemptOf, type Attempt, type Ending } from './attempt';
import { endInDoubt, endInFault, endInProblem, outputOf } from './ending';
import { fieldsOf, shownFor } from './fields';
import { checkForm } from './form';
import { again } from './orderedQueue';

type Request = DeclarativeRestApiSettings.ResultOptions;

/** What the hook has in hand for one item. */
interface Item {
	context: IExecutePaginationFunctions;
	attempt: Attempt;
	form: Form;
	request: Request;
	/** How the item ended in an earlier try, if Afilnet may have accepted it there. */
	earlier: Ending | undefined;
}

/**
 * The engine hook (`requestOperations.pagination`): one item's request, in order within its conversation, side by side
 * with those of others, and never again if Afilnet has accepted it in an earlier try.
 * @param parameters those of the node, which declare the form of each operation
 * @returns a hook that gives the item's rows, or what was sent to whom; with On Error = Continue, an item that carries
 * the fault. It throws NodeApiError or NodeOperationError with On Error = Stop.
 */
export function inOrder(parameters: INodeProperties[]) {
	return async function (this: IExecutePaginationFunctions, request: Request): Promise<INodeExecutionData[]> {
		const { method, ...values } = bodyOf(request);
		const attempt = attemptOf(this, isSend(method));
		const checked = checkForm(values, fieldsOf(shownNow(this, parameters)));
		if ('problem' in checked) return await endInProblem(this, attempt, checked.problem);
		await attempt.ready;
		const earlier = attempt.endings.get(this.getItemIndex());
		const form = { method, ...checked.form };
		return await performInTurn({ context: this, attempt, request, form, earlier });
	};
}

async function performInTurn(item: Item): Promise<INodeExecutionData[]> {
	const { context, attempt, form, earlier } = item;
	if (earlier && !earlier.doubt) return outputOf(context, earlier.form, []);
	const patience = new Patience();
	try {
		return (
			(await attempt.queue.add(await keyOf(item), async () => await performPatiently(item, patience))) ?? []
		);
	} catch (thrown) {
		const fault = faultOf(thrown);
		if (fault === earlier?.doubt) return await endInDoubt(context, attempt, fault);
		return await endInFault(context, attempt, withoutPatience(fault), form);
	}
}

/** While Afilnet takes no more requests, the whole run pauses and then goes on with the same item. */
async function performPatiently(
	item: Item,
	patience: Patience,
): Promise<INodeExecutionData[] | typeof again> {
	const { context, attempt, earlier } = item;
	const outcome = await perform(item).catch(faultOf);
	if (Array.isArray(outcome)) return outcome;
	const milliseconds = patience.pauseAfter(outcome);
	if (milliseconds === undefined) {
		// Here, since the queue would start the next item before anybody hears of the exception.
		if (outcome !== earlier?.doubt && !context.continueOnFail()) attempt.fail();
		throw faultError(context.getNode(), outcome);
	}
	void attempt.slowDown(milliseconds);
	return again;
}

async function perform(item: Item): Promise<INodeExecutionData[]> {
	const { context, attempt, form, request, earlier } = item;
	if (attempt.isOver) return [];
	if (earlier?.doubt) {
		const signal = context.getExecutionCancelSignal();
		const found = await attempt.history.lookTwice(earlier.form, reader(item), signal);
		if (found === 'delivered') return accept(item, earlier.form);
		if (found === 'unknown') throw faultError(context.getNode(), earlier.doubt);
		attempt.endings.delete(context.getItemIndex());
	}
	if (attempt.sends && context.getNode().retryOnFail) await attempt.history.begin(form, reader(item));
	if (attempt.isOver) return [];
	const rows = await ask(context, await attempt.credential(context), form, requestOptionsOf(request));
	return attempt.sends ? accept(item, form) : outputOf(context, form, rows);
}

/** Afilnet has the message, which is not sent again. */
function accept({ context, attempt }: Item, form: Form): INodeExecutionData[] {
	attempt.endings.set(context.getItemIndex(), { form });
	attempt.history.count(form);
	return outputOf(context, form, []);
}

function reader({ context, attempt, request }: Item) {
	const signal = context.getExecutionCancelSignal();
	const options = requestOptionsOf(request);
	return async (form: Form) =>
		await askPatiently(context, await attempt.credential(context), form, signal, options);
}

/** The form as n8n's routing has built it: values of any type, and the method that the operation's option names. */
function bodyOf({ options: { body } }: Request): { method: string } & Record<string, unknown> {
	const values = typeof body === 'object' && body !== null ? Object.entries(body) : [];
	const form: Record<string, unknown> = Object.fromEntries(values);
	return { ...form, method: String(form.method ?? '') };
}

function shownNow(context: IExecutePaginationFunctions, parameters: INodeProperties[]): INodeProperties[] {
	const chosen = (name: string) => String(context.getNodeParameter(name));
	return shownFor(parameters, chosen('resource'), chosen('operation'));
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

/** Sends to one conversation of one account share a key; reads need no order. */
async function keyOf({ context, attempt, form }: Item): Promise<string> {
	if (!attempt.sends) return String(context.getItemIndex());
	const { data = {} } = await attempt.credential(context);
	const { platform, platformid, destination } = form;
	return JSON.stringify([data.apiUrl, data.user, platform, platformid, destination]);
}
