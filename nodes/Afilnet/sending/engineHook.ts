/**
 * The one place where n8n's declarative engine meets the ordered queue.
 *
 * The engine (`RoutingNode` in n8n-core) starts the requests of all items at once. Its only hook around a whole request,
 * its failure included, is `requestOperations.pagination` as a function, which it calls if `routing.send.paginate` is
 * true. We rely on two things that it does, seen on n8n-core 1.122, 2.8 and 2.41, and on those that attempt.ts names:
 *
 * - `getExecuteData()` is one object for all items and all tries (Retry On Fail) of one node run, and another one for
 *   every other run, so what a run knows is kept under that object and goes when the run does;
 * - it throws the exception of the first item that has one, so an item that was never started gives no items instead.
 */
import type {
	DeclarativeRestApiSettings,
	IBinaryData,
	IDataObject,
	IExecutePaginationFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import type { Fault } from '../api/faults';
import { isSend } from '../api/methods';
import { recipientKey } from '../api/recipient';
import { ask } from '../shared/ask';
import { faultError, faultOf } from '../shared/errors';
import { Patience, withoutPatience } from '../shared/patience';
import { attemptOf, type Attempt } from './attempt';
import { deliver, deliveryOf } from './delivery';
import { endInDoubt, endInFault, endInProblem, outputOf } from './ending';
import { fieldsOf, shownFor } from './fields';
import { checkLink } from './fileLink';
import { checkForm, isAddress, type Problem } from './form';
import { fileSourceOf, withFile } from './inputFile';
import { atMost, readMost } from './limit';
import { Again } from './orderedQueue';
import { isLocalAfilnet } from './publicHost';
import { messagesOf, readWording } from './wording';

type Request = DeclarativeRestApiSettings.ResultOptions;

/** What an item has to get done, in its turn. */
interface Work {
	/** Work with one key is done one after another. */
	key: string;
	/** @throws NodeApiError with the fault */
	run: () => Promise<IDataObject[] | Again>;
	patience: Patience;
	/** Whether an earlier try has left a doubt that cannot be settled. */
	staysInDoubt: () => boolean;
	/** Remembers that Afilnet may have carried out the request all the same. */
	keepDoubt: (fault: Fault) => void;
}

/**
 * The engine hook (`requestOperations.pagination`): it makes one item's request, in order within its conversation and side
 * by side with other conversations. If Afilnet has accepted it in an earlier try, it is not made again.
 * @param parameters those of the node, which declare the form of each operation
 * @returns a hook that returns the item's rows, or what was sent to whom. With On Error = Continue it returns an item with
 * the fault. With On Error = Stop it throws NodeApiError or NodeOperationError.
 */
export function inOrder(parameters: INodeProperties[]) {
	return async function (this: IExecutePaginationFunctions, request: Request): Promise<INodeExecutionData[]> {
		const { method, ...values } = bodyOf(request);
		const attempt = attemptOf(this, isSend(method));
		const preparing = prepare(
			{ context: this, attempt, method, request },
			values,
			shownNow(this, parameters),
		);
		const ready = attempt.ready(preparing);
		const prepared = await preparing;
		if ('problem' in prepared) return await endInProblem(this, attempt, prepared.problem);
		await ready;
		return await doInTurn(this, attempt, await prepared.work());
	};
}

/** What the hook knows of an item. */
interface Item {
	context: IExecutePaginationFunctions;
	attempt: Attempt;
	method: string;
	request: Request;
}

type Prepared = { work: () => Promise<Work> } | { problem: Problem };

/** Checks an item before anything is sent. */
async function prepare(item: Item, values: object, parameters: INodeProperties[]): Promise<Prepared> {
	const { context, attempt } = item;
	const fields = fieldsOf(parameters);
	const checked = withFile(
		context,
		checkForm(values, fields, fields.some(isAddress) && (await allowsLocal(item))),
	);
	if ('problem' in checked) return checked;
	if (!attempt.sends) return prepareRead(item, checked.form);
	if (!checked.file) return prepareSend(item, checked.form);
	const linked = await checkLink(context, checked.file, await allowsLocal(item));
	return 'problem' in linked ? linked : prepareSend(item, checked.form, linked.file);
}

async function allowsLocal({ context, attempt }: Item): Promise<boolean> {
	return await attempt.credential(context).then(isLocalAfilnet, () => false);
}

function prepareRead({ context, attempt, method, request }: Item, fields: Record<string, string>): Prepared {
	const limited = readMost((name, fallback) => context.getNodeParameter(name, fallback));
	if ('problem' in limited) return limited;
	const run = async () => {
		const credential = await attempt.credential(context);
		const rows = await ask(context, credential, { method, ...fields }, requestOptionsOf(request));
		return atMost(rows, limited.most, method);
	};
	const key = String(context.getItemIndex());
	const patience = new Patience();
	return { work: async () => ({ key, run, patience, staysInDoubt: () => false, keepDoubt: () => {} }) };
}

function prepareSend(
	{ context, attempt, method, request }: Item,
	fields: Record<string, string>,
	file?: IBinaryData,
): Prepared {
	const read = readWording((name, fallback) => context.getNodeParameter(name, fallback));
	if ('problem' in read) return read;
	const messages = messagesOf(method, fields, read.wording);
	const work = async (): Promise<Work> => {
		const delivery = deliveryOf(attempt, context.getItemIndex(), messages);
		const key = await conversationKey(context, attempt, delivery.whole);
		const patience = new Patience();
		const sending = {
			...{ context, attempt, delivery, key, file, patience, wording: read.wording },
			requestOptions: requestOptionsOf(request),
			hasLooked: false,
			staysInDoubt: false,
		};
		return {
			key,
			patience,
			run: async () => await deliver(sending),
			staysInDoubt: () => sending.staysInDoubt,
			keepDoubt: (fault) => (delivery.doubt = fault),
		};
	};
	return { work };
}

async function doInTurn(
	context: IExecutePaginationFunctions,
	attempt: Attempt,
	work: Work,
): Promise<INodeExecutionData[]> {
	const task = async () => await doPatiently(context, attempt, work);
	try {
		return outputOf(context, (await attempt.queue.add(work.key, task)) ?? []);
	} catch (thrown) {
		const fault = withoutPatience(faultOf(thrown));
		return await (work.staysInDoubt() ? endInDoubt : endInFault)(context, attempt, fault);
	}
}

/** While Afilnet takes no more requests, the whole run pauses and then goes on with the same item. */
async function doPatiently(
	context: IExecutePaginationFunctions,
	attempt: Attempt,
	work: Work,
): Promise<IDataObject[] | Again> {
	const outcome = await work.run().catch(faultOf);
	if (Array.isArray(outcome) || outcome instanceof Again) return outcome;
	const milliseconds = work.patience.pauseAfter(outcome);
	if (milliseconds !== undefined) {
		void attempt.slowDown(milliseconds);
		return new Again();
	}
	if (outcome.mayHaveArrived) work.keepDoubt(outcome);
	// Here, since the queue would start the next item before the exception is handled.
	if (!work.staysInDoubt() && !context.continueOnFail()) attempt.fail();
	throw faultError(context.getNode(), outcome);
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

/** What people set under n8n's own Request Options; Batching is the engine's. */
function requestOptionsOf({ options }: Request): Partial<IHttpRequestOptions> {
	const { timeout, proxy, skipSslCertificateValidation } = options;
	return {
		...(timeout && { timeout }),
		...(proxy && { proxy }),
		skipSslCertificateValidation: skipSslCertificateValidation === true,
	};
}

/** Sends to one conversation of one account share a key. */
async function conversationKey(
	context: IExecutePaginationFunctions,
	attempt: Attempt,
	{ platform, platformid, destination }: Record<string, string>,
): Promise<string> {
	const { data = {} } = await attempt.credential(context);
	return JSON.stringify([data.apiUrl, data.user, platform, platformid, recipientKey(destination)]);
}
