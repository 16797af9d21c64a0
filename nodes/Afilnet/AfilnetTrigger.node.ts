import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { afilnetApiTest } from './shared/credentialTest';

export class AfilnetTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Afilnet Trigger',
		name: 'afilnetTrigger',
		icon: { light: 'file:../../icons/afilnet.svg', dark: 'file:../../icons/afilnet.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["watch"] }}',
		description: 'Starts the workflow for every new unread message',
		defaults: { name: 'Afilnet Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'afilnetApi', required: true, testedBy: 'afilnetApiTest' }],
		properties: [],
	};

	methods = { credentialTest: { afilnetApiTest } };

	async poll(): Promise<INodeExecutionData[][] | null> {
		return null;
	}
}
