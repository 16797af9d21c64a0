import type { INodePropertyOptions } from 'n8n-workflow';

import { call } from '../../shared/call';

export const getAll: INodePropertyOptions = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many chats',
	description: 'Retrieve the conversations of a channel, each with its latest message',
	routing: call('getchats'),
};
