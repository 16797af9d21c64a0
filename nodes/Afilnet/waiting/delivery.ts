import type { IExecuteData, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Fault } from '../api/faults';
import { isRefusal } from '../api/refusal';
import { readChoice } from '../sending/choice';
import { fieldsOf } from '../sending/fields';
import { checkForm, problemOf } from '../sending/form';
import { History } from '../sending/history';
import { readCredential, type Form } from '../shared/ask';
import { faultError, faultOf } from '../shared/errors';
import { askPatiently } from '../shared/patience';
import { httpOptions } from '../shared/requestOptions';
import { messageWithLinks, newQuestion, type Question } from './question';
import { refusal } from './refusal';

/** A question on its way to a person. */
interface Delivery {
	question: Question;
	form: Form;
	history: History;
	/** The fault if the message may have arrived all the same; undefined if Afilnet has accepted it. */
	doubt: Fault | undefined;
}

/** By the one object that all tries (Retry On Fail) of a node run share: what may not be sent again. */
const deliveries = new WeakMap<IExecuteData, Delivery>();

/**
 * Sends the question, unless Afilnet has accepted it in an earlier try.
 * @param parameters those of the operation
 * @returns the question that the person has got, by whose links it is answered
 * @throws NodeOperationError before anything is sent, or NodeApiError with the fault
 */
export async function deliverOnce(
	context: IExecuteFunctions,
	parameters: INodeProperties[],
): Promise<Question> {
	const run = context.getExecuteData();
	const earlier = deliveries.get(run);
	if (earlier && (await hasArrived(context, earlier))) return earlier.question;
	const delivery = earlier ?? newDelivery(context, parameters);
	const fault = await send(context, delivery);
	if (!fault || fault.mayHaveArrived) deliveries.set(run, { ...delivery, doubt: fault });
	else deliveries.delete(run);
	if (fault) throw faultError(context.getNode(), fault, 0);
	return delivery.question;
}

/** @throws NodeApiError with the doubt if Afilnet's lists do not show whether it has */
async function hasArrived(context: IExecuteFunctions, { form, history, doubt }: Delivery): Promise<boolean> {
	if (!doubt) return true;
	const found = await history.lookTwice(form, await asker(context), context.getExecutionCancelSignal());
	if (found === 'unknown') throw faultError(context.getNode(), doubt, 0);
	return found === 'delivered';
}

function newDelivery(context: IExecuteFunctions, parameters: INodeProperties[]): Delivery {
	const checked = checkForm(valuesOf(context, parameters), fieldsOf(parameters));
	if ('problem' in checked) throw refusal(context, checked.problem);
	const question = newQuestion(
		checked.form.message ?? '',
		responseTypeOf(context),
		context.getNodeParameter('approvalOptions.values', 0, null),
	);
	const form = { ...checked.form, method: 'sendmessage', message: messageWithLinks(context, question) };
	return { question, form, history: new History(), doubt: undefined };
}

function responseTypeOf(context: IExecuteFunctions): string {
	const value = context.getNodeParameter('responseType', 0, 'approval');
	const responseType = readChoice(String(value), ['approval', 'freeText']);
	if (isRefusal(responseType)) throw refusal(context, problemOf('Response Type', responseType, value));
	return responseType;
}

/** @returns the fault, if Afilnet has not accepted the message */
async function send(context: IExecuteFunctions, { form, history }: Delivery): Promise<Fault | undefined> {
	const ask = await asker(context);
	if (context.getNode().retryOnFail) await history.begin(form, ask);
	return await ask(form).then(() => undefined, faultOf);
}

async function asker(context: IExecuteFunctions) {
	const options = httpOptions(context.getNode(), context.getNodeParameter('requestOptions', 0, {}));
	const credential = await readCredential(context);
	const signal = context.getExecutionCancelSignal();
	return async (form: Form) => await askPatiently(context, credential, form, signal, options);
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
