import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

import type { ChannelView, ConversationView, MessageView, StateView } from '../views';
import { keyFromText, keyText, messageName } from './address';
import { listen, readMessages, readState } from './control';

/** The channels with a conversation as it is now; on top of its channel if it has a new message. */
function withConversation(channels: ChannelView[], changed: ConversationView, toTop: boolean): ChannelView[] {
	return channels.map((channel) => {
		if (channel.platform !== changed.platform || channel.platformId !== changed.platformId) return channel;
		const isOther = ({ destination }: ConversationView) => destination !== changed.destination;
		const conversations = toTop
			? [changed, ...channel.conversations.filter(isOther)]
			: channel.conversations.map((conversation) => (isOther(conversation) ? conversation : changed));
		return { ...channel, conversations };
	});
}

export interface SandboxState {
	state: StateView | undefined;
	/** Of the open conversation, oldest first. */
	messages: MessageView[];
	isConnected: boolean;
	/** The account's latest message, in words, for a screen reader. */
	announcement: string;
	reload: () => Promise<void>;
}

/** The sandbox's state, kept up to date by its events, and the messages of the conversation that is open. */
export function useSandbox(open: string): SandboxState {
	const [state, setState] = useState<StateView>();
	const [messages, setMessages] = useState<MessageView[]>([]);
	const [isConnected, setConnected] = useState(true);
	const [announcement, setAnnouncement] = useState('');
	// The listener outlives the conversation that was open when it was made.
	const opened = useRef(open);
	opened.current = open;

	const reload = useCallback(async () => setState(await readState()), []);

	const reloadMessages = useCallback(async () => {
		const key = keyFromText(opened.current);
		const loaded = key ? await readMessages(key) : [];
		if (!key || keyText(key) === opened.current) setMessages(loaded);
	}, []);

	useEffect(() => {
		setMessages([]);
		void reloadMessages();
	}, [open]);

	useEffect(
		() =>
			listen({
				onOpen: () => {
					setConnected(true);
					void reload();
					void reloadMessages();
				},
				onLost: () => setConnected(false),
				onChanged: () => {
					void reload();
					void reloadMessages();
				},
				onMessage: ({ conversation, message }) => {
					setState((before) => before && withChannels(before, conversation, true));
					if (message.sent)
						setAnnouncement(`${conversation.name} got: ${message.text || message.file?.type}`);
					if (keyText(conversation) !== opened.current) return;
					setMessages((before) =>
						before.some((other) => messageName(other) === messageName(message))
							? before
							: [...before, message],
					);
				},
				onRead: (conversation) => {
					setState((before) => before && withChannels(before, conversation, false));
					if (keyText(conversation) !== opened.current) return;
					setMessages((before) => before.map((message) => ({ ...message, read: true })));
				},
			}),
		[],
	);

	return { state, messages, isConnected, announcement, reload };
}

const withChannels = (state: StateView, changed: ConversationView, toTop: boolean): StateView => ({
	...state,
	channels: withConversation(state.channels, changed, toTop),
});
