import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';

import { shownFor } from '../sending/fields';
import type { Problem } from '../sending/form';
import { deliverOnce } from './delivery';
import { keepQuestion } from './question';
import { cannotWait, refusal } from './refusal';
import { waitTill } from './timeLimit';

/**
 * The operation: sends the question once, and has the execution wait for the answer.
 * @param properties those of the node
 * @returns a custom operation that returns its input, with which n8n goes on when the time is up. If nothing is sent, it
 * returns an item with the reason (On Error = Continue) or throws NodeApiError or NodeOperationError (On Error = Stop).
 */
export function sendAndWait(properties: INodeProperties[]) {
	const parameters = shownFor(properties, { resource: 'message', operation: 'sendAndWait' });
	return async function (this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const refused = await askAndWait(this, parameters).then(
			() => undefined,
			(thrown: unknown) => ({ thrown }),
		);
		if (!refused) return [this.getInputData()];
		if (!this.continueOnFail()) throw refused.thrown;
		// n8n itself would go on with the input, as if nobody had answered in time.
		return [[{ json: { error: wordsOf(refused.thrown) }, pairedItem: { item: 0 } }]];
	};
}

async function askAndWait(context: IExecuteFunctions, parameters: INodeProperties[]): Promise<void> {
	if (typeof context.putExecutionToWait !== 'function') throw cannotWait(context.getNode());
	const count = context.getInputData().length;
	if (count > 1) throw refusal(context, severalItems(count));
	const limit = waitTill(context.getNodeParameter('waitOptions.limitWaitTime.values', 0, null), Date.now());
	if ('problem' in limit) throw refusal(context, limit.problem);
	keepQuestion(context, await deliverOnce(context, parameters));
	await context.putExecutionToWait(limit.until);
}

function severalItems(count: number): Problem {
	return {
		message: `This operation waits for one answer, but there are ${count} items`,
		description:
			"Nothing was sent. Put 'Loop Over Items' with a 'Batch Size' of 1 before this node to ask for each item, or turn on 'Execute Once' in the node's settings to ask for the first item only.",
	};
}

/** All in one text, as in the node's other operations (see `sending/ending.ts`). */
function wordsOf(thrown: unknown): string {
	if (thrown instanceof NodeApiError || thrown instanceof NodeOperationError) {
		return [thrown.message, thrown.description].filter(Boolean).join('. ');
	}
	return thrown instanceof Error ? thrown.message : String(thrown);
}
