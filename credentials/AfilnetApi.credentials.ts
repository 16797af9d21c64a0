import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { withAccount } from '../nodes/Afilnet/api/request';

export class AfilnetApi implements ICredentialType {
	name = 'afilnetApi';

	displayName = 'Afilnet API';

	icon = { light: 'file:../icons/afilnet.svg', dark: 'file:../icons/afilnet.dark.svg' } as const;

	documentationUrl = 'https://github.com/n8n-nodes-afilnet/n8n-nodes-afilnet#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. nathan@example.com',
			description: 'The user or email of the Afilnet account, or of a separate access',
			hint: 'Make a separate access for n8n in Afilnet under Options > Access to API',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The password that belongs to this user',
			hint: 'If Afilnet limits this access to listed IP addresses, the address of this n8n must be on the list',
		},
		{
			displayName: 'API URL',
			name: 'apiUrl',
			type: 'string',
			default: 'https://www.afilnet.com/api/http/',
			required: true,
			description:
				'The address of the HTTP API. Change it only for a white-label host or for tests. It must begin with https:// unless it is on this same machine.',
		},
	];

	/**
	 * A function rather than expressions, which cost time for every item. It also leaves the HTTP Request node no way to
	 * send the password anywhere but to the credential's own address.
	 */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return withAccount(credentials, requestOptions);
	}
}
