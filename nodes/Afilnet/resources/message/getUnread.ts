import type { INodePropertyOptions } from 'n8n-workflow';

import { call } from '../../shared/call';

export const getUnread: INodePropertyOptions = {
	name: 'Get Many Unread',
	value: 'getUnread',
	action: 'Get many unread messages',
	description:
		'Retrieve the messages of a conversation that nobody has read yet. Afilnet may then mark them as read.',
	routing: call('getunreadmessages'),
};
