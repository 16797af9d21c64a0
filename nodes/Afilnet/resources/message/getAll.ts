import type { INodePropertyOptions } from 'n8n-workflow';

import { call } from '../../shared/call';

export const getAll: INodePropertyOptions = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many messages',
	description: 'Retrieve the messages of a conversation, both received and sent',
	routing: call('getmessages'),
};
