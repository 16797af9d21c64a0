/**
 * The parameters that several operations share. Each stands once in the node, under one name: a value stays when the
 * user changes the operation, and the engine evaluates every parameter of the node for every item.
 */
import type { INodeProperties } from 'n8n-workflow';

export const platformOptions = [
	{ name: 'Operator', value: 'operator' },
	{ name: 'Telegram', value: 'telegram' },
	{ name: 'Web Chat', value: 'webchat' },
	{ name: 'WhatsApp', value: 'whatsapp' },
];

export const platform: INodeProperties = {
	displayName: 'Platform',
	name: 'platform',
	type: 'options',
	options: platformOptions,
	default: 'whatsapp',
	required: true,
	displayOptions: { show: { resource: ['chat', 'message'] } },
	description: 'Where the chat takes place: webchat, whatsapp, telegram or operator',
	routing: { send: { type: 'body', property: 'platform' } },
};

/**
 * One hidden flag for each platform, there while that platform is chosen, and all of them while Platform is an
 * expression. n8n's editor empties a picker, a mapped one too, as soon as the value of a parameter in
 * `loadOptionsDependsOn` changes. A mapped Platform has another value with every item, but its flags stay as they are;
 * and unlike an expression, a flag costs a run nothing.
 */
export const platformFlags: INodeProperties[] = platformOptions.map(({ name, value }) => ({
	displayName: name,
	name: `chosen_${value}`,
	type: 'hidden',
	default: true,
	displayOptions: { show: { platform: [value] } },
}));

const flags = platformFlags.map(({ name }) => name);

export const channel: INodeProperties = {
	displayName: 'Channel',
	name: 'platformId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	displayOptions: { show: { resource: ['chat', 'message'] } },
	description: 'The channel of the account that the chat belongs to, e.g. one of its WhatsApp numbers',
	typeOptions: { loadOptionsDependsOn: flags },
	routing: { send: { type: 'body', property: 'platformid' } },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a channel...',
			typeOptions: { searchListMethod: 'searchChannels', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 100',
			hint: "The 'platformid' of the channel, as Channel > Get Many gives it",
		},
	],
};

export const conversation: INodeProperties = {
	displayName: 'Conversation',
	name: 'destination',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	displayOptions: { show: { resource: ['message'] } },
	description:
		"The person at the other end of the chat. On WhatsApp the phone number with its country code, elsewhere the 'destination' that Afilnet gives for the conversation.",
	// The chosen name: a mapped channel has none, so a new value of it empties nothing. No two channels share a name.
	typeOptions: { loadOptionsDependsOn: [...flags, 'platformId.cachedResultName'] },
	routing: { send: { type: 'body', property: 'destination' } },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a conversation...',
			typeOptions: { searchListMethod: 'searchChats', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 34600000001',
			hint: "The 'destination' of the conversation; on WhatsApp the number with its country code",
		},
	],
};

export const message: INodeProperties = {
	displayName: 'Message',
	name: 'message',
	type: 'string',
	typeOptions: { rows: 3 },
	default: '',
	required: true,
	displayOptions: { show: { resource: ['message'], operation: ['send', 'sendAndWait'] } },
	placeholder: 'e.g. Your order is on its way',
	description: 'The text to send',
	routing: { send: { type: 'body', property: 'message' } },
};

const lists = ['getAll', 'getUnread'];

export const returnAll: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	displayOptions: { show: { operation: lists } },
	description: 'Whether to return all results or only up to a given limit',
};

export const limit: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	default: 50,
	typeOptions: { minValue: 1 },
	displayOptions: { show: { operation: lists, returnAll: [false] } },
	description: 'Max number of results to return',
};

const forTexts = { show: { '/operation': ['send', 'sendFile'] } };
const forSend = { show: { '/operation': ['send'] } };

export const formatMarkdown: INodeProperties = {
	displayName: 'Format Markdown',
	name: 'formatMarkdown',
	type: 'boolean',
	default: false,
	displayOptions: forTexts,
	description:
		'Whether to turn Markdown, as AI agents write it, into the formatting of WhatsApp, and into plain text on other platforms',
};

export const splitLongMessages: INodeProperties = {
	displayName: 'Split Long Messages',
	name: 'splitLongMessages',
	type: 'boolean',
	default: false,
	displayOptions: forSend,
	description:
		'Whether to send a text that is longer than the maximum length as several messages, split at paragraphs, sentences or words',
};

export const maxLength: INodeProperties = {
	displayName: 'Maximum Length',
	name: 'maxLength',
	type: 'number',
	default: 4096,
	typeOptions: { minValue: 10 },
	displayOptions: forSend,
	description: "How many characters a message may have if 'Split Long Messages' is on",
};

export const pauseSeconds: INodeProperties = {
	displayName: 'Wait Between Messages (Seconds)',
	name: 'pauseSeconds',
	type: 'number',
	default: 0,
	typeOptions: { minValue: 0, maxValue: 30 },
	displayOptions: forTexts,
	description:
		'How long to wait between two messages to the same conversation in one run of the node, up to 30 seconds. Other conversations do not wait.',
};

export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	// Send and Wait for Response sends one message.
	displayOptions: { hide: { operation: ['sendAndWait'] } },
	options: [
		formatMarkdown,
		maxLength,
		{
			displayName: 'Requests at Once',
			name: 'maxConcurrency',
			type: 'number',
			default: 10,
			typeOptions: { minValue: 1, maxValue: 50 },
			description:
				'How many items are handled side by side. Messages to one conversation are always sent one after another.',
		},
		splitLongMessages,
		pauseSeconds,
	],
};
