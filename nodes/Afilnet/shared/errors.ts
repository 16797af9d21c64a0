import { NodeApiError, type INode } from 'n8n-workflow';

import type { Fault } from '../api/faults';
import { networkFault } from '../api/network';

/** Beside the exceptions, not in them: n8n stores an exception with all its fields. */
const faults = new WeakMap<object, Fault>();

/**
 * A fault as n8n shows it. The exception that led to it is left out: that of n8n's request helper carries the whole request,
 * password included, into the stored execution and the log.
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

/** The fault that an exception was made from. Any other exception counts as a send that may have arrived. */
export function faultOf(thrown: unknown): Fault {
	const known = typeof thrown === 'object' && thrown !== null ? faults.get(thrown) : undefined;
	return known ?? networkFault(thrown, '');
}

/** Whether Afilnet says that there is no such conversation. `getchats` may say so too, of a channel without conversations. */
export function isNoChat(thrown: unknown): boolean {
	return faultOf(thrown).code?.toUpperCase() === 'CHAT_NOT_FOUND';
}
