import type { Account } from './account';
import type { ConversationKey } from './keys';
import { isFileType, isPlatform, isWebAddress } from './vocabulary';

/** The parameters of a request, by their names in the vendor's reference. One that did not come is not there. */
export type Parameters = Readonly<Record<string, string>>;

/** The compulsory parameters of each method, beside the four that every request needs. */
export const compulsoryParameters = {
	getchatchannels: [],
	sendmessage: ['platform', 'platformid', 'destination', 'message'],
	sendfile: ['platform', 'platformid', 'destination', 'type', 'fileurl'],
	getchats: ['platform', 'platformid'],
	getmessages: ['platform', 'platformid', 'destination'],
	getunreadmessages: ['platform', 'platformid', 'destination'],
} as const satisfies Record<string, readonly string[]>;

export type Method = keyof typeof compulsoryParameters;

/** Methods that need a conversation. `sendmessage` does not: by the reference it cannot answer CHAT_NOT_FOUND. */
const needsConversation: readonly string[] = ['sendfile', 'getmessages', 'getunreadmessages'];

export const isMethod = (name: unknown): name is Method =>
	typeof name === 'string' && Object.hasOwn(compulsoryParameters, name);

/** The conversation that a request names, or undefined if its platform is not one of the four. */
export function namedConversation(parameters: Parameters): ConversationKey | undefined {
	const { platform, platformid = '', destination = '' } = parameters;
	return isPlatform(platform) ? { platform, platformId: platformid, destination } : undefined;
}

type Check = (parameters: Parameters, account: Account) => boolean;

const isMissing =
	(name: string): Check =>
	(parameters) =>
		!parameters[name];

/**
 * The checks of a request, in their order. What needs no look-up comes first, then who asks, what is asked for and whether
 * it is complete, then what it names: the channel, the conversation in it, the file. A platform
 * that does not exist has no channels, so it answers CHANNEL_NOT_FOUND. An empty value counts as missing.
 */
const checks = [
	['MISSING_USER', isMissing('user')],
	['MISSING_PASSWORD', isMissing('password')],
	['MISSING_CLASS', isMissing('class')],
	['MISSING_METHOD', isMissing('method')],
	['INCORRECT_USER_PASSWORD', isUnknownUser],
	['INCORRECT_CLASS', (parameters) => parameters['class'] !== 'chat'],
	['INCORRECT_METHOD', (parameters) => !isMethod(parameters['method'])],
	['MISSING_COMPULSORY_PARAM', isIncomplete],
	['CHANNEL_NOT_FOUND', isUnknownChannel],
	['CHAT_NOT_FOUND', isUnknownConversation],
	['INCORRECT_FILETYPE', (parameters) => isFile(parameters) && !isFileType(parameters['type'])],
	['INCORRECT_FILEURL', (parameters) => isFile(parameters) && !isWebAddress(parameters['fileurl'] ?? '')],
	['INCORRECT_THUMBURL', isWrongThumbnail],
] as const satisfies ReadonlyArray<readonly [string, Check]>;

/** An error code of the vendor's reference. */
export type ErrorCode = (typeof checks)[number][0];

/** Every error code of the vendor's reference, in the order in which the sandbox checks. */
export const errorCodes: readonly ErrorCode[] = checks.map(([code]) => code);

/** The error code that a request earns, or undefined if nothing is wrong with it. */
export function refusal(parameters: Parameters, account: Account): ErrorCode | undefined {
	return checks.find(([, applies]) => applies(parameters, account))?.[0];
}

function isUnknownUser({ user, password }: Parameters, account: Account): boolean {
	return user !== account.user || password !== account.password;
}

function isIncomplete(parameters: Parameters): boolean {
	const { method } = parameters;
	return isMethod(method) && compulsoryParameters[method].some((name) => !parameters[name]);
}

function isUnknownChannel(parameters: Parameters, account: Account): boolean {
	if (parameters['method'] === 'getchatchannels') return false;
	const key = namedConversation(parameters);
	return !key || !account.channel(key);
}

function isUnknownConversation(parameters: Parameters, account: Account): boolean {
	const key = namedConversation(parameters);
	return needsConversation.includes(parameters['method'] ?? '') && !(key && account.conversation(key));
}

function isFile(parameters: Parameters): boolean {
	return parameters['method'] === 'sendfile';
}

function isWrongThumbnail(parameters: Parameters): boolean {
	const { thumburl } = parameters;
	return isFile(parameters) && !!thumburl && !isWebAddress(thumburl);
}
