import type { Account, Channel, Conversation, Message } from './account';
import { failure, inOrder, listResult, sendResult, success, type Answer } from './answers';
import { isMethod, namedConversation, refusal, type Method, type Parameters } from './checks';
import type { Random } from './random';
import { messageRow, spellId, spellPlatform, type Row } from './rows';
import type { Switches } from './switches';
import type { ConversationKey } from './keys';
import { isFileType } from './vocabulary';

/** What the methods work on. */
export interface Backend {
	account: Account;
	switches: Switches;
	random: Random;
}

/** Does what a request asks for and answers it: the six methods of the vendor's reference. */
export function perform(asked: Parameters, backend: Backend): Answer {
	const { account, switches } = backend;
	const parameters = switches.destinationPlus ? withoutPlus(asked) : asked;
	const code = refusal(parameters, account);
	if (code) return failure(code, switches);
	const { method } = parameters;
	if (!isMethod(method)) return failure('INCORRECT_METHOD', switches);
	if (method === 'getchatchannels') return success(listResult(channelRows(backend), switches), switches);
	const key = namedConversation(parameters);
	if (!key) return failure('CHANNEL_NOT_FOUND', switches);
	return inChannel[method](key, parameters, backend);
}

function withoutPlus(parameters: Parameters): Parameters {
	const { platform, destination = '' } = parameters;
	if (platform !== 'whatsapp' || !destination.startsWith('+')) return parameters;
	return { ...parameters, destination: destination.slice(1) };
}

type InChannel = (key: ConversationKey, parameters: Parameters, backend: Backend) => Answer;

const inChannel: Record<Exclude<Method, 'getchatchannels'>, InChannel> = {
	sendmessage(key, { message = '' }, { account, switches }) {
		account.send(key, message);
		return success(sendResult(switches), switches);
	},

	sendfile(key, { type, fileurl = '', thumburl, message = '' }, { account, switches }) {
		if (!isFileType(type)) return failure('INCORRECT_FILETYPE', switches);
		account.send(key, message, { type, url: fileurl, ...(thumburl && { thumbnailUrl: thumburl }) });
		return success(sendResult(switches), switches);
	},

	getchats(key, _parameters, backend) {
		const { account, switches } = backend;
		const rows = chatRows(account.conversations(key), backend);
		if (rows.length === 0 && switches.emptyChannel === 'CHAT_NOT_FOUND') {
			return failure('CHAT_NOT_FOUND', switches);
		}
		return success(listResult(rows, switches), switches);
	},

	getmessages(key, _parameters, { account, switches, random }) {
		const conversation = account.conversation(key);
		if (!conversation) return failure('CHAT_NOT_FOUND', switches);
		// A limit of 0 cuts nothing off: `slice(-0)` is all.
		const listed = conversation.messages.slice(-switches.messageLimit);
		const rows = inOrder(listed, switches.messageOrder, random).map((message) =>
			messageRow(conversation, message, 'sent', switches, random),
		);
		if (switches.messagesMarkRead) account.markRead(key);
		return success(listResult(rows, switches), switches);
	},

	getunreadmessages(key, _parameters, { account, switches, random }) {
		const conversation = account.conversation(key);
		if (!conversation) return failure('CHAT_NOT_FOUND', switches);
		const unread = conversation.sinceRead.filter(({ sent }) => !sent || switches.unreadIncludesSent);
		const rows = inOrder(unread, switches.unreadOrder, random).map((message) =>
			messageRow(conversation, message, 'issent', switches, random),
		);
		if (switches.unreadMarksRead) account.markRead(key);
		return success(listResult(rows, switches), switches);
	},
};

function channelRows({ account, switches, random }: Backend): Row[] {
	return account.channels.map(({ platformId, platform, name }: Channel) => ({
		platformid: spellId(platformId, switches, random),
		platform: spellPlatform(platform, switches),
		name,
	}));
}

/** The rows of the latest messages; a conversation in which nobody has written yet has none. */
function chatRows(oldestFirst: readonly Conversation[], { switches, random }: Backend): Row[] {
	const latest = oldestFirst.flatMap((conversation) =>
		conversation.messages.slice(-switches.chatRows).map((message) => [conversation, message] as const),
	);
	return inOrder(latest, switches.chatOrder, random).map(([conversation, message]) => {
		const shown = switches.chatIdsApart ? { ...message, messageId: otherId(message) } : message;
		return messageRow(conversation, shown, 'sent', switches, random);
	});
}

/** An id that no message has, and that is still exact as a number. */
function otherId({ messageId }: Message): string {
	return String(2 ** 50 + Number(messageId));
}
