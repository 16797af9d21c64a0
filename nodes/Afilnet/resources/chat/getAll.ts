import type { Operation } from '../operation';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many chats',
		description: 'Retrieve the conversations of a channel, each with its latest message',
		routing: { request: { body: { method: 'getchats' } } },
	},
	parameters: [],
};
