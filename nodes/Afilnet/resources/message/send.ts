import type { Operation } from '../operation';

export const send: Operation = {
	option: {
		name: 'Send',
		value: 'send',
		action: 'Send message',
		description: 'Deliver a text message to a person by web chat, WhatsApp, Telegram or an operator channel',
		routing: { request: { body: { method: 'sendmessage' } } },
	},
	parameters: [],
};
