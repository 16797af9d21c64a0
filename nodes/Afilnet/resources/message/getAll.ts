import type { Operation } from '../operation';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many messages',
		description: 'Retrieve the messages of a conversation, both received and sent',
		routing: { request: { body: { method: 'getmessages' } } },
	},
	parameters: [],
};
