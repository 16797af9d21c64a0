import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { searchChannels } from './listSearch/searchChannels';
import { searchChats } from './listSearch/searchChats';
import { afilnetApiTest } from './shared/credentialTest';
import { channel, conversation, platform, platformFlags, platformOptions } from './shared/descriptions';
import { poll } from './trigger/poll';

export class AfilnetTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Afilnet Trigger',
		name: 'afilnetTrigger',
		icon: { light: 'file:../../icons/afilnet.svg', dark: 'file:../../icons/afilnet.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ { account: "any channel", channel: "one channel", chat: "one conversation" }[$parameter["watch"]] }}',
		description: 'Starts the workflow for every new unread message',
		defaults: { name: 'Afilnet Trigger' },
		builderHint: {
			searchHint:
				'Emits one item for each new unread message of an Afilnet account, or of one channel or conversation. It polls, at most once a minute.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-afilnet.afilnet',
					relationHint: "Answers the person; map 'platform', 'platformid' and 'destination' of the message",
				},
			],
		},
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'afilnetApi', required: true, testedBy: 'afilnetApiTest' }],
		properties: [
			{
				displayName: 'Trigger On',
				name: 'watch',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'New Unread Message in Any Channel', value: 'account' },
					{ name: 'New Unread Message in a Channel', value: 'channel' },
					{ name: 'New Unread Message in a Conversation', value: 'chat' },
				],
				default: 'account',
			},
			{ ...platform, displayOptions: { show: { watch: ['channel', 'chat'] } } },
			...platformFlags,
			{ ...channel, displayOptions: { show: { watch: ['channel', 'chat'] } } },
			{ ...conversation, displayOptions: { show: { watch: ['chat'] } } },
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				options: [
					{
						displayName: 'Include Read Messages',
						name: 'includeRead',
						type: 'boolean',
						default: false,
						description:
							'Whether to also emit messages that somebody reads in Afilnet before the next poll. The trigger then does not ask for unread messages, which may mark them as read.',
					},
					{
						displayName: 'Include Sent Messages',
						name: 'includeSent',
						type: 'boolean',
						default: false,
						description:
							'Whether to include messages sent from the account. A workflow that answers every message would then answer itself.',
					},
					{
						displayName: 'One Item per Conversation',
						name: 'onePerConversation',
						type: 'boolean',
						default: false,
						description:
							"Whether to put all new messages of a conversation into one item: the fields of the latest, all texts in 'message', a line each, and all rows in 'messages'",
					},
					{
						displayName: 'Platforms',
						name: 'platforms',
						type: 'multiOptions',
						options: platformOptions,
						default: [],
						displayOptions: { show: { '/watch': ['account'] } },
						description: 'Only start for messages on these platforms. Leave empty for all.',
					},
					{
						displayName: 'Start With Unread Messages',
						name: 'emitBacklog',
						type: 'boolean',
						default: false,
						description: 'Whether to start with the messages that are already unread at activation',
					},
					{
						displayName: 'Wait for More Messages (Seconds)',
						name: 'quietSeconds',
						type: 'number',
						typeOptions: { minValue: 0, maxValue: 30 },
						default: 0,
						description:
							'How long to wait for more messages after a new one, so that quick messages come together. Up to 30 seconds. With 0 the trigger emits at once.',
					},
				],
			},
		],
	};

	methods = {
		listSearch: { searchChannels, searchChats },
		credentialTest: { afilnetApiTest },
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
