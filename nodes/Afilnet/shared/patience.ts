import type { ICredentialsDecrypted, IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import type { Fault } from '../api/faults';
import { ask, type AskingContext, type Form } from './ask';
import { faultError, faultOf } from './errors';
import { pause } from './pause';

/** How long one request is retried while Afilnet answers with HTTP 429, in milliseconds. */
const longest = 120_000;

/** The retries of one request while Afilnet answers with HTTP 429, which means that it was not carried out. */
export class Patience {
	private tries = 0;
	private since: number | undefined;

	/**
	 * How long to wait before the next retry, in milliseconds: as Afilnet says, else 1, 2, 4 … seconds.
	 * @returns undefined if there is no next retry
	 */
	pauseAfter({ cause, retryAfter }: Fault): number | undefined {
		if (cause !== 'rate-limited') return undefined;
		const now = Date.now();
		this.since ??= now;
		const milliseconds = retryAfter || 1000 * 2 ** this.tries++;
		return now + milliseconds <= this.since + longest ? milliseconds : undefined;
	}

	/** Starts over, since the request was carried out and another one follows. */
	renew(): void {
		this.tries = 0;
		this.since = undefined;
	}
}

/** The fault after the last retry. */
export function withoutPatience(fault: Fault): Fault {
	if (fault.cause !== 'rate-limited') return fault;
	const minutes = Math.ceil((fault.retryAfter ?? 0) / 60_000);
	const message =
		minutes > 2
			? `Afilnet takes no more requests for ${minutes} minutes`
			: 'Afilnet is still getting too many requests after several retries';
	return { ...fault, message };
}

/**
 * Asks Afilnet as {@link ask} does, and retries after HTTP 429.
 * @param signal ends the waiting
 * @throws as {@link ask}
 */
export async function askPatiently(
	context: AskingContext,
	credential: ICredentialsDecrypted,
	form: Form,
	signal?: AbortSignal,
	options?: Partial<IHttpRequestOptions>,
): Promise<IDataObject[]> {
	const patience = new Patience();
	for (;;) {
		try {
			return await ask(context, credential, form, options);
		} catch (thrown) {
			const fault = faultOf(thrown);
			const milliseconds = signal?.aborted ? undefined : patience.pauseAfter(fault);
			if (milliseconds === undefined) throw faultError(context.getNode(), withoutPatience(fault));
			await pause(milliseconds, signal);
		}
	}
}
