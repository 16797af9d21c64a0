import {
	NodeApiError,
	NodeOperationError,
	type IExecuteData,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';

import type { Fault } from '../api/faults';
import { fieldsOf, shownFor } from '../sending/fields';
import { checkForm, type Problem } from '../sending/form';
import { ask, readCredential } from '../shared/ask';
import { faultError, faultOf } from '../shared/errors';
import { httpOptions } from '../shared/requestOptions';
import { keepQuestion, messageWithLinks, newQuestion, type Question } from './question';
import { cannotWait } from './refusal';
import { waitTill } from './timeLimit';

/** What an earlier try of a run has sent; with the fault if the message may not have arrived. */
interface Asked {
	question: Question;
	doubt?: Fault;
}

/** Under the one object that all tries (Retry On Fail) of a node run share, as in `sending/attempt.ts`. */
const askedBefore = new WeakMap<IExecuteData, Asked>();

/**
 * The operation: sends the question once, and has the execution wait for the answer.
 * @param properties those of the node
 * @returns a custom operation that gives its input, with which n8n goes on when the time is up; with On Error = Continue and
 * nothing sent, an item that carries the reason. It throws NodeApiError or NodeOperationError with On Error = Stop.
 */
export function sendAndWait(properties: INodeProperties[]) {
	const parameters = shownFor(properties, 'message', 'sendAndWait');
	return async function (this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const refused = await askOnce(this, parameters).then(
			() => undefined,
			(thrown: unknown) => ({ thrown }),
		);
		if (!refused) return [this.getInputData()];
		if (!this.continueOnFail()) throw refused.thrown;
		// n8n itself would go on with the input, as if nobody had answered in time.
		return [[{ json: { error: wordsOf(refused.thrown) }, pairedItem: { item: 0 } }]];
	};
}

async function askOnce(context: IExecuteFunctions, parameters: INodeProperties[]): Promise<void> {
	if (typeof context.putExecutionToWait !== 'function') throw cannotWait(context.getNode());
	const count = context.getInputData().length;
	if (count > 1) throw refusal(context, severalItems(count));
	const limit = waitTill(context.getNodeParameter('waitOptions.limitWaitTime.values', 0, null), Date.now());
	if ('problem' in limit) throw refusal(context, limit.problem);
	keepQuestion(context, await deliverOnce(context, parameters));
	await context.putExecutionToWait(limit.until);
}

/** Sends the question, unless an earlier try of this run has. @throws what is not clear since then, again */
async function deliverOnce(context: IExecuteFunctions, parameters: INodeProperties[]): Promise<Question> {
	const run = context.getExecuteData();
	const earlier = askedBefore.get(run);
	if (earlier?.doubt) throw faultError(context.getNode(), earlier.doubt, 0);
	if (earlier) return earlier.question;

	const checked = checkForm(valuesOf(context, parameters), fieldsOf(parameters));
	if ('problem' in checked) throw refusal(context, checked.problem);
	const question = newQuestion(
		checked.form.message ?? '',
		context.getNodeParameter('responseType', 0, 'approval'),
		context.getNodeParameter('approvalOptions.values', 0, null),
	);
	const form = { ...checked.form, method: 'sendmessage', message: messageWithLinks(context, question) };
	const options = httpOptions(context.getNode(), context.getNodeParameter('requestOptions', 0, {}));
	const fault = await ask(context, await readCredential(context), form, options).then(
		() => undefined,
		faultOf,
	);
	if (!fault || fault.mayHaveArrived) askedBefore.set(run, { question, ...(fault && { doubt: fault }) });
	if (fault) throw faultError(context.getNode(), fault, 0);
	return question;
}

/** The values of the form's fields, by the vendor's names. */
function valuesOf(context: IExecuteFunctions, parameters: INodeProperties[]): Record<string, unknown> {
	const values: Record<string, unknown> = {};
	for (const { name, type, routing } of parameters) {
		const field = routing?.send?.property;
		if (field === undefined) continue;
		values[field] = context.getNodeParameter(name, 0, '', { extractValue: type === 'resourceLocator' });
	}
	return values;
}

function refusal(context: IExecuteFunctions, { message, description }: Problem): NodeOperationError {
	return new NodeOperationError(context.getNode(), message, { description, itemIndex: 0 });
}

function severalItems(count: number): Problem {
	return {
		message: `This operation waits for one answer, but there are ${count} items`,
		description:
			"Nothing was sent. Put 'Loop Over Items' with a 'Batch Size' of 1 before this node to ask for each item, or turn on 'Execute Once' in the node's settings to ask for the first item only.",
	};
}

/** As the node's other operations tell it, see `sending/engineHook.ts`. */
function wordsOf(thrown: unknown): string {
	if (thrown instanceof NodeApiError || thrown instanceof NodeOperationError) {
		return [thrown.message, thrown.description].filter(Boolean).join('. ');
	}
	return thrown instanceof Error ? thrown.message : String(thrown);
}
