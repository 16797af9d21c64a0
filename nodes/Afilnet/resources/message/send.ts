import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { call } from '../../shared/call';

export const send: INodePropertyOptions = {
	name: 'Send',
	value: 'send',
	action: 'Send message',
	description: 'Deliver a text message to a person by web chat, WhatsApp, Telegram or an operator channel',
	routing: call('sendmessage'),
};

export const sendFields: INodeProperties[] = [
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
	},
];
