import type { INodePropertyOptions } from 'n8n-workflow';

import { call } from '../../shared/call';

export const getAll: INodePropertyOptions = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many channels',
	description: 'Retrieve the chat channels of the account, each with its platform, ID and name',
	routing: call('getchatchannels'),
};
