/** What an error says of the item that it stops at, and of the messages before and behind it. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Fault } from '../../sandbox';
import { lucia, operations, picked, useAfilnet } from '../engine/afilnet';

const afilnet = useAfilnet();

const sendEach = { ...operations.sendmessage, message: '={{ $json.text }}' };
const items = (...texts: string[]) => texts.map((text) => ({ text }));
const refused = { kind: 'code', code: 'CHANNEL_NOT_FOUND', methods: ['sendmessage'] } satisfies Fault;
const cut = { kind: 'cut', when: 'after', methods: ['sendmessage'] } satisfies Fault;

const descriptionOf = async (...run: Parameters<typeof afilnet.run>) =>
	(await afilnet.run(...run)).error?.description ?? '';

describe('an error counts', () => {
	test('the messages that were sent and that were not', async () => {
		afilnet.sandbox.faults.add({ ...refused, skip: 1 });

		expect(await descriptionOf(sendEach, { items: items('a', 'b', 'c') })).toMatch(
			/ This is item 1, counted from 0\. Of 3 messages: 1 sent, 2 not sent\.$/,
		);
	});

	test('one that may have been sent apart from both', async () => {
		afilnet.sandbox.faults.add({ ...cut, skip: 1 });

		expect(await descriptionOf(sendEach, { items: items('a', 'b', 'c') })).toMatch(
			/ This is item 1, counted from 0\. Of 3 messages: 1 sent, 1 may or may not have been sent, 1 not sent\.$/,
		);
	});

	test('no messages if it is about a read', async () => {
		afilnet.sandbox.faults.add({ kind: 'code', code: 'CHANNEL_NOT_FOUND', skip: 1 });
		const each = { ...operations.getmessages, destination: picked('={{ $json.text }}', 'id') };

		expect(
			await descriptionOf(
				{ ...each, options: { maxConcurrency: 1 } },
				{ items: items(lucia.destination, lucia.destination) },
			),
		).toMatch(/ This is item 1, counted from 0\.$/);
	});

	test('nothing if there is one item', async () => {
		afilnet.sandbox.faults.add(refused);

		expect(await descriptionOf(sendEach, { items: items('a') })).not.toMatch(/item|Of /);
		expect(await descriptionOf(sendEach, { items: items('') })).not.toMatch(/ counted|Of /);
	});
});

describe('no further read is made', () => {
	const read = {
		...operations.getmessages,
		destination: picked(lucia.destination),
		options: { maxConcurrency: 1 },
	};

	test('once one has failed', async () => {
		afilnet.sandbox.faults.add({ kind: 'code', code: 'CHANNEL_NOT_FOUND', skip: 1 });
		await afilnet.run(read, { items: items('a', 'b', 'c') });

		expect(afilnet.sent).toHaveLength(2);
	});

	test('once somebody has stopped the execution', async () => {
		afilnet.sandbox.faults.add({ kind: 'latency', ms: 200 });
		await afilnet.run(read, { items: items(...'abcdefghij'), stop: sleep(500) });
		await sleep(1_000);

		expect(afilnet.sent.length).toBeLessThan(6);
	});

	test('once somebody has stopped the execution while Afilnet takes no more requests', async () => {
		afilnet.sandbox.faults.add({ kind: 'rateLimit', requests: 1, ms: 60_000 });
		await afilnet.run(read, { items: items('a', 'b', 'c'), stop: sleep(500) });
		const asked = afilnet.sent.length;
		await sleep(1_000);

		expect(afilnet.sent).toHaveLength(asked);
		expect(asked).toBe(2);
	});
});

describe('an error of a message in parts', () => {
	const long = { ...sendEach, options: { splitLongMessages: true, maxLength: 10 } };

	const two = 'first part second one';
	const three = `${two} third part`;

	test.each([
		[0, three, / Of its 3 parts, none was sent\.$/],
		[1, two, / Of its 2 parts, the first was sent\.$/],
		[2, three, / Of its 3 parts, the first 2 were sent\.$/],
	])('tells that %p were sent', async (skip, text, words) => {
		afilnet.sandbox.faults.add({ ...refused, skip });

		expect(await descriptionOf(long, { items: items(text) })).toMatch(words);
	});
});

test('with Continue, an item that stays in doubt gives its error as any other', async () => {
	afilnet.sandbox.faults.add({ ...cut, times: 1 });
	afilnet.sandbox.faults.add({ kind: 'status', status: 500, methods: ['getmessages'] });
	const { error, items: given } = await afilnet.run(sendEach, {
		items: items('a'),
		onError: 'continueRegularOutput',
		retryOnFail: true,
		waitBetweenTries: 1,
	});

	expect(error).toBeUndefined();
	expect(given.map(({ json }) => json)).toEqual([
		{ error: expect.stringMatching(/may or may not have been delivered\. Look at the conversation/) },
	]);
});
