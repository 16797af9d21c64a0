import type { Account } from './account';
import type { ChannelKey } from './keys';

type Line = readonly ['customer' | 'account', string];

interface ExampleConversation {
	destination: string;
	name: string;
	lines: readonly Line[];
	read: boolean;
}

interface ExampleChannel extends ChannelKey {
	name: string;
	conversations: readonly ExampleConversation[];
}

/** Two platforms share the id 100 on purpose: only platform and id together name a channel. */
const examples: readonly ExampleChannel[] = [
	{
		platform: 'whatsapp',
		platformId: '100',
		name: 'Shop WhatsApp',
		conversations: [
			{
				destination: '34600000001',
				name: 'Lucía Fernández',
				lines: [
					['customer', 'Hello, is the blue jacket still available in size M?'],
					['account', 'Hi Lucía, yes, we have two left. Shall we put one aside for you?'],
					['customer', 'Yes please! I will come by tomorrow afternoon.'],
				],
				read: false,
			},
			{
				destination: '34600000002',
				name: 'Marc Soler',
				lines: [
					['customer', 'What are your opening hours on Saturday?'],
					['account', 'We are open from 10:00 to 14:00. See you then!'],
				],
				read: true,
			},
			{
				destination: '447700900123',
				name: 'Amelia Jones',
				lines: [['customer', 'Do you ship to the UK?']],
				read: false,
			},
		],
	},
	{
		platform: 'whatsapp',
		platformId: '101',
		name: 'Support WhatsApp',
		conversations: [
			{
				destination: '34600000003',
				name: 'Javier Ortega',
				lines: [
					['customer', 'My order 20415 has not arrived yet.'],
					['account', 'Sorry to hear that, Javier. It is with the courier and arrives today.'],
				],
				read: true,
			},
		],
	},
	{
		platform: 'telegram',
		platformId: '100',
		name: 'Orders Bot',
		conversations: [
			{
				destination: '512345678',
				name: 'Nadia',
				lines: [['customer', 'Can I change the delivery address of my order?']],
				read: false,
			},
			{
				destination: '498765432',
				name: 'Pau',
				lines: [
					['customer', '/start'],
					['account', 'Welcome! Send your order number to see where it is.'],
				],
				read: true,
			},
		],
	},
	{
		platform: 'webchat',
		platformId: '7',
		name: 'Website Chat',
		conversations: [
			{
				destination: 'visitor-3f9a1c',
				name: 'Visitor from Valencia',
				lines: [['customer', 'I cannot find the voucher field at checkout.']],
				read: false,
			},
		],
	},
	{
		platform: 'operator',
		platformId: '1',
		name: 'Front Desk',
		conversations: [
			{
				destination: 'carmen.ruiz',
				name: 'Carmen Ruiz',
				lines: [
					['customer', 'A visitor on the website asks for a call back before noon.'],
					['account', 'Thanks, we will call them at 11:30.'],
				],
				read: true,
			},
		],
	},
];

/** Fills an account with a few named channels on each platform and conversations in them. */
export function addExamples(account: Account): void {
	for (const channel of examples) {
		account.addChannel(channel, channel.name);
		for (const { destination, name, lines, read } of channel.conversations) {
			const key = { platform: channel.platform, platformId: channel.platformId, destination };
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
}
