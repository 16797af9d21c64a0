import type { INodeParameters } from 'n8n-workflow';

/** An n8n node with what it needs to send every item's message to the sandbox. */
export interface Sender {
	/** What the table calls it. */
	name: string;
	type: string;
	typeVersion: number;
	parameters: INodeParameters;
	credential?: 'afilnetApi' | 'telegramApi';
}

const field = (name: string) => `={{ $json.${name} }}`;
const typedIn = (value: string) => ({ __rl: true, mode: 'id', value });

/** This package's node. */
export const afilnet: Sender = {
	name: 'Afilnet (this package)',
	type: 'n8n-nodes-afilnet.afilnet',
	typeVersion: 1,
	parameters: {
		resource: 'message',
		operation: 'send',
		platform: field('platform'),
		platformId: typedIn(field('platformid')),
		destination: typedIn(field('destination')),
		message: field('message'),
	},
	credential: 'afilnetApi',
};

/** n8n's HTTP Request node with the same form. Its fields hold the account, for which it has no credential of its own. */
export function httpRequest(apiUrl: string, account: { user: string; password: string }): Sender {
	const form = {
		class: 'chat',
		method: 'sendmessage',
		user: account.user,
		password: account.password,
		platform: field('platform'),
		platformid: field('platformid'),
		destination: field('destination'),
		message: field('message'),
	};
	return {
		name: 'HTTP Request as it comes',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.5,
		parameters: {
			method: 'POST',
			url: apiUrl,
			sendBody: true,
			contentType: 'form-urlencoded',
			bodyParameters: { parameters: Object.entries(form).map(([name, value]) => ({ name, value })) },
			options: {},
		},
	};
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
		chatId: field('destination'),
		text: field('message'),
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
