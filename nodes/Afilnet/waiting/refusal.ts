import {
	NodeOperationError,
	type IExecuteFunctions,
	type IExecuteSingleFunctions,
	type IHttpRequestOptions,
	type INode,
} from 'n8n-workflow';

import type { Problem } from '../sending/form';

/** Why nothing is sent, as n8n shows it. */
export function refusal(context: IExecuteFunctions, { message, description }: Problem): NodeOperationError {
	return new NodeOperationError(context.getNode(), message, { description, itemIndex: 0 });
}

/** The error if an engine has no way to wait. */
export function cannotWait(node: INode): NodeOperationError {
	return new NodeOperationError(node, "'Send and Wait for Response' cannot wait here", {
		description:
			"Nothing was sent. An AI Agent before version 3 cannot wait for a tool, and n8n's new execution engine (engine v2) cannot wait. Use a newer AI Agent, make the node a step of the workflow, or use 'Send'.",
	});
}

/**
 * Runs before the operation's request in n8n's declarative engine. That engine runs the operation only if it does not know
 * `customOperations`: in engine v2, and in a tool that an agent runs by itself.
 * @throws NodeOperationError always
 */
export async function refuseToWait(this: IExecuteSingleFunctions): Promise<IHttpRequestOptions> {
	throw cannotWait(this.getNode());
}
