import { operations, picked, shop, useAfilnet } from '../engine/afilnet';

const afilnet = useAfilnet();

async function search(method: string, filter?: string, parameters = {}, paginationToken?: string) {
	return await afilnet.engine.search(method, {
		parameters: { ...operations.sendmessage, ...parameters },
		credential: afilnet.credential,
		...(filter !== undefined && { filter }),
		...(paginationToken !== undefined && { paginationToken }),
	});
}

describe('channels', () => {
	test('those of the chosen platform, by name', async () => {
		const { results } = await search('searchChannels');

		expect(results).toMatchObject([
			{ name: expect.stringContaining('Shop WhatsApp'), value: '100' },
			{ name: expect.stringContaining('Support WhatsApp'), value: '101' },
		]);
	});

	test('of one name: told apart by their ID', async () => {
		afilnet.sandbox.account.addChannel({ platform: 'whatsapp', platformId: '102' }, 'Shop WhatsApp');
		const { results } = await search('searchChannels', 'shop');

		expect(results).toEqual([
			{ name: 'Shop WhatsApp (100)', value: '100' },
			{ name: 'Shop WhatsApp (102)', value: '102' },
		]);
	});

	test('of another platform', async () => {
		const { results } = await search('searchChannels', undefined, { platform: 'operator' });

		expect(results).toMatchObject([{ name: expect.stringContaining('Front Desk'), value: '1' }]);
	});

	test('searched by name, in any case', async () => {
		const { results } = await search('searchChannels', 'supp');

		expect(results).toMatchObject([{ value: '101' }]);
	});

	test('none found', async () => {
		expect((await search('searchChannels', 'nothing like it')).results).toEqual([]);
	});
});

describe('chats', () => {
	test.each(['newest', 'oldest', 'shuffled'] as const)(
		'newest first, also if Afilnet lists the %s first',
		async (chatOrder) => {
			afilnet.sandbox.switches.chatOrder = chatOrder;
			afilnet.sandbox.account.receive({ ...shop, destination: '34600000002' }, 'Thanks a lot');
			const { results } = await search('searchChats');

			expect(results[0]).toMatchObject({
				name: expect.stringContaining('34600000002'),
				value: '34600000002',
			});
			expect(results[0]?.name).toContain('Thanks a lot');
			expect(results.map(({ value }) => value).sort()).toEqual([
				'34600000001',
				'34600000002',
				'447700900123',
			]);
		},
	);

	test.each(['blue jacket', 'TOMORROW', '34600000001'])('searched by %s', async (filter) => {
		const { results } = await search('searchChats', filter === 'blue jacket' ? 'come by' : filter);

		expect(results).toMatchObject([{ value: '34600000001' }]);
	});

	test('the last message stays short and on one line', async () => {
		afilnet.sandbox.account.receive(
			{ ...shop, destination: '34600000002' },
			`first line\n${'long '.repeat(100)}`,
		);
		const [first] = (await search('searchChats')).results;

		expect(first?.name).not.toContain('\n');
		expect(first?.name.length).toBeLessThan(120);
	});

	test('of a channel without conversations', async () => {
		afilnet.sandbox.account.addChannel({ platform: 'whatsapp', platformId: '9' }, 'Quiet');

		expect((await search('searchChats', undefined, { platformId: picked('9') })).results).toEqual([]);
	});

	test('before a channel is chosen', async () => {
		const outcome = search('searchChats', undefined, { platformId: picked('') });

		await expect(outcome).rejects.toMatchObject({ message: expect.stringMatching(/channel/i) });
		expect(afilnet.sent).toEqual([]);
	});
});

describe.each(['searchChannels', 'searchChats'])('%s', (method) => {
	test('says in words why it has no list', async () => {
		afilnet.sandbox.faults.add({ kind: 'code', code: 'INCORRECT_USER_PASSWORD' });

		await expect(search(method)).rejects.toMatchObject({
			message: expect.stringContaining('did not accept the user and password'),
		});
	});

	test('says that the expression in the platform gives none', async () => {
		const outcome = search(method, undefined, { platform: '={{ $json.platform }}' });

		await expect(outcome).rejects.toMatchObject({ message: expect.stringMatching(/expression/i) });
		expect(afilnet.sent).toEqual([]);
	});

	test('does not send with the account anything but a read', async () => {
		await search(method);

		expect(afilnet.sent.map((form) => form.method)).toEqual([
			method === 'searchChannels' ? 'getchatchannels' : 'getchats',
		]);
	});
});
