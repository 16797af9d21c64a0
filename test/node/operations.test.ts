import { awkwardPassword, lucia, methods, operations, picked, shop, useAfilnet } from '../engine/afilnet';

const afilnet = useAfilnet();

const channelFields = { platform: 'whatsapp', platformid: '100' };
const conversationFields = { ...channelFields, destination: '34600000001' };

/** The fields of the form beside user and password, for each method. */
const forms = {
	getchatchannels: {},
	getchats: channelFields,
	getmessages: conversationFields,
	getunreadmessages: conversationFields,
	sendmessage: { ...conversationFields, message: 'Hello' },
	sendfile: { ...conversationFields, type: 'image', fileurl: 'https://example.com/jacket.jpg' },
};

describe('what is sent', () => {
	test.each(methods)('%s: one POST form, with nothing in the address', async (method) => {
		const { error } = await afilnet.run(operations[method]);

		expect(error).toBeUndefined();
		expect(afilnet.sandbox.requests.all).toMatchObject([
			{
				verb: 'POST',
				url: '/api/http/',
				headers: { 'content-type': expect.stringContaining('application/x-www-form-urlencoded') },
			},
		]);
		expect(afilnet.sent).toEqual([
			{
				class: 'chat',
				method,
				user: 'demo@afilnet.test',
				password: awkwardPassword,
				...forms[method],
			},
		]);
	});

	test.each(['list', 'id'] as const)('channel and conversation chosen by %s', async (mode) => {
		const platformId = picked('100', mode);
		const destination = picked('34600000001', mode);
		const { error } = await afilnet.run({ ...operations.sendmessage, platformId, destination });

		expect(error).toBeUndefined();
		expect(afilnet.sent).toMatchObject([conversationFields]);
	});

	test('platform, channel, conversation and message from expressions, item by item', async () => {
		const { error } = await afilnet.run(
			{
				...operations.sendmessage,
				platform: '={{ $json.platform }}',
				platformId: picked('={{ $json.platformid }}', 'id'),
				destination: picked('={{ $json.destination }}', 'id'),
				message: '={{ $json.text }}',
			},
			{
				items: [
					{ ...channelFields, platformid: 100, destination: 34600000002, text: 'One' },
					{ platform: 'webchat', platformid: '7', destination: 'visitor-3f9a1c', text: 'Two' },
				],
			},
		);

		expect(error).toBeUndefined();
		expect(afilnet.sent).toHaveLength(2);
		expect(afilnet.sent).toEqual(
			expect.arrayContaining([
				expect.objectContaining({
					...channelFields,
					destination: '34600000002',
					message: 'One',
				}),
				expect.objectContaining({
					platform: 'webchat',
					platformid: '7',
					destination: 'visitor-3f9a1c',
					message: 'Two',
				}),
			]),
		);
	});

	test.each([
		['whatsapp', '100', '34600000001'],
		['telegram', '100', '512345678'],
		['webchat', '7', 'visitor-3f9a1c'],
		['operator', '1', 'carmen.ruiz'],
	])('on %s', async (platform, platformId, destination) => {
		const { items } = await afilnet.run({
			...operations.getmessages,
			platform,
			platformId: picked(platformId),
			destination: picked(destination),
		});

		expect(afilnet.sent).toMatchObject([{ platform, platformid: platformId, destination }]);
		expect(items.length).toBeGreaterThan(0);
	});

	test.each(['image', 'video', 'audio', 'voice', 'document', 'contact'])('a file as %s', async (fileType) => {
		await afilnet.run({ ...operations.sendfile, fileType });
		expect(afilnet.sent).toMatchObject([{ type: fileType }]);
	});

	test('a file with thumbnail and caption', async () => {
		const additionalFields = { thumbUrl: 'https://example.com/thumb.jpg', message: 'The blue one' };
		await afilnet.run({ ...operations.sendfile, additionalFields });

		expect(afilnet.sent).toMatchObject([
			{ thumburl: 'https://example.com/thumb.jpg', message: 'The blue one' },
		]);
		expect(afilnet.sandbox.account.messages(lucia).at(-1)).toMatchObject({
			text: 'The blue one',
			file: {
				type: 'image',
				url: 'https://example.com/jacket.jpg',
				thumbnailUrl: 'https://example.com/thumb.jpg',
			},
		});
	});
});

describe('texts arrive as they were written', () => {
	test.each([
		['line breaks', 'one\ntwo\r\nthree\n\nfive\ttabbed'],
		['10,000 characters', 'ñ0123456789'.repeat(1000).slice(0, 10_000)],
		['right to left', 'שלום עליכם — مرحبا بالعالم'],
		['emoji', '👩‍👩‍👧‍👦 🇪🇸 😀 ❤️‍🔥'],
		['signs of forms, addresses and JSON', 'a&b=c+d%20e?f#g;h "quoted" \\backslash {"json":[1]} <b>'],
		['blanks at the ends', '  two before, two after  '],
		['what looks like a number', '00123.450'],
	])('%s', async (_what, text) => {
		const { error } = await afilnet.run(
			{ ...operations.sendmessage, message: '={{ $json.text }}' },
			{ items: [{ text }] },
		);

		expect(error).toBeUndefined();
		expect(afilnet.sandbox.account.messages(lucia).at(-1)?.text).toBe(text);
	});
});

describe('what comes out', () => {
	test('the channels of the account', async () => {
		const { items } = await afilnet.run(operations.getchatchannels);

		expect(items.map(({ json }) => json)).toEqual(
			afilnet.sandbox.account.channels.map(({ platform, platformId, name }) => ({
				platform,
				platformid: platformId,
				name,
			})),
		);
	});

	test('the conversations of a channel, each with its latest message', async () => {
		const { items } = await afilnet.run(operations.getchats);

		expect(items.map(({ json }) => json)).toEqual([
			expect.objectContaining({
				destination: '447700900123',
				message: 'Do you ship to the UK?',
				platform: 'whatsapp',
				platformid: '100',
				sent: 0,
				messageid: expect.any(Number),
				status: 'received',
				datetime: expect.any(String),
			}),
			expect.objectContaining({ destination: '34600000002', sent: 1 }),
			expect.objectContaining({ destination: '34600000001', sent: 0 }),
		]);
	});

	test('the messages of a conversation', async () => {
		const { items } = await afilnet.run(operations.getmessages);
		const texts = afilnet.sandbox.account.messages(lucia).map(({ text }) => text);

		expect(items.map(({ json }) => json.message)).toEqual(texts);
		expect(items.map(({ json }) => json.sent)).toEqual([0, 1, 0]);
	});

	test('the unread messages of a conversation', async () => {
		const { items } = await afilnet.run(operations.getunreadmessages);

		expect(items.map(({ json }) => json)).toEqual([
			expect.objectContaining({ message: 'Yes please! I will come by tomorrow afternoon.', issent: 0 }),
		]);
	});

	test.each(['sendmessage', 'sendfile'] as const)('%s: what was sent to whom', async (method) => {
		const { items } = await afilnet.run(operations[method]);

		expect(items).toEqual([{ json: expect.objectContaining(forms[method]), pairedItem: { item: 0 } }]);
	});

	test('a read row has all that a send needs', async () => {
		const { error } = await afilnet.engine.runWorkflow({
			credential: afilnet.credential,
			nodes: [
				{ name: 'Read', type: 'afilnet', parameters: operations.getchats },
				{
					name: 'Answer',
					type: 'afilnet',
					parameters: {
						resource: 'message',
						operation: 'send',
						platform: '={{ $json.platform }}',
						platformId: picked('={{ $json.platformid }}', 'id'),
						destination: picked('={{ $json.destination }}', 'id'),
						message: 'Thank you',
					},
				},
			],
		});

		expect(error).toBeUndefined();
		for (const conversation of afilnet.sandbox.account.conversations(shop)) {
			expect(conversation.messages.at(-1)).toMatchObject({ text: 'Thank you', sent: true });
		}
	});

	test.each(['getchatchannels', 'getchats'] as const)(
		'%s: Limit cuts the list and Return All does not',
		async (method) => {
			const all = await afilnet.run(operations[method]);
			const limited = await afilnet.run({ ...operations[method], returnAll: false, limit: 2 });

			expect(all.items.length).toBeGreaterThan(2);
			expect(limited.items.map(({ json }) => json)).toEqual(all.items.slice(0, 2).map(({ json }) => json));
		},
	);

	test('Limit is 50 if nothing is set', async () => {
		afilnet.sandbox.account.addConversations(shop, 60);
		const { items } = await afilnet.run({ ...operations.getchats, returnAll: false });

		expect(items).toHaveLength(50);
	});

	test('Limit counts for each input item', async () => {
		const { items } = await afilnet.run(
			{ ...operations.getmessages, returnAll: false, limit: 1 },
			{ items: [{}, {}, {}] },
		);

		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	});
});

describe('a list with nothing in it gives no items', () => {
	test('no channels', async () => {
		for (const channel of afilnet.sandbox.account.channels) afilnet.sandbox.account.removeChannel(channel);
		const { items, error } = await afilnet.run(operations.getchatchannels);

		expect(error).toBeUndefined();
		expect(items).toEqual([]);
	});

	test('no conversations', async () => {
		afilnet.sandbox.account.addChannel({ platform: 'whatsapp', platformId: '9' }, 'Quiet');
		const { items, error } = await afilnet.run({ ...operations.getchats, platformId: picked('9') });

		expect(error).toBeUndefined();
		expect(items).toEqual([]);
	});

	test('nothing unread', async () => {
		afilnet.sandbox.account.markRead(lucia);
		const { items, error } = await afilnet.run(operations.getunreadmessages);

		expect(error).toBeUndefined();
		expect(items).toEqual([]);
	});
});

describe('item linking', () => {
	test.each(methods)('%s: every output item names the input item it came from', async (method) => {
		const { items } = await afilnet.run(operations[method], {
			items: [{ row: 'a' }, { row: 'b' }, { row: 'c' }],
		});
		const origins = new Set(items.map(({ pairedItem }) => JSON.stringify(pairedItem)));

		expect(origins).toEqual(new Set(['{"item":0}', '{"item":1}', '{"item":2}']));
	});

	test.each(methods)('%s: a later node finds the item', async (method) => {
		const { output, error } = await afilnet.engine.runWorkflow({
			credential: afilnet.credential,
			items: [{ row: 'a' }, { row: 'b' }],
			nodes: [
				{ name: 'Afilnet', type: 'afilnet', parameters: operations[method] },
				{ name: 'Edit', type: 'test.edit', parameters: { value: "={{ $('Start').item.json.row }}" } },
				{
					name: 'After',
					type: 'test.edit',
					parameters: { value: "={{ $('Afilnet').item.json.platform ?? 'x' }}" },
				},
			],
		});

		expect(error).toBeUndefined();
		expect(new Set(output('Edit').map(({ json }) => json.value))).toEqual(new Set(['a', 'b']));
		expect(output('After')).toHaveLength(output('Afilnet').length);
	});
});
