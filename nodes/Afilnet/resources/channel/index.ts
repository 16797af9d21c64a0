import type { INodeProperties } from 'n8n-workflow';

import { getAll } from './getAll';

const operations = [getAll];

export const channelOperations: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['channel'] } },
	options: operations.map(({ option }) => option),
	default: 'getAll',
};

export const channelParameters = operations.flatMap(({ parameters }) => parameters);
