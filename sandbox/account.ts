import { EventEmitter } from 'node:events';

import type { Random } from './random';
import type { Switches } from './switches';
import type { ChannelKey, ConversationKey } from './keys';
import type { FileType, Platform } from './vocabulary';

export interface SentFile {
	type: FileType;
	url: string;
	thumbnailUrl?: string;
	/** The id of the file that the sandbox got from there, if it did. */
	fetchedId?: number;
}

export interface Message {
	/** Digits. Unique among those of its direction in its conversation; whether also beyond them is a switch. */
	messageId: string;
	/** What was written; for a file its caption, which may be empty. */
	text: string;
	file?: SentFile;
	/** True if the account wrote it, false if the customer did. */
	sent: boolean;
	/** Whether somebody at the account has read it. A message that was sent is not read before the conversation is. */
	read: boolean;
	writtenAt: Date;
}

/** The highest `messageId` so far, of what the account sent and of what it received. */
interface HighestIds {
	sent: number;
	received: number;
}

export interface Conversation extends ConversationKey {
	/** What the page calls the customer. It is no part of the API. */
	name: string;
	/** Every message, oldest first. */
	messages: Message[];
	/** Those written since the conversation was last read, by either side, oldest first. */
	sinceRead: Message[];
	/** How many of those the customer wrote. */
	unread: number;
	highestIds: HighestIds;
}

export interface Channel extends ChannelKey {
	name: string;
	/** By destination, the one with the latest message last. */
	conversations: Map<string, Conversation>;
}

interface AccountEvents {
	message: [Conversation, Message];
	read: [Conversation];
	/** Channels, conversations or the files of messages came or went. */
	changed: [];
}

export interface AccountOptions {
	/** Default `demo@afilnet.test`. */
	user?: string;
	/** Default `sandbox`. */
	password?: string;
}

/** How the conversations of {@link Account.addConversations} look. */
export interface BulkOptions {
	/** The customer's one message in each. Default `Hello`. */
	text?: string | undefined;
	/** Whether that message has been read. Default true. */
	read?: boolean | undefined;
}

const channelName = ({ platform, platformId }: ChannelKey) => `${platform}/${platformId}`;

/** An Afilnet account with its channels, conversations and messages, in memory. */
export class Account {
	user: string;
	password: string;
	/** Emits an event for every change of the account. */
	readonly events = new EventEmitter<AccountEvents>();
	readonly #channels = new Map<string, Channel>();
	readonly #switches: Switches;
	readonly #now: () => Date;
	readonly #random: Random;
	readonly #highestIds: HighestIds = { sent: 0, received: 0 };

	constructor(switches: Switches, now: () => Date, random: Random, options: AccountOptions = {}) {
		this.user = options.user ?? 'demo@afilnet.test';
		this.password = options.password ?? 'sandbox';
		this.#switches = switches;
		this.#now = now;
		this.#random = random;
	}

	/** Every channel, in the order in which they were added. */
	get channels(): Channel[] {
		return [...this.#channels.values()];
	}

	channel(key: ChannelKey): Channel | undefined {
		return this.#channels.get(channelName(key));
	}

	conversation(key: ConversationKey): Conversation | undefined {
		return this.channel(key)?.conversations.get(key.destination);
	}

	/** Every conversation of a channel, the one with the latest message last; none if there is no such channel. */
	conversations(key: ChannelKey): Conversation[] {
		return [...(this.channel(key)?.conversations.values() ?? [])];
	}

	/** Every message of a conversation, oldest first; none if there is no such conversation. */
	messages(key: ConversationKey): Message[] {
		return [...(this.conversation(key)?.messages ?? [])];
	}

	/** The customer's messages that nobody has read, oldest first. */
	unreadMessages(key: ConversationKey): Message[] {
		return this.conversation(key)?.sinceRead.filter(({ sent }) => !sent) ?? [];
	}

	/** Adds a channel, or gives the one that is there its new name. */
	addChannel(key: ChannelKey, name: string): Channel {
		const channel = this.channel(key) ?? { ...pickChannel(key), name, conversations: new Map() };
		channel.name = name;
		this.#channels.set(channelName(key), channel);
		this.events.emit('changed');
		return channel;
	}

	/** @returns whether there was such a channel */
	removeChannel(key: ChannelKey): boolean {
		const removed = this.#channels.delete(channelName(key));
		if (removed) this.events.emit('changed');
		return removed;
	}

	/**
	 * Adds many conversations to a channel, each with one message of the customer. Their destinations go on from
	 * 34610000001 (`visitor-00000001` on web chat, `operator-00000001` on operator channels).
	 *
	 * @returns the destinations
	 * @throws Error if there is no such channel
	 */
	addConversations(
		key: ChannelKey,
		count: number,
		{ text = 'Hello', read = true }: BulkOptions = {},
	): string[] {
		const channel = this.#existingChannel(key);
		const destinations: string[] = [];
		for (let number = 1; destinations.length < count; number++) {
			const destination = bulkDestination(key.platform, number);
			if (channel.conversations.has(destination)) continue;
			const conversation = this.#open(channel, destination, `Customer ${number}`);
			this.#append(channel, conversation, { text, sent: false });
			if (read) forgetUnread(conversation);
			destinations.push(destination);
		}
		this.events.emit('changed');
		return destinations;
	}

	/** @returns whether there was such a conversation */
	removeConversation(key: ConversationKey): boolean {
		const removed = this.channel(key)?.conversations.delete(key.destination) ?? false;
		if (removed) this.events.emit('changed');
		return removed;
	}

	/**
	 * A customer writes. A destination that is not known yet opens a conversation.
	 *
	 * @param name what the page calls the customer from now on; a new one without name is called by the destination
	 * @throws Error if there is no such channel
	 */
	receive(key: ConversationKey, text: string, name?: string): Message {
		return this.#write(key, { text, sent: false }, name);
	}

	/**
	 * The account writes, as `sendmessage` and `sendfile` do. A destination that is not known yet opens a conversation.
	 *
	 * @throws Error if there is no such channel
	 */
	send(key: ConversationKey, text: string, file?: SentFile): Message {
		return this.#write(key, { text, sent: true, ...(file && { file }) });
	}

	/** Somebody at the account reads a conversation: nothing in it is unread any more. */
	markRead(key: ConversationKey): void {
		const conversation = this.conversation(key);
		if (!conversation || conversation.sinceRead.length === 0) return;
		forgetUnread(conversation);
		this.events.emit('read', conversation);
	}

	#write(key: ConversationKey, written: Pick<Message, 'text' | 'sent' | 'file'>, name?: string): Message {
		const channel = this.#existingChannel(key);
		const conversation =
			channel.conversations.get(key.destination) ?? this.#open(channel, key.destination, key.destination);
		if (name) conversation.name = name;
		const message = this.#append(channel, conversation, written);
		this.events.emit('message', conversation, message);
		return message;
	}

	#existingChannel(key: ChannelKey): Channel {
		const channel = this.channel(key);
		if (!channel) throw new Error(`There is no ${key.platform} channel ${key.platformId} in the sandbox.`);
		return channel;
	}

	#open(channel: Channel, destination: string, name: string): Conversation {
		const conversation: Conversation = {
			...pickChannel(channel),
			destination,
			name,
			messages: [],
			sinceRead: [],
			unread: 0,
			highestIds: { sent: 0, received: 0 },
		};
		channel.conversations.set(destination, conversation);
		return conversation;
	}

	#append(
		channel: Channel,
		conversation: Conversation,
		written: Pick<Message, 'text' | 'sent' | 'file'>,
	): Message {
		const messageId = String(this.#nextId(conversation, written.sent));
		const message: Message = { ...written, messageId, read: false, writtenAt: this.#now() };
		conversation.messages.push(message);
		conversation.sinceRead.push(message);
		if (!message.sent) conversation.unread += 1;
		// Taken out and put back, the conversation is the last of the map: the map stays in order without sorting.
		channel.conversations.delete(conversation.destination);
		channel.conversations.set(conversation.destination, conversation);
		return message;
	}

	#nextId(conversation: Conversation, sent: boolean): number {
		const direction = sent ? 'sent' : 'received';
		const next = (highest: HighestIds) =>
			1 + (this.#switches.messageIdsApart ? highest[direction] : Math.max(highest.sent, highest.received));
		const id = {
			account: () => next(this.#highestIds),
			conversation: () => next(conversation.highestIds),
			random: () => Math.floor(this.#random() * 2 ** 32) * 2 ** 16 + Math.floor(this.#random() * 2 ** 16),
		}[this.#switches.messageIds]();
		for (const highest of [this.#highestIds, conversation.highestIds])
			highest[direction] = Math.max(highest[direction], id);
		return id;
	}
}

const pickChannel = ({ platform, platformId }: ChannelKey): ChannelKey => ({ platform, platformId });

function forgetUnread(conversation: Conversation) {
	for (const message of conversation.sinceRead) message.read = true;
	conversation.sinceRead = [];
	conversation.unread = 0;
}

function bulkDestination(platform: Platform, number: number): string {
	if (platform === 'webchat') return `visitor-${String(number).padStart(8, '0')}`;
	if (platform === 'operator') return `operator-${String(number).padStart(8, '0')}`;
	return String(34610000000 + number);
}
