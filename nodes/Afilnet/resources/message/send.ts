import type { Operation } from '../operation';

export const send: Operation = {
	option: {
		name: 'Send',
		value: 'send',
		action: 'Send message',
		description: 'Deliver a text message to a person by web chat, WhatsApp, Telegram or an operator channel',
		routing: { request: { body: { method: 'sendmessage' } } },
	},
	parameters: [
		{
			displayName: 'Message',
			name: 'message',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			required: true,
			displayOptions: { show: { resource: ['message'], operation: ['send'] } },
			placeholder: 'e.g. Your order is on its way',
			description: 'The text to send',
			routing: { send: { type: 'body', property: 'message' } },
		},
	],
};
