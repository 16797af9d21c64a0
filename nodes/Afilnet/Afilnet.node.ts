import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { searchChannels } from './listSearch/searchChannels';
import { searchChats } from './listSearch/searchChats';
import { channelOperations } from './resources/channel';
import { chatOperations } from './resources/chat';
import { messageFields, messageOperations } from './resources/message';
import { afilnetApiTest } from './shared/credentialTest';
import {
	channel,
	conversation,
	limit,
	options,
	platform,
	platformFlags,
	returnAll,
} from './shared/descriptions';
import { inOrder } from './sending/engineHook';
import { requestDefaults } from './api/answer';

export class Afilnet implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Afilnet',
		name: 'afilnet',
		icon: { light: 'file:../../icons/afilnet.svg', dark: 'file:../../icons/afilnet.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Send and read messages by web chat, WhatsApp, Telegram and operator channels with Afilnet',
		defaults: { name: 'Afilnet' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'afilnetApi', required: true, testedBy: 'afilnetApiTest' }],
		requestDefaults,
		requestOperations: { pagination: inOrder },
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Channel', value: 'channel' },
					{ name: 'Chat', value: 'chat' },
					{ name: 'Message', value: 'message' },
				],
				default: 'message',
			},
			channelOperations,
			chatOperations,
			messageOperations,
			platform,
			...platformFlags,
			channel,
			conversation,
			...messageFields,
			returnAll,
			limit,
			options,
		],
	};

	methods = {
		listSearch: { searchChannels, searchChats },
		credentialTest: { afilnetApiTest },
	};
}
