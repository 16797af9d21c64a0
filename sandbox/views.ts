import type { Channel, Conversation, Message } from './account';
import type { AddedFault } from './faults';
import type { Switches, SwitchView } from './switches';
import type { ChannelKey, ConversationKey } from './keys';

/** A message as the control addresses write it; `writtenAt` is ISO 8601. */
export type MessageView = Omit<Message, 'writtenAt'> & { writtenAt: string };

export interface ConversationView extends ConversationKey {
	name: string;
	/** How many messages of the customer nobody has read. */
	unread: number;
	/** Its latest message; undefined if nobody has written yet. */
	latest?: MessageView;
}

export interface ChannelView extends ChannelKey {
	name: string;
	/** The one with the latest message first. */
	conversations: ConversationView[];
}

/** What `GET /sandbox/state` answers. */
export interface StateView {
	user: string;
	password: string;
	apiUrl: string;
	channels: ChannelView[];
	switches: Switches;
	/** Every switch in words, under its heading. */
	switchViews: ReadonlyArray<{ heading: string; switches: SwitchView[] }>;
	faults: readonly AddedFault[];
}

/** What `GET /sandbox/events` sends for a new message. */
export interface MessageEventView {
	conversation: ConversationView;
	message: MessageView;
}

export const messageView = (message: Message): MessageView => ({
	...message,
	writtenAt: message.writtenAt.toISOString(),
});

export function conversationView(conversation: Conversation): ConversationView {
	const { platform, platformId, destination, name, unread, messages } = conversation;
	const latest = messages.at(-1);
	return { platform, platformId, destination, name, unread, ...(latest && { latest: messageView(latest) }) };
}

export const channelView = ({ platform, platformId, name, conversations }: Channel): ChannelView => ({
	platform,
	platformId,
	name,
	conversations: [...conversations.values()].reverse().map(conversationView),
});
