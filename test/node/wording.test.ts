/** What AI agents write, as it reaches a person: formatted, split, and with pauses. */
import type { Fault } from '../../sandbox';
import { lucia, operations, picked, useAfilnet } from '../engine/afilnet';

const afilnet = useAfilnet();
const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const onSends = { methods: ['sendmessage' as const] };

const received = () =>
	afilnet.sandbox.account
		.messages(lucia)
		.filter(({ sent }) => sent)
		.slice(1)
		.map(({ text }) => text);

const say = async (message: string, options: object, settings = {}) =>
	await afilnet.run(
		{ ...operations.sendmessage, message: '={{ $json.text }}', options: { ...options } },
		{ items: [{ text: message }], ...settings },
	);

describe('Format Markdown', () => {
	test.each([
		['whatsapp', '100', lucia.destination, 'Hello *Lucía*, see our shop (https://example.com)'],
		['telegram', '100', '512345678', 'Hello Lucía, see our shop (https://example.com)'],
	])('%s', async (platform, platformId, destination, expected) => {
		const { items } = await afilnet.run({
			...operations.sendmessage,
			platform,
			platformId: picked(platformId),
			destination: picked(destination),
			message: 'Hello **Lucía**, see [our shop](https://example.com)',
			options: { formatMarkdown: true },
		});

		expect(afilnet.sent).toMatchObject([{ message: expected }]);
		expect(items).toMatchObject([{ json: { sent: true, message: expected } }]);
	});

	test('the caption of a file', async () => {
		await afilnet.run({
			...operations.sendfile,
			additionalFields: { message: '**Invoice**' },
			options: { formatMarkdown: true },
		});

		expect(afilnet.sent).toMatchObject([{ message: '*Invoice*' }]);
	});

	test('a text stays as it is without the option, or if it holds marks alone', async () => {
		await say('**as it is**', {});
		await say('---', { formatMarkdown: true });

		expect(received()).toEqual(['**as it is**', '---']);
	});

	test('an agent may switch it on by expression', async () => {
		await say('**bold**', { formatMarkdown: '={{ "true" }}' });

		expect(received()).toEqual(['*bold*']);
	});
});

const long = 'One one one.\n\nTwo two two.\n\nThree three.';
const parts = ['One one one.', 'Two two two.', 'Three three.'];
const split = { splitLongMessages: true, maxLength: 14 };

describe('Split Long Messages', () => {
	test('parts go in order, one item tells how many, and the other items of the conversation wait', async () => {
		afilnet.sandbox.faults.add({ kind: 'latency', ms: 5, jitter: 5 });
		const { items } = await afilnet.run(
			{ ...operations.sendmessage, message: '={{ $json.text }}', options: split },
			{ items: [{ text: long }, { text: 'Four' }] },
		);

		expect(received()).toEqual([...parts, 'Four']);
		expect(items.map(({ json }) => [json.message, json.parts])).toEqual([
			[long, 3],
			['Four', 1],
		]);
	});

	test('without it a long text is sent as it is', async () => {
		const text = 'a'.repeat(10_000);
		const { items } = await say(text, {});

		expect(received()).toEqual([text]);
		expect(items[0]?.json).not.toHaveProperty('parts');
	});

	test.each(['stopWorkflow', 'continueRegularOutput'] as const)(
		'%s: a part that is refused is told with what was sent',
		async (onError) => {
			afilnet.sandbox.faults.add({ ...onSends, kind: 'code', code: 'CHAT_NOT_FOUND', skip: 2 });
			const { error, items } = await say(long, split, { onError });

			expect(error?.description ?? items[0]?.json.error).toContain('Of its 3 parts, the first 2 were sent.');
			expect(received()).toEqual(parts.slice(0, 2));
		},
	);

	test('a doubt that stays is told with what was sent', async () => {
		afilnet.sandbox.faults.add({ ...onSends, kind: 'cut', when: 'after', skip: 1, times: 1 });
		afilnet.sandbox.faults.add({ kind: 'code', code: 'INCORRECT_METHOD', methods: ['getmessages'] });
		const { error } = await say(long, split, retry);

		expect(error?.description).toContain('Of its 3 parts, the first was sent.');
	});

	const faults: Array<[string, Fault]> = [
		['refused', { kind: 'code', code: 'CHAT_NOT_FOUND' }],
		['lost before delivery', { kind: 'cut' }],
		['lost after delivery', { kind: 'cut', when: 'after' }],
		['too many requests', { kind: 'status', status: 429 }],
	];
	test.each(faults)('Retry On Fail goes on with the part that was not sent: %s', async (_name, fault) => {
		afilnet.sandbox.faults.add({ ...onSends, ...fault, skip: 1, times: 1 });
		const { error, items } = await say(`${long} `, split, retry);

		expect(error).toBeUndefined();
		expect(received()).toEqual(parts);
		expect(items).toMatchObject([{ json: { parts: 3 } }]);
	});

	test.each([0, -5, 9, 'two'])('a Maximum Length of %p is refused', async (maxLength) => {
		const { error } = await say(long, {
			splitLongMessages: true,
			maxLength: `={{ ${JSON.stringify(maxLength)} }}`,
		});

		expect(error?.message).toContain("'Maximum Length'");
		expect(afilnet.sent).toEqual([]);
	});
});

test('each part has two minutes of its own for HTTP 429', async () => {
	const text = 'One one one.\n\nTwo two two.';
	let now = 0;
	const clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
	afilnet.sandbox.hooks.after = () => {
		now += 150_000;
	};
	afilnet.sandbox.faults.add({ kind: 'status', status: 429, times: 1 });
	afilnet.sandbox.faults.add({ kind: 'status', status: 429, times: 1, skip: 1 });
	const { error } = await say(text, split);
	clock.mockRestore();

	expect(error).toBeUndefined();
	expect(received()).toEqual(text.split('\n\n'));
});

describe('Wait Between Messages', () => {
	test('parts and items of a conversation wait, others do not', async () => {
		const { error } = await afilnet.run(
			{
				...operations.sendmessage,
				destination: picked('={{ $json.to }}', 'id'),
				message: '={{ $json.text }}',
				options: { ...split, pauseSeconds: 0.3, maxConcurrency: 1 },
			},
			{
				items: [
					{ to: lucia.destination, text: 'One one one.\n\nTwo two two.' },
					{ to: lucia.destination, text: 'Three' },
					{ to: '34700000001', text: 'elsewhere' },
				],
			},
		);

		expect(error).toBeUndefined();
		const sends = afilnet.sandbox.requests.all;
		expect(sends.map(({ parameters }) => parameters.message)).toEqual([
			'One one one.',
			'elsewhere',
			'Two two two.',
			'Three',
		]);
		const hers = sends.filter(({ parameters }) => parameters.destination === lucia.destination);
		for (const [index, { started }] of hers.entries())
			if (index > 0) expect(started - (hers[index - 1]?.ended ?? 0)).toBeGreaterThan(280);
	});

	test('a wait ends when somebody stops the execution', async () => {
		const started = Date.now();
		const stop = new Promise((resolve) => setTimeout(resolve, 500));
		await say(long, { ...split, pauseSeconds: 30 }, { stop });
		await new Promise((resolve) => setTimeout(resolve, 300));

		expect(Date.now() - started).toBeLessThan(10_000);
		expect(received()).toEqual(parts.slice(0, 1));
	});

	test.each([-1, 31, 'soon'])('%p seconds are refused', async (pauseSeconds) => {
		const { error } = await say('Hello', { pauseSeconds: `={{ ${JSON.stringify(pauseSeconds)} }}` });

		expect(error?.message).toContain("'Wait Between Messages (Seconds)'");
		expect(afilnet.sent).toEqual([]);
	});
});
