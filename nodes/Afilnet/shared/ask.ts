import type {
	ICredentialsDecrypted,
	IDataObject,
	IExecuteFunctions,
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';

import { readAnswer } from '../api/answer';
import { networkFault } from '../api/network';
import { accountOf, requestDefaults } from '../api/request';
import { faultError } from './errors';

export type AskingContext =
	ILoadOptionsFunctions | IPollFunctions | IExecuteFunctions | IExecuteSingleFunctions;

/** What Afilnet is asked: a method and its fields, by the vendor's names. */
export type Form = { method: string } & Record<string, string>;

/**
 * How long the editor's lists and Send and Wait for Response wait for an answer, in milliseconds, if nothing else is set. For
 * the other operations n8n's engine sets five minutes.
 */
const patience = 30_000;

/** The longest time that Node's timers can wait, in milliseconds. */
const longest = 2 ** 31 - 1;

/** A timeout as Node's timers take it: an expression may give a fraction, a text or anything else. */
function timeoutOf(value: unknown): number {
	const milliseconds = Math.ceil(Number(value));
	return milliseconds > 0 ? Math.min(milliseconds, longest) : patience;
}

/**
 * The node's credential, to be read once for a run or a poll. For every request that comes without it, n8n 2.41 asks its
 * database, decrypts and starts an isolate.
 * @throws what n8n throws if the node has no credential
 */
export async function readCredential(context: AskingContext): Promise<ICredentialsDecrypted> {
	const type = 'afilnetApi';
	return { id: '', name: '', type, data: await context.getCredentials(type) };
}

/**
 * The one way in which the node, its pickers and the trigger ask Afilnet.
 * @param options n8n's own for this request: `timeout` in milliseconds, proxy, certificates
 * @param secrets what is not shown if Afilnet repeats it in an error, beside the account's user and password
 * @returns the rows of the list; none for a send
 * @throws NodeApiError with the fault in words; `faultOf` gives the fault
 */
export async function ask(
	context: AskingContext,
	credential: ICredentialsDecrypted,
	form: Form,
	options: Partial<IHttpRequestOptions> = {},
	secrets: readonly string[] = [],
): Promise<IDataObject[]> {
	const timeout = timeoutOf(options.timeout);
	// The helper's own timeout ends a request in which nothing moves, not one that drips on for ever.
	const abortSignal = AbortSignal.timeout(timeout);
	const request = {
		...requestDefaults,
		...options,
		body: { ...requestDefaults.body, ...form },
		returnFullResponse: true,
		timeout,
		abortSignal,
	};
	const reading = await context.helpers.httpRequestWithAuthentication
		.call(context, credential.type, request, { credentialsDecrypted: credential })
		.then(
			(answer) =>
				readAnswer(answer, form.method, [...Object.values(accountOf(credential.data ?? {})), ...secrets]),
			(thrown: unknown) => ({
				fault: networkFault(abortSignal.aborted ? { code: 'ETIMEDOUT' } : thrown, form.method),
			}),
		);
	if ('fault' in reading) throw faultError(context.getNode(), reading.fault);
	return reading.rows;
}
