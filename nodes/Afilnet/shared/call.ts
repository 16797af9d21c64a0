import type {
	IExecuteSingleFunctions,
	IN8nHttpFullResponse,
	INodeExecutionData,
	INodePropertyRouting,
} from 'n8n-workflow';

import { faultError } from './errors';
import { readAnswer, type Method } from '../api/answer';

/** The routing of an operation: which method of the API it calls, and how its answer is read. */
export function call(method: Method): INodePropertyRouting {
	return {
		request: { body: { class: 'chat', method } },
		// Lets the engine hand each request to the ordered queue: see itemQueue.ts.
		send: { paginate: true },
		output: { postReceive: [readerOf(method)] },
	};
}

/** Afilnet says what went wrong in an answer with HTTP 200, which the engine takes for a success: so it is read here. */
function readerOf(method: Method) {
	return async function (
		this: IExecuteSingleFunctions,
		_items: INodeExecutionData[],
		response: IN8nHttpFullResponse,
	): Promise<INodeExecutionData[]> {
		const reading = readAnswer(response, method);
		if ('fault' in reading) throw faultError(this.getNode(), reading.fault, this.getItemIndex());
		return reading.rows.map((json) => ({ json }));
	};
}
