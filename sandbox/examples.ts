import type { Account } from './account';
import type { ChannelKey, ConversationKey } from './keys';

// Two platforms share the id 100 on purpose: only platform and id together name a channel.
export const shop = { platform: 'whatsapp', platformId: '100' } as const satisfies ChannelKey;
export const support = { platform: 'whatsapp', platformId: '101' } as const satisfies ChannelKey;
export const bot = { platform: 'telegram', platformId: '100' } as const satisfies ChannelKey;
export const site = { platform: 'webchat', platformId: '7' } as const satisfies ChannelKey;
export const desk = { platform: 'operator', platformId: '1' } as const satisfies ChannelKey;

export const lucia = { ...shop, destination: '34600000001' } as const satisfies ConversationKey;
export const marc = { ...shop, destination: '34600000002' } as const satisfies ConversationKey;
export const amelia = { ...shop, destination: '447700900123' } as const satisfies ConversationKey;
export const javier = { ...support, destination: '34600000003' } as const satisfies ConversationKey;
export const nadia = { ...bot, destination: '512345678' } as const satisfies ConversationKey;
export const pau = { ...bot, destination: '498765432' } as const satisfies ConversationKey;
export const visitor = { ...site, destination: 'visitor-3f9a1c' } as const satisfies ConversationKey;
export const carmen = { ...desk, destination: 'carmen.ruiz' } as const satisfies ConversationKey;

const channels: ReadonlyArray<readonly [ChannelKey, string]> = [
	[shop, 'Shop WhatsApp'],
	[support, 'Support WhatsApp'],
	[bot, 'Orders Bot'],
	[site, 'Website Chat'],
	[desk, 'Front Desk'],
];

interface ExampleConversation {
	key: ConversationKey;
	name: string;
	lines: ReadonlyArray<readonly ['customer' | 'account', string]>;
	read: boolean;
}

const conversations: readonly ExampleConversation[] = [
	{
		key: lucia,
		name: 'Lucía Fernández',
		lines: [
			['customer', 'Hello, is the blue jacket still available in size M?'],
			['account', 'Hi Lucía, yes, we have two left. Shall we put one aside for you?'],
			['customer', 'Yes please! I will come by tomorrow afternoon.'],
		],
		read: false,
	},
	{
		key: marc,
		name: 'Marc Soler',
		lines: [
			['customer', 'What are your opening hours on Saturday?'],
			['account', 'We are open from 10:00 to 14:00. See you then!'],
		],
		read: true,
	},
	{
		key: amelia,
		name: 'Amelia Jones',
		lines: [['customer', 'Do you ship to the UK?']],
		read: false,
	},
	{
		key: javier,
		name: 'Javier Ortega',
		lines: [
			['customer', 'My order 20415 has not arrived yet.'],
			['account', 'Sorry to hear that, Javier. It is with the courier and arrives today.'],
		],
		read: true,
	},
	{
		key: nadia,
		name: 'Nadia',
		lines: [['customer', 'Can I change the delivery address of my order?']],
		read: false,
	},
	{
		key: pau,
		name: 'Pau',
		lines: [
			['customer', '/start'],
			['account', 'Welcome! Send your order number to see where it is.'],
		],
		read: true,
	},
	{
		key: visitor,
		name: 'Visitor from Valencia',
		lines: [['customer', 'I cannot find the voucher field at checkout.']],
		read: false,
	},
	{
		key: carmen,
		name: 'Carmen Ruiz',
		lines: [
			['customer', 'A visitor on the website asks for a call back before noon.'],
			['account', 'Thanks, we will call them at 11:30.'],
		],
		read: true,
	},
];

/** Fills an account with a few named channels on each platform and conversations in them. */
export function addExamples(account: Account): void {
	for (const [key, name] of channels) account.addChannel(key, name);
	for (const { key, name, lines, read } of conversations) {
		for (const [writer, text] of lines) {
			if (writer === 'customer') {
				account.receive(key, text, name);
				continue;
			}
			// Who answers has read the question.
			account.markRead(key);
			account.send(key, text);
		}
		if (read) account.markRead(key);
	}
}
