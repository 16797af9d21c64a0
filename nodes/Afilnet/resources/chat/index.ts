import type { INodeProperties } from 'n8n-workflow';

import { getAll } from './getAll';

const operations = [getAll];

export const chatOperations: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['chat'] } },
	options: operations.map(({ option }) => option),
	default: 'getAll',
};

export const chatParameters = operations.flatMap(({ parameters }) => parameters);
