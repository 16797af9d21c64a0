import type { Operation } from '../operation';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many channels',
		description: 'Retrieve the chat channels of the account, each with its platform, ID and name',
		routing: { request: { body: { method: 'getchatchannels' } } },
	},
	parameters: [],
};
