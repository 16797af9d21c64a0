import type { INodeProperties } from 'n8n-workflow';

import { getAll } from './getAll';
import { getUnread } from './getUnread';
import { send, sendFields } from './send';
import { sendFile, sendFileFields } from './sendFile';

export const messageOperations: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['message'] } },
	options: [getAll, getUnread, send, sendFile],
	default: 'send',
};

export const messageFields: INodeProperties[] = [...sendFields, ...sendFileFields];
