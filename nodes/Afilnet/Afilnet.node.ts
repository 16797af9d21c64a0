import {
	NodeConnectionTypes,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { requestDefaults } from './api/request';
import { searchChannels } from './listSearch/searchChannels';
import { searchChats } from './listSearch/searchChats';
import { channelOperations, channelParameters } from './resources/channel';
import { chatOperations, chatParameters } from './resources/chat';
import { messageOperations, messageParameters } from './resources/message';
import { inOrder } from './sending/engineHook';
import { afilnetApiTest } from './shared/credentialTest';
import {
	channel,
	conversation,
	limit,
	message,
	options,
	platform,
	platformFlags,
	returnAll,
} from './shared/descriptions';
import { requestOptions } from './shared/requestOptions';
import { sendAndWait } from './waiting/sendAndWait';
import { pageOfQuestion, webhooks } from './waiting/webhook';

const properties: INodeProperties[] = [
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
		// With it the engine hands every request to the hook below.
		routing: { send: { paginate: true } },
	},
	channelOperations,
	chatOperations,
	messageOperations,
	platform,
	...platformFlags,
	channel,
	conversation,
	message,
	...channelParameters,
	...chatParameters,
	...messageParameters,
	returnAll,
	limit,
	options,
	requestOptions,
];

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
		builderHint: {
			searchHint:
				"Sends and reads chat messages of an Afilnet account. 'Conversation' is the person: on WhatsApp the phone number with its country code, digits only; on other platforms the 'destination' from Chat > Get Many or the trigger. 'Send and Wait for Response' asks a person and stops the workflow until they have answered.",
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-afilnet.afilnetTrigger',
					relationHint:
						"Starts the workflow for each new unread message; map its 'platform', 'platformid' and 'destination' to answer",
				},
			],
		},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		waitingNodeTooltip:
			'={{ $parameter["operation"] === "sendAndWait" ? "The workflow goes on when the person has answered" : "" }}',
		webhooks,
		credentials: [{ name: 'afilnetApi', required: true, testedBy: 'afilnetApiTest' }],
		requestDefaults,
		requestOperations: { pagination: inOrder(properties) },
		properties,
	};

	methods = {
		listSearch: { searchChannels, searchChats },
		credentialTest: { afilnetApiTest },
	};

	customOperations = { message: { sendAndWait: sendAndWait(properties) } };

	webhook = pageOfQuestion;
}
