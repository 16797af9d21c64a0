import type { INodeProperties } from 'n8n-workflow';

import { getAll } from './getAll';

export const chatOperations: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['chat'] } },
	options: [getAll],
	default: 'getAll',
};
