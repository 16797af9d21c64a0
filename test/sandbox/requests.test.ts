import { startSandbox } from '../../sandbox';
import { ask, lucia, parametersOf, useSandbox } from './support';

const sandbox = useSandbox({ requestLimit: 20 });

test('a form is recorded with its verb, address, headers, parameters, times and answer', async () => {
	const before = Date.now();
	const answer = await ask(sandbox(), 'sendmessage', { message: 'a&b' });
	const [request] = sandbox().requests.all;
	expect(request).toMatchObject({
		verb: 'POST',
		url: '/api/http/',
		headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
		parameters: Object.fromEntries(parametersOf(sandbox(), 'sendmessage', { message: 'a&b' })),
		performed: true,
		faults: [],
		status: 200,
		answer: JSON.stringify(answer),
	});
	expect(request?.started).toBeGreaterThanOrEqual(before - 5);
	expect(request?.ended).toBeGreaterThanOrEqual(request?.started ?? Infinity);
});

test('a query is recorded in the address and in the parameters', async () => {
	await fetch(`${sandbox().apiUrl}?method=getchats&user=one&user=two`);
	expect(sandbox().requests.all).toMatchObject([
		{
			verb: 'GET',
			url: '/api/http/?method=getchats&user=one&user=two',
			parameters: { method: 'getchats', user: 'two' },
		},
	]);
});

test('the most requests in flight at once are counted', async () => {
	sandbox().faults.add({ kind: 'latency', ms: 100 });
	await Promise.all(Array.from({ length: 7 }, () => ask(sandbox(), 'getchats')));
	expect(sandbox().requests).toMatchObject({ mostInFlight: 7, inFlight: 0 });
	sandbox().requests.clear();
	await ask(sandbox(), 'getchats');
	expect(sandbox().requests.mostInFlight).toBe(1);
	expect(sandbox().requests.all).toHaveLength(1);
});

test('only the latest requests are kept', async () => {
	for (let count = 0; count < 30; count++) await ask(sandbox(), 'getchats');
	const ids = sandbox().requests.all.map(({ id }) => id);
	expect(ids.length).toBeLessThanOrEqual(20);
	expect(ids.at(-1)).toBe(30);
});

test('a long answer is kept in part', async () => {
	sandbox().account.addConversations({ platform: 'telegram', platformId: '100' }, 1000);
	const { result } = await ask(sandbox(), 'getchats', { platform: 'telegram' });
	expect(JSON.stringify(result).length).toBeGreaterThan(20_000);
	expect(sandbox().requests.all[0]?.answer).toHaveLength(20_000);
});

test('two sandboxes share nothing, and the same seed draws the same numbers', async () => {
	const switches = { messageIds: 'random' } as const;
	const [one, other] = await Promise.all([startSandbox({ switches }), startSandbox({ switches })]);
	expect(one.account.channels).toEqual(
		other.account.channels.map((channel) => ({ ...channel, conversations: expect.anything() })),
	);
	const ids = ({ account }: typeof one) => account.messages(lucia).map(({ messageId }) => messageId);
	expect(ids(one)).toEqual(ids(other));
	one.account.password = 'changed';
	expect(other.account.password).toBe('sandbox');
	await Promise.all([one.close(), other.close()]);
});

test('a port in use is told by the system’s code', async () => {
	const port = Number(new URL(sandbox().url).port);
	await expect(startSandbox({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
