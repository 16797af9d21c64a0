import type { INodeProperties } from 'n8n-workflow';

import { getAll } from './getAll';
import { getUnread } from './getUnread';
import { send } from './send';
import { sendAndWait } from './sendAndWait';
import { sendFile } from './sendFile';

const operations = [getAll, getUnread, send, sendAndWait, sendFile];

export const messageOperations: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['message'] } },
	options: operations.map(({ option }) => option),
	default: 'send',
};

export const messageParameters = operations.flatMap(({ parameters }) => parameters);
