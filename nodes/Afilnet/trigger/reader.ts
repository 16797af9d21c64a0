import { sleep, type ICredentialsDecrypted, type IDataObject, type IPollFunctions } from 'n8n-workflow';

import type { Method } from '../api/methods';
import { ask } from '../shared/ask';
import { faultOf, isNoChat } from '../shared/errors';

/** A channel by the vendor's names of its parts. */
export interface Channel {
	platform: string;
	platformid: string;
}

/** A conversation in a channel. */
export interface Target extends Channel {
	destination: string;
}

/** Reads lists from Afilnet for one poll. Each list comes as the rows that Afilnet gave, or is rejected. */
export interface Reader {
	channels: () => Promise<Channel[]>;
	/** `getchats`; no rows for a channel without conversations. */
	chats: (channel: Channel) => Promise<IDataObject[]>;
	/** `getmessages` */
	messages: (target: Target) => Promise<IDataObject[]>;
	/** `getunreadmessages` */
	unread: (target: Target) => Promise<IDataObject[]>;
	/** Whether there is time for another request, and any sense in it. */
	mayGoOn: () => boolean;
	/** Waits. Gives false without waiting if there would be no time for anything afterwards. */
	pause: (seconds: number) => Promise<boolean>;
}

/** The longest that a poll takes, in ms: n8n's shortest interval, so that what was read is not held back for long. */
const longest = 60_000;

/** The time for one poll in ms: what the host gives it (n8n 2.38 and later), a minute at most. */
export function pollBudget(context: IPollFunctions): number {
	const given = typeof context.getPollBudgetMs === 'function' ? context.getPollBudgetMs() : longest;
	return Math.min(given, longest);
}

/**
 * Reads over HTTP. It starts nothing after four fifths of the budget, gives no single request more than a quarter, and
 * stops for good if Afilnet refuses the account or asks for fewer requests.
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

	const mayGoOn = () => !isRefused && !isCancelled() && Date.now() < deadline;

	return {
		channels: async () => (await read('getchatchannels', {})).map(toChannel),
		chats: async (channel) => await readThere('getchats', { ...channel }),
		messages: async (target) => await readThere('getmessages', { ...target }),
		unread: async (target) => await readThere('getunreadmessages', { ...target }),
		mayGoOn,
		pause: async (seconds) => {
			if (Date.now() + seconds * 1000 >= deadline) return false;
			await sleep(seconds * 1000);
			return mayGoOn();
		},
	};
}

/** A row of `getchatchannels`. */
export function toChannel({ platform, platformid }: IDataObject): Channel {
	return { platform: String(platform), platformid: String(platformid) };
}
