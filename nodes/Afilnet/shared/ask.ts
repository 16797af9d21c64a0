import type { IDataObject, ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';

import { faultError, faultOf } from './errors';
import { readAnswer, requestDefaults, type Method } from '../api/answer';

/**
 * Asks Afilnet outside of the declarative engine: for the pickers and the trigger.
 * @param parameters the method's own parameters, by the vendor's names
 * @param timeout how long to wait for the answer, in milliseconds
 * @returns the rows of the list
 * @throws NodeApiError with the fault in words; {@link faultOf} gives the fault
 */
export async function ask(
	context: ILoadOptionsFunctions | IPollFunctions,
	method: Method,
	parameters: IDataObject,
	timeout: number,
): Promise<IDataObject[]> {
	// The helper's own timeout ends a request in which nothing moves, not one that drips on for ever.
	const abortSignal = AbortSignal.timeout(timeout);
	const reading = await context.helpers.httpRequestWithAuthentication
		.call(context, 'afilnetApi', {
			...requestDefaults,
			url: '',
			body: { class: 'chat', method, ...parameters },
			returnFullResponse: true,
			timeout,
			abortSignal,
		})
		.then(
			(answer) => readAnswer(answer, method),
			(thrown: unknown) => ({
				fault: faultOf(abortSignal.aborted ? { code: 'ETIMEDOUT' } : thrown, method),
			}),
		);
	if ('fault' in reading) throw faultError(context.getNode(), reading.fault);
	return reading.rows;
}
