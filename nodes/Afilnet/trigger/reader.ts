import type { ICredentialsDecrypted, IDataObject, IPollFunctions } from 'n8n-workflow';

import type { Method } from '../api/methods';
import { ask } from '../shared/ask';
import { faultOf, isNoChat } from '../shared/errors';
import type { Reader } from './reading';

/** The longest a poll takes, in ms: n8n's shortest interval, so that what was read is not held back for long. */
const longest = 60_000;

/** The time for one poll in ms: what the host gives it, where it does (n8n 2.38 and later). */
export function pollBudget(context: IPollFunctions): number {
	const given = typeof context.getPollBudgetMs === 'function' ? context.getPollBudgetMs() : longest;
	return Math.min(given, longest);
}

/**
 * Reads over HTTP, for one poll. It starts nothing after four fifths of the budget, gives no single request
 * more than a quarter, and stops for good where Afilnet refuses the account or asks for fewer requests.
 * @param isCancelled whether the poll's result is not wanted any more
 */
export function afilnetReader(
	context: IPollFunctions,
	credential: ICredentialsDecrypted,
	isCancelled: () => boolean = () => false,
): Reader {
	const budget = pollBudget(context);
	const deadline = Date.now() + budget * 0.8;
	let isRefused = false;

	const read = async (method: Method, parameters: Record<string, string>): Promise<IDataObject[]> => {
		const timeout = Math.max(Math.min(deadline - Date.now(), budget / 4), budget / 20);
		const form = { method, ...parameters };
		const reading = ask(context, credential, form, { timeout: Math.ceil(timeout) });
		reading.catch((thrown: unknown) => {
			const { cause } = faultOf(thrown);
			isRefused ||= cause === 'credential-invalid' || cause === 'rate-limited';
		});
		return await reading;
	};

	const readThere = async (method: Method, parameters: Record<string, string>): Promise<IDataObject[]> =>
		await read(method, parameters).catch(async (thrown: unknown) =>
			isNoChat(thrown) ? [] : await Promise.reject(thrown),
		);

	return {
		channels: async () =>
			(await read('getchatchannels', {})).map(({ platform, platformid }) => ({
				platform: String(platform),
				platformid: String(platformid),
			})),
		chats: async (channel) => await readThere('getchats', { ...channel }),
		messages: async (target) => await readThere('getmessages', { ...target }),
		unread: async (target) => await readThere('getunreadmessages', { ...target }),
		mayGoOn: () => !isRefused && !isCancelled() && Date.now() < deadline,
	};
}
