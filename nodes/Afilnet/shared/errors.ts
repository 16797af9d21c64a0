import { NodeApiError, type INode } from 'n8n-workflow';

import { networkFault, type Fault } from '../api/answer';

const faults = new WeakMap<object, Fault>();

/**
 * A fault as n8n shows it. It is made anew, without the exception that led to it: the one of n8n's request helper
 * carries the whole request, password included, into the stored execution and the log.
 */
export function faultError(node: INode, fault: Fault, itemIndex?: number): NodeApiError {
	const error = new NodeApiError(
		node,
		{ message: fault.code ?? fault.message },
		{
			message: fault.message,
			description: fault.description,
			failure: { cause: fault.cause },
			...(fault.httpCode === undefined ? {} : { httpCode: fault.httpCode }),
			...(itemIndex === undefined ? {} : { itemIndex }),
		},
	);
	faults.set(error, fault);
	return error;
}

/** The fault behind an exception: the one it was made from, else what the network layer says. */
export function faultOf(thrown: unknown, method: unknown): Fault {
	const known = typeof thrown === 'object' && thrown !== null ? faults.get(thrown) : undefined;
	return known ?? networkFault(thrown, method);
}
