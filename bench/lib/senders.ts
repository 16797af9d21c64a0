import type { INodeParameters } from 'n8n-workflow';

import { typedIn } from '../../host/workflows';
import type { Sandbox } from '../../sandbox';

/** An n8n node with what it needs to send every item's message to the sandbox. */
export interface Sender {
	/** What the table calls it. */
	name: string;
	type: string;
	typeVersion: number;
	parameters: INodeParameters;
	credential?: 'afilnetApi' | 'telegramApi';
}

/** What a sender fills into the fields of the form, by the vendor's names: fixed texts, or expressions. */
type Form = Record<'platform' | 'platformid' | 'destination' | 'message', string>;

/** Everything comes from the item. */
export const fourExpressions: Form = {
	platform: '={{ $json.platform }}',
	platformid: '={{ $json.platformid }}',
	destination: '={{ $json.destination }}',
	message: '={{ $json.message }}',
};

/** The channel is chosen once, as in most workflows. */
export const twoExpressions: Form = { ...fourExpressions, platform: 'whatsapp', platformid: '100' };

/** This package's node. */
export function afilnet({ platform, platformid, destination, message }: Form): Sender {
	return {
		name: 'Afilnet (this package)',
		type: 'n8n-nodes-afilnet.afilnet',
		typeVersion: 1,
		parameters: {
			resource: 'message',
			operation: 'send',
			platform,
			platformId: typedIn(platformid),
			destination: typedIn(destination),
			message,
		},
		credential: 'afilnetApi',
	};
}

/** n8n's HTTP Request node with the same form, the account typed in among the fields. */
export function httpRequest({ apiUrl, account }: Sandbox, form: Form): Sender {
	const { user, password } = account;
	return {
		name: 'HTTP Request',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.5,
		parameters: {
			method: 'POST',
			url: apiUrl,
			sendBody: true,
			contentType: 'form-urlencoded',
			bodyParameters: pairs({ class: 'chat', method: 'sendmessage', user, password, ...form }),
			options: {},
		},
	};
}

/** The same with the account from this package's credential, which makes a form of the fields of n8n's JSON body. */
export function httpRequestWithCredential(apiUrl: string, form: Form): Sender {
	return {
		name: 'HTTP Request with the credential',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.5,
		parameters: {
			method: 'POST',
			url: apiUrl,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'afilnetApi',
			sendBody: true,
			contentType: 'json',
			specifyBody: 'keypair',
			bodyParameters: pairs({ class: 'chat', method: 'sendmessage', ...form }),
			options: {},
		},
		credential: 'afilnetApi',
	};
}

function pairs(fields: Record<string, string>): INodeParameters {
	return { parameters: Object.entries(fields).map(([name, value]) => ({ name, value })) };
}

/** The same in batches of one item, a millisecond apart: with 0 n8n takes batching for switched off. */
export function oneByOne(sender: Sender): Sender {
	return {
		...sender,
		name: 'HTTP Request, batches of 1, 1 ms apart',
		parameters: {
			...sender.parameters,
			options: { batching: { batch: { batchSize: 1, batchInterval: 1 } } },
		},
	};
}

/** n8n's Telegram node. */
export const telegram: Sender = {
	name: 'Telegram',
	type: 'n8n-nodes-base.telegram',
	typeVersion: 1.2,
	parameters: {
		resource: 'message',
		operation: 'sendMessage',
		chatId: twoExpressions.destination,
		text: twoExpressions.message,
		additionalFields: { appendAttribution: false },
	},
	credential: 'telegramApi',
};

/** A node that does nothing: what a run costs before anything is sent. */
export const nothing: Sender = {
	name: 'No Operation',
	type: 'n8n-nodes-base.noOp',
	typeVersion: 1,
	parameters: {},
};
