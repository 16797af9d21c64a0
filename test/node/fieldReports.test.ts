/**
 * What people's sheets, CRMs, programs and hosts really give, and what services such as Afilnet really answer. Each case
 * ends with what Afilnet was sent, or with words by which a person finds the fault.
 */
import type { INodeParameters } from 'n8n-workflow';

import { choices, startSandbox, type Switches } from '../../sandbox';
import { awkwardPassword, lucia, operations, picked, shop, useAfilnet } from '../engine/afilnet';

const afilnet = useAfilnet();

const mapped = picked('={{ $json.value }}', 'id');
const sendTo = { ...operations.sendmessage, destination: mapped };

/** What each of the values comes to: the error of its item, or what Afilnet was sent for it. */
async function outcomesOf(parameters: INodeParameters, values: readonly unknown[]) {
	const items = values.map((value) => JSON.parse(JSON.stringify({ value })));
	const { items: output } = await afilnet.run(parameters, { items, onError: 'continueRegularOutput' });
	expect(output).toHaveLength(values.length);
	return output.map(({ json }, index): Record<string, unknown> => ({
		value: values[index],
		...json,
	}));
}

describe('a WhatsApp number', () => {
	test('is sent as its digits', async () => {
		const values = [
			'34600000001.0',
			34600000001,
			'+34600000001',
			'0034600000001',
			"'34600000001",
			'34600\u200b000001',
			'３４６０００００００１',
			'tel:+34-600-000-001',
			'whatsapp:+34600000001',
			'https://wa.me/34600000001',
			'34600000001@c.us',
			'\u202a+34\u00a0600\u00a0000\u00a0001\u202c',
		];
		const outcomes = await outcomesOf(sendTo, values);

		expect(outcomes.map(({ value, destination }) => [value, destination])).toEqual(
			values.map((value) => [value, '34600000001']),
		);
		expect(new Set(afilnet.sent.map(({ destination }) => destination))).toEqual(new Set(['34600000001']));
	});

	test('with a 0 that is not dialled from abroad', async () => {
		const outcomes = await outcomesOf(sendTo, ['+44 (0)20 7946 0001']);

		expect(outcomes).toMatchObject([{ destination: '442079460001' }]);
	});

	const refusals: Array<[value: unknown, words: RegExp]> = [
		['34600000001\n34600000002', /holds two numbers.*"34600000001\[line break\]34600000002"/],
		['34600000001, 34600000002', /holds two numbers/],
		['34600000001.5', /fraction/],
		[34600000001.5, /fraction.*34600000001\.5/],
		['0600000001', /begins with 0: use the country code/],
		['34600000001 ext. 5', /extension/],
		['3.46E+10', /the sheet has cut/],
		['346О0000001', /U\+041E/],
		['Lucía', /not a WhatsApp number.*"Lucía"/],
		[['34600000001', '34600000002'], /is a list/],
		[{ phone: '34600000001' }, /is an object.*phone/],
	];

	test('that may be another one is refused before anything is sent', async () => {
		const outcomes = await outcomesOf(
			sendTo,
			refusals.map(([value]) => value),
		);

		for (const [index, [value, words]] of refusals.entries()) {
			expect([value, outcomes[index]]).toEqual([value, { value, error: expect.stringMatching(words) }]);
			expect(outcomes[index]).toMatchObject({ error: expect.stringContaining("'Conversation'") });
		}
		expect(afilnet.sent).toEqual([]);
	});

	test('in two spellings is one conversation, in order', async () => {
		const values = ['+34 600 000 001', '0034600000001', '34600000001.0', '34600000001'];
		afilnet.sandbox.faults.add({ kind: 'latency', ms: 20, jitter: 20 });
		await afilnet.run(
			{ ...sendTo, message: '={{ $itemIndex }}' },
			{ items: values.map((value) => ({ value })) },
		);

		expect(afilnet.sent.map(({ message }) => message)).toEqual(['0', '1', '2', '3']);
		expect(afilnet.sandbox.requests.mostInFlight).toBe(1);
	});
});

describe('an id that Afilnet gives instead of a number', () => {
	const ids = [
		'34600000001@s.whatsapp.net',
		'123456789012345@lid',
		'120363025246125486@g.us',
		'ES.13491208655302741918',
		'ES.a1b2c3d4',
	];

	test.each(ids)('%s can be chosen, read and answered', async (destination) => {
		afilnet.sandbox.account.receive({ ...shop, destination }, 'Hello?');
		const { results } = await afilnet.engine.search('searchChats', {
			parameters: operations.sendmessage,
			credential: afilnet.credential,
		});
		const read = await afilnet.run({ ...operations.getunreadmessages, destination: picked(destination) });
		const sent = await afilnet.run({ ...operations.sendmessage, destination: picked(destination) });

		expect(results.map(({ value }) => value)).toContain(destination);
		expect(read.items).toMatchObject([{ json: { destination, message: 'Hello?' } }]);
		expect(sent.error).toBeUndefined();
		expect(afilnet.sandbox.account.messages({ ...shop, destination }).at(-1)).toMatchObject({
			text: 'Hello',
		});
	});

	test.each(ids)('%s can be watched and answered', async (destination) => {
		afilnet.sandbox.account.receive({ ...shop, destination }, 'before');
		const active = afilnet.engine.activate({
			parameters: {
				watch: 'chat',
				platform: 'whatsapp',
				platformId: picked('100'),
				destination: picked(destination),
			},
			credential: afilnet.credential,
		});
		await active.poll({ activation: 'activate' });
		afilnet.sandbox.account.receive({ ...shop, destination }, 'Hello?');
		const items = await active.poll();

		expect(items).toMatchObject([{ json: { destination, message: 'Hello?' } }]);
		await outcomesOf(sendTo, [items?.[0]?.json.destination]);
		expect(afilnet.sandbox.account.messages({ ...shop, destination }).at(-1)).toMatchObject({ sent: true });
	});
});

describe('a message', () => {
	test.each([
		['={{ true }}', 'true'],
		['={{ 5 }}', '5'],
		['={{ new Date(0) }}', '1970-01-01T00:00:00.000Z'],
		["={{ DateTime.fromISO('2026-01-31T09:30:00Z').setZone('utc') }}", '2026-01-31T09:30:00.000Z'],
	])('%s is sent as %s', async (message, text) => {
		await afilnet.run({ ...operations.sendmessage, message });

		expect(afilnet.sent).toMatchObject([{ message: text }]);
	});

	test.each([
		['={{ Number("x") * 2 }}', /'Message' is NaN/],
		['={{ 1 / 0 }}', /'Message' is Infinity/],
		['={{ [1, 2] }}', /'Message' is a list/],
		['={{ { text: 1 } }}', /'Message' is an object/],
		['={{ "Dear " + {} }}', /'Message' holds "\[object Object\]"/],
		['={{ "\\u200b\\u2800" }}', /'Message' shows nothing/],
	])('%s is refused', async (message, words) => {
		const { error } = await afilnet.run({ ...operations.sendmessage, message });

		expect(error?.message).toMatch(words);
		expect(afilnet.sent).toEqual([]);
	});
});

describe('a file', () => {
	const send = { ...operations.sendfile };

	test.each([
		['https://example.com/my photo.jpg', 'https://example.com/my%20photo.jpg'],
		['https://example.com/año.jpg', 'https://example.com/a%C3%B1o.jpg'],
		[' "https://example.com/a.jpg"\u200b', 'https://example.com/a.jpg'],
	])('%s is sent as %s', async (value, fileurl) => {
		await outcomesOf({ ...send, fileUrl: '={{ $json.value }}' }, [value]);

		expect(afilnet.sent).toMatchObject([{ fileurl }]);
	});

	test.each<[value: unknown, words: RegExp]>([
		['https://example.com/a.jpg, https://example.com/b.jpg', /'File URL' holds two addresses/],
		[
			[{ url: 'https://example.com/a.jpg' }],
			/'File URL' is a list of 1, not the address of a file.*\[0\]\.url/,
		],
		['https://me:secret@example.com/a.jpg', /'File URL' holds a user or a password/],
		['example.com/a.jpg', /'File URL' is not a web address/],
	])('%p is refused', async (value, words) => {
		const [outcome] = await outcomesOf({ ...send, fileUrl: '={{ $json.value }}' }, [value]);

		expect(outcome).toMatchObject({ error: expect.stringMatching(words) });
		expect(JSON.stringify(Object.values(outcome ?? {}).slice(1))).not.toContain('secret');
		expect(afilnet.sent).toEqual([]);
	});

	const local = ['http://localhost/a.jpg', 'http://192.168.1.10/a.jpg', 'http://169.254.169.254/latest'];

	test.each(local)('%s is refused, unless Afilnet is local too', async (fileUrl) => {
		const credential = { ...afilnet.credential, apiUrl: 'https://afilnet.invalid/api/http/' };
		const elsewhere = await afilnet.run({ ...send, fileUrl }, { credential });
		const here = await afilnet.run({ ...send, fileUrl });

		expect(elsewhere.error?.message).toBe("'File URL' is an address that Afilnet cannot reach");
		expect(here.error).toBeUndefined();
		expect(afilnet.sent).toMatchObject([{ fileurl: fileUrl }]);
	});

	test('that is refused keeps the others from being sent', async () => {
		const credential = { ...afilnet.credential, apiUrl: 'https://afilnet.invalid/api/http/' };
		const items = [{ value: 'https://example.com/a.jpg' }, { value: 'http://localhost/a.jpg' }];
		const { error } = await afilnet.run({ ...send, fileUrl: '={{ $json.value }}' }, { credential, items });

		expect(error?.message).toContain("'File URL'");
		expect(error?.description).toContain('2 not sent');
	});

	test('has a type in any case', async () => {
		await outcomesOf({ ...send, fileType: '={{ $json.value }}' }, ['Image', ' VIDEO ']);

		expect(afilnet.sent.map(({ type }) => type).sort()).toEqual(['image', 'video']);
	});
});

test('a platform and a channel come as a sheet writes them', async () => {
	const parameters = {
		...operations.sendmessage,
		platform: '={{ $json.platform }}',
		platformId: picked('={{ $json.channel }}', 'id'),
	};
	const { error } = await afilnet.run(parameters, { items: [{ platform: ' WhatsApp', channel: '100.0' }] });

	expect(error).toBeUndefined();
	expect(afilnet.sent).toMatchObject([{ platform: 'whatsapp', platformid: '100' }]);
});

describe('Return All and Limit', () => {
	beforeEach(() => {
		afilnet.sandbox.account.addConversations(shop, 60);
	});

	test.each([
		['={{ true }}', 63],
		['={{ "true" }}', 63],
		['={{ false }}', 50],
		['={{ "false" }}', 50],
	])('Return All %s: %d rows', async (returnAll, count) => {
		const { items } = await afilnet.run({ ...operations.getchats, returnAll });

		expect(items).toHaveLength(count);
	});

	test.each([
		['={{ 2 }}', 2],
		['={{ "2" }}', 2],
		['={{ 1000 }}', 63],
	])('Limit %s: %d rows', async (limit, count) => {
		const { items } = await afilnet.run({ ...operations.getchats, returnAll: false, limit });

		expect(items).toHaveLength(count);
	});

	test.each([0, -1, '={{ 0 }}', '={{ -1 }}', '={{ "two" }}', '={{ 1.5 }}'])(
		'Limit %s is refused',
		async (limit) => {
			const { error } = await afilnet.run({ ...operations.getchats, returnAll: false, limit });

			expect(error?.message).toBe("'Limit' is not a whole number above 0");
			expect(afilnet.sent).toEqual([]);
		},
	);

	test('Return All that is neither is refused', async () => {
		const { error } = await afilnet.run({ ...operations.getchats, returnAll: '={{ "maybe" }}' });

		expect(error?.message).toBe("'Return All' is neither true nor false");
		expect(error?.description).toContain('"maybe"');
	});
});

describe('Message > Get Many with Limit gives the latest messages, in the order of the list', () => {
	const worlds = (['oldest', 'newest'] as const).flatMap((messageOrder) =>
		[0, 60, -60].flatMap((sentClock) =>
			(['spaced', 'iso', 'epoch', 'absent'] as const).map((datetime) => ({
				messageOrder,
				sentClock,
				datetime,
			})),
		),
	);

	test.each(worlds)('%p', async (switches) => {
		Object.assign(afilnet.sandbox.switches, switches);
		for (const text of ['one', 'two']) {
			afilnet.sandbox.account.receive(lucia, text);
			afilnet.sandbox.account.send(lucia, `${text} too`);
		}
		for (const limit of [1, 3]) {
			const { items } = await afilnet.run({ ...operations.getmessages, returnAll: false, limit });
			const latest = ['one too', 'two', 'two too'].slice(-limit);

			expect(items.map(({ json }) => json.message)).toEqual(
				switches.messageOrder === 'oldest' ? latest : latest.toReversed(),
			);
		}
	});

	test('also from a list in no order', async () => {
		afilnet.sandbox.switches.messageOrder = 'shuffled';
		for (let number = 1; number <= 20; number++) afilnet.sandbox.account.receive(lucia, String(number));
		const { items } = await afilnet.run({ ...operations.getmessages, returnAll: false, limit: 3 });

		expect(items.map(({ json }) => json.message).sort()).toEqual(['18', '19', '20']);
	});
});

describe('outputs', () => {
	test.each(choices.numbers)(
		'have texts for platformid and destination, if Afilnet writes %s',
		async (numbers) => {
			Object.assign(afilnet.sandbox.switches, { numbers, platformCase: 'mixed' });
			const active = afilnet.engine.activate({
				parameters: { watch: 'account' },
				credential: afilnet.credential,
			});
			await active.poll({ activation: 'activate' });
			afilnet.sandbox.account.receive(lucia, 'Hello?');
			const emitted = (await active.poll()) ?? [];
			const shown = (await active.poll({ mode: 'manual' })) ?? [];
			const read = [operations.getchats, operations.getmessages, operations.getunreadmessages];
			const runs = await Promise.all(
				[...read, operations.sendmessage, operations.sendfile].map(async (one) => await afilnet.run(one)),
			);
			const rows = [...emitted, ...shown, ...runs.flatMap(({ items }) => items)].map(({ json }) => json);

			expect(emitted).toHaveLength(1);
			expect(rows.length).toBeGreaterThan(8);
			for (const { platformid, destination, platform } of rows) {
				expect([typeof platformid, typeof destination]).toEqual(['string', 'string']);
				expect(platform).toMatch(/^(whatsapp|telegram|webchat|operator)$/);
			}
			const { items: channels } = await afilnet.run(operations.getchatchannels);
			expect(new Set(channels.map(({ json }) => typeof json.platformid))).toEqual(new Set(['string']));
		},
	);
});

describe('the credential', () => {
	test.each([' demo@afilnet.test', 'demo@afilnet.test\n', '\u00a0demo@afilnet.test\u200b'])(
		'a user written %p is accepted',
		async (user) => {
			const credential = { ...afilnet.credential, user };

			expect((await afilnet.run(operations.getchats, { credential })).error).toBeUndefined();
			expect(await afilnet.engine.testCredential(credential)).toMatchObject({ status: 'OK' });
		},
	);

	test('a line break behind the password is left out, and blanks are not', async () => {
		const password = `${awkwardPassword}\r\n`;
		await afilnet.run(operations.getchats, { credential: { ...afilnet.credential, password } });
		await afilnet.run(operations.getchats, { credential: { ...afilnet.credential, password: ' secret ' } });

		expect(afilnet.sent.map((form) => form.password)).toEqual([awkwardPassword, ' secret ']);
	});
});

describe('the lists to choose from', () => {
	test.each([
		'+34 600 000 001',
		'0034600000001',
		'34-600-000-001',
		'600 000 001',
		'３４６０００００００１',
		'(34) 600',
	])('%s finds 34600000001', async (filter) => {
		const { results } = await afilnet.engine.search('searchChats', {
			parameters: operations.sendmessage,
			credential: afilnet.credential,
			filter,
		});

		expect(results.map(({ value }) => value)).toContain('34600000001');
		expect(results.map(({ value }) => value)).not.toContain('447700900123');
	});

	test.each(choices.platformCase)('channels, if rows write the platform in %s case', async (platformCase) => {
		afilnet.sandbox.switches.platformCase = platformCase;
		const { results } = await afilnet.engine.search('searchChannels', {
			parameters: operations.sendmessage,
			credential: afilnet.credential,
		});

		expect(results).toHaveLength(2);
	});
});

describe('what PHP writes around an answer', () => {
	const notices = [
		['a notice before it', { place: 'before' }],
		['a notice behind it', { place: 'after' }],
		['a byte order mark', { place: 'before', text: '\ufeff' }],
		['line breaks', { place: 'after', text: '\r\n\r\n' }],
		['braces before it', { place: 'before', text: '<br />\n<b>Warning</b>:  {"status"} in {$list} "\n' }],
		['braces behind it', { place: 'after', text: 'Notice: Undefined index: {status} in "{' }],
	] as const;

	test.each(notices)('%s', async (_name, notice) => {
		afilnet.sandbox.faults.add({ kind: 'notice', ...notice });
		const list = await afilnet.run(operations.getmessages);
		const sent = await afilnet.run(operations.sendmessage);
		afilnet.sandbox.faults.add({ kind: 'code', code: 'CHAT_NOT_FOUND' });
		const refused = await afilnet.run(operations.sendmessage);

		expect([list.error, sent.error]).toEqual([undefined, undefined]);
		expect(list.items).toHaveLength(3);
		expect(refused.error?.message).toContain('CHAT_NOT_FOUND');
		expect(refused.error?.description).not.toContain('may or may not');
	});
});

describe('an answer', () => {
	test.each(choices.emptyList)('of no rows, written as %s, is an empty list', async (emptyList) => {
		afilnet.sandbox.switches.emptyList = emptyList;
		afilnet.sandbox.account.markRead(lucia);
		const { items, error } = await afilnet.run(operations.getunreadmessages);

		expect(error).toBeUndefined();
		expect(items).toEqual([]);
	});

	test.each(['false', 'zero'] as const)('%s for no rows costs the trigger no message', async (emptyList) => {
		afilnet.sandbox.switches.emptyList = emptyList;
		for (const channel of afilnet.sandbox.account.channels) afilnet.sandbox.account.removeChannel(channel);
		afilnet.sandbox.account.addChannel(shop, 'Shop');
		const active = afilnet.engine.activate({
			parameters: { watch: 'account' },
			credential: afilnet.credential,
		});
		await active.poll({ activation: 'activate' });
		afilnet.sandbox.account.receive({ ...shop, destination: '34600000009' }, 'The first');

		expect(await active.poll()).toMatchObject([{ json: { message: 'The first' } }]);
	});

	test.each(choices.oddRow)('with an odd row (%s) still shows the others', async (oddRow) => {
		for (const answerShape of choices.answerShape) {
			Object.assign(afilnet.sandbox.switches, { oddRow, answerShape } satisfies Partial<Switches>);
			const { items } = await afilnet.run(operations.getmessages);

			expect(items).toHaveLength(3);
		}
	});

	test.each([
		[{ messageIdForm: 'longNumber' }, 'messageid', expect.stringMatching(/^\d{19}$/)],
		[{ datetime: 'fraction' }, 'datetime', expect.any(Number)],
	] as const)('with long numbers: %p', async (switches, field, value) => {
		Object.assign(afilnet.sandbox.switches, switches);
		const { items } = await afilnet.run(operations.getmessages);

		expect(items.map(({ json }) => json[field])).toEqual(Array(3).fill(value));
	});

	test('that is cut off is no list without rows', async () => {
		const row = '{"messageid":1,"message":"Hello","status":"success"}';
		const body = `{"status":"SUCCESS","result":{"list":[${row},{"messageid":2,"mess`;
		afilnet.sandbox.faults.add({ kind: 'status', status: 200, body });
		const { error } = await afilnet.run(operations.getmessages);

		expect(error?.message).toContain('text instead of an answer');
	});

	test('that is an error with a code among words has the meaning of the code', async () => {
		afilnet.sandbox.faults.add({
			kind: 'code',
			code: 'CHANNEL_NOT_FOUND: The indicated channel does not exist',
		});
		const { error } = await afilnet.run(operations.sendmessage);

		expect(error?.message).toBe('The channel was not found (CHANNEL_NOT_FOUND)');
		expect(error?.description).toContain("'Channel'");
	});

	test('that is an error in a sentence shows it', async () => {
		afilnet.sandbox.faults.add({ kind: 'code', code: 'You have no credit left (0.00 €).' });
		const { error } = await afilnet.run(operations.sendmessage);

		expect(error?.message).toBe('Afilnet refused the request: You have no credit left (0.00 €)');
		expect(error?.description).not.toContain('code');
	});

	test('that is an error shows neither user nor password', async () => {
		afilnet.sandbox.faults.add({ kind: 'code', code: 'No such account: {user} with {password} here' });
		const { error } = await afilnet.run(operations.sendmessage);

		expect(error?.message).toBe('Afilnet refused the request: No such account: … with … here');
	});
});

describe('the HTTP Request node with the credential', () => {
	test.each([301, 302, 303, 307, 308])('does not follow a redirect with HTTP %d', async (status) => {
		const stranger = await startSandbox();
		afilnet.sandbox.faults.add({ kind: 'redirect', status, location: stranger.apiUrl });
		const { output } = await afilnet.engine.runWorkflow({
			credential: afilnet.credential,
			nodes: [
				{ name: 'HTTP', type: 'test.http', parameters: { form: '{"class":"chat","method":"getchats"}' } },
			],
		});
		await stranger.close();

		expect(output('HTTP')).toMatchObject([{ json: { status } }]);
		expect(afilnet.sent).toHaveLength(1);
		expect(stranger.requests.all).toEqual([]);
	});

	test.each(['body', 'form'])('asks Afilnet with its %s', async (sentAs) => {
		const form = JSON.stringify({ class: 'chat', method: 'getchatchannels' });
		const { output, error } = await afilnet.engine.runWorkflow({
			credential: afilnet.credential,
			nodes: [{ name: 'HTTP', type: 'test.http', parameters: { form, sentAs } }],
		});

		expect(error).toBeUndefined();
		expect(output('HTTP')).toMatchObject([
			{ json: { status: 200, body: expect.stringContaining('Shop WhatsApp') } },
		]);
	});
});
