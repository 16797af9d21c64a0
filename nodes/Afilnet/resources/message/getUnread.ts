import type { Operation } from '../operation';

export const getUnread: Operation = {
	option: {
		name: 'Get Many Unread',
		value: 'getUnread',
		action: 'Get many unread messages',
		description:
			'Retrieve the messages of a conversation that nobody has read yet. Afilnet may then mark them as read.',
		routing: { request: { body: { method: 'getunreadmessages' } } },
	},
	parameters: [],
};
