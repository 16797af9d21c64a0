import type { INodeProperties } from 'n8n-workflow';

import { getAll } from './getAll';

export const channelOperations: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['channel'] } },
	options: [getAll],
	default: 'getAll',
};
