import { faultSchema } from '../../sandbox/faults';
import { ask, lucia, marc, parametersOf, post, useSandbox } from './support';

const sandbox = useSandbox();
const delivered = () =>
	sandbox()
		.account.messages(lucia)
		.filter(({ text }) => text === 'Hello').length;

describe('kinds', () => {
	test.each([
		[{ kind: 'status' }, 503, ''],
		[{ kind: 'status', status: 404, body: 'Gone' }, 404, 'Gone'],
		[{ kind: 'html' }, 200, expect.stringMatching(/^<!DOCTYPE html>/)],
		[{ kind: 'html', status: 502 }, 502, expect.stringMatching(/^<!DOCTYPE html>/)],
		[{ kind: 'empty' }, 200, ''],
		[{ kind: 'json' }, 200, '{"hello":"world"}'],
		[{ kind: 'json', body: [1] }, 200, '[1]'],
		[{ kind: 'code', code: 'NO_CREDIT' }, 200, '{"status":"ERROR","error":"NO_CREDIT"}'],
	] as const)('%j', async (fault, status, body) => {
		sandbox().faults.add(fault);
		const response = await post(sandbox(), 'sendmessage');
		expect(response.status).toBe(status);
		expect(await response.text()).toEqual(body);
		expect(delivered()).toBe(0);
	});

	test('html and status say what they are', async () => {
		sandbox().faults.add({ kind: 'html', times: 1 });
		expect((await post(sandbox(), 'getchats')).headers.get('Content-Type')).toMatch('text/html');
		sandbox().faults.add({ kind: 'status', times: 1 });
		expect((await post(sandbox(), 'getchats')).headers.get('Content-Type')).toMatch('text/plain');
	});

	test('echo gives the request back, password and all', async () => {
		sandbox().faults.add({ kind: 'echo', status: 400 });
		const response = await post(sandbox(), 'sendmessage', { message: 'a&b=ñ' });
		expect(response.status).toBe(400);
		expect(await response.text()).toBe(String(parametersOf(sandbox(), 'sendmessage', { message: 'a&b=ñ' })));
	});

	test('a code may be any words, with the account’s own user and password in them', async () => {
		const { user, password } = sandbox().account;
		sandbox().faults.add({ kind: 'code', code: 'Access of {user} with {password} is denied (0.00 €).' });
		expect(await ask(sandbox(), 'sendmessage')).toEqual({
			status: 'ERROR',
			error: `Access of ${user} with ${password} is denied (0.00 €).`,
		});
	});

	test('a status may have headers', async () => {
		sandbox().faults.add({ kind: 'status', headers: { 'Retry-After': '7' } });
		expect((await post(sandbox(), 'getchats')).headers.get('Retry-After')).toBe('7');
	});

	test.each(['before', 'after'] as const)('notice %s the JSON, which is there', async (place) => {
		sandbox().faults.add({ kind: 'notice', place });
		const body = await (await post(sandbox(), 'sendmessage')).text();
		const [before, after] = body.split('{"status":"SUCCESS"}');
		expect(place === 'before' ? before : after).toMatch(/^<br \/>\n<b>Notice<\/b>: .*<br \/>\n$/);
		expect(place === 'before' ? after : before).toBe('');
		expect(delivered()).toBe(1);
	});

	test('notice stands around an error too', async () => {
		sandbox().faults.add({ kind: 'notice', text: 'Warning: ' });
		sandbox().faults.add({ kind: 'code', code: 'NO_CREDIT' });
		expect(await (await post(sandbox(), 'sendmessage')).text()).toBe(
			'Warning: {"status":"ERROR","error":"NO_CREDIT"}',
		);
		expect(sandbox().requests.all[0]?.faults).toEqual(['notice', 'code']);
	});

	test('late cuts the connection, and the message is taken up later', async () => {
		sandbox().faults.add({ kind: 'late', ms: 300, times: 1 });
		const started = performance.now();
		await expect(post(sandbox(), 'sendmessage')).rejects.toThrow('fetch failed');
		expect(performance.now() - started).toBeLessThan(250);
		expect([delivered(), sandbox().requests.all[0]?.performed]).toEqual([0, false]);
		await new Promise((resolve) => setTimeout(resolve, 400));
		expect([delivered(), sandbox().requests.all[0]?.performed]).toEqual([1, true]);
	});

	test('late is never, if the sandbox is closed before', async () => {
		sandbox().faults.add({ kind: 'late', ms: 100 });
		await post(sandbox(), 'sendmessage').catch(() => undefined);
		await sandbox().close();
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(delivered()).toBe(0);
	});

	test('redirect names another address', async () => {
		sandbox().faults.add({ kind: 'redirect', location: 'http://localhost:1/elsewhere', status: 307 });
		const response = await post(sandbox(), 'sendmessage');
		expect(response.status).toBe(307);
		expect(response.headers.get('Location')).toBe('http://localhost:1/elsewhere');
	});

	test('cut destroys the connection', async () => {
		sandbox().faults.add({ kind: 'cut' });
		await expect(post(sandbox(), 'sendmessage')).rejects.toThrow('fetch failed');
		expect(delivered()).toBe(0);
	});

	test('cut midway leaves half a body', async () => {
		sandbox().faults.add({ kind: 'cut', midway: true, when: 'after' });
		const response = await post(sandbox(), 'getchats');
		expect(response.status).toBe(200);
		await expect(response.text()).rejects.toThrow('terminated');
	});

	test('hang never answers, and closing the sandbox ends it', async () => {
		sandbox().faults.add({ kind: 'hang' });
		const asked = post(sandbox(), 'sendmessage');
		const ended = expect(asked).rejects.toThrow('fetch failed');
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(sandbox().requests.inFlight).toBe(1);
		await sandbox().close();
		await ended;
		expect(delivered()).toBe(0);
	});

	test('latency takes its time, within its jitter', async () => {
		sandbox().faults.add({ kind: 'latency', ms: 100, jitter: 50 });
		await Promise.all(Array.from({ length: 20 }, () => ask(sandbox(), 'getchats')));
		const durations = sandbox().requests.all.map(({ started, ended = 0 }) => ended - started);
		expect(Math.min(...durations)).toBeGreaterThanOrEqual(49);
		expect(Math.max(...durations) - Math.min(...durations)).toBeGreaterThan(20);
		expect(sandbox().requests.mostInFlight).toBeGreaterThan(1);
	});

	test('latency goes together with another fault', async () => {
		sandbox().faults.add({ kind: 'latency', ms: 60 });
		sandbox().faults.add({ kind: 'empty' });
		expect(await (await post(sandbox(), 'getchats')).text()).toBe('');
		const [request] = sandbox().requests.all;
		expect(request).toMatchObject({ faults: ['latency', 'empty'], performed: false });
		expect((request?.ended ?? 0) - (request?.started ?? 0)).toBeGreaterThanOrEqual(59);
	});

	test('closing the sandbox ends a long latency, and nothing is delivered then', async () => {
		sandbox().faults.add({ kind: 'latency', ms: 60_000 });
		const ended = expect(post(sandbox(), 'sendmessage')).rejects.toThrow('fetch failed');
		await new Promise((resolve) => setTimeout(resolve, 100));
		await sandbox().close();
		await ended;
		expect(delivered()).toBe(0);
	});
});

describe('when', () => {
	test.each([
		{ kind: 'status', status: 500 },
		{ kind: 'html' },
		{ kind: 'empty' },
		{ kind: 'code', code: 'NO_CREDIT' },
	] as const)('after: $kind, but the message was delivered', async (fault) => {
		sandbox().faults.add({ ...fault, when: 'after' });
		expect(await (await post(sandbox(), 'sendmessage')).text()).not.toMatch('SUCCESS');
		expect(delivered()).toBe(1);
		expect(sandbox().requests.all[0]).toMatchObject({ performed: true, faults: [fault.kind] });
	});

	test('after: the message was delivered and the answer never came', async () => {
		sandbox().faults.add({ kind: 'cut', when: 'after' });
		await expect(post(sandbox(), 'sendmessage')).rejects.toThrow('fetch failed');
		expect(delivered()).toBe(1);
		const [request] = sandbox().requests.all;
		expect(request?.performed).toBe(true);
		expect(request?.status).toBeUndefined();
	});

	test('latency before and after differ in when the message is delivered', async () => {
		const latency = sandbox().faults.add({ kind: 'latency', ms: 300, when: 'after' });
		const asked = ask(sandbox(), 'sendmessage');
		await new Promise((resolve) => setTimeout(resolve, 150));
		expect(delivered()).toBe(1);
		await asked;
		sandbox().faults.remove(latency.id);
		sandbox().faults.add({ kind: 'latency', ms: 300 });
		const askedAgain = ask(sandbox(), 'sendmessage');
		await new Promise((resolve) => setTimeout(resolve, 150));
		expect(delivered()).toBe(1);
		await askedAgain;
		expect(delivered()).toBe(2);
	});
});

describe('rateLimit', () => {
	/** Statuses and `Retry-After` of so many requests, one right after another. */
	async function burst(count: number) {
		const responses: Response[] = [];
		for (let sent = 0; sent < count; sent++) responses.push(await post(sandbox(), 'sendmessage'));
		return {
			statuses: responses.map(({ status }) => status),
			waits: responses.map(({ headers }) => headers.get('Retry-After')),
		};
	}

	test('lets so many requests pass in its time, and delivers no other', async () => {
		sandbox().faults.add({ kind: 'rateLimit', requests: 3, ms: 1500 });
		const { statuses, waits } = await burst(5);
		expect(statuses).toEqual([200, 200, 200, 429, 429]);
		expect(waits.slice(0, 3)).toEqual([null, null, null]);
		expect(['1', '2']).toContain(waits[3]);
		expect(delivered()).toBe(3);
		// A client that waits as long as it is told gets through.
		await new Promise((resolve) => setTimeout(resolve, Number(waits[4]) * 1000));
		expect((await burst(4)).statuses).toEqual([200, 200, 200, 429]);
	});

	test('names a date', async () => {
		sandbox().faults.add({ kind: 'rateLimit', requests: 1, ms: 60_000, retryAfter: 'date' });
		const { waits } = await burst(2);
		const wait = Date.parse(waits[1] ?? '') - Date.now();
		expect(waits[1]).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
		expect(wait).toBeGreaterThan(55_000);
		expect(wait).toBeLessThan(62_000);
	});

	test('names nothing', async () => {
		sandbox().faults.add({ kind: 'rateLimit', requests: 1, retryAfter: 'absent' });
		expect(await burst(2)).toEqual({ statuses: [200, 429], waits: [null, null] });
	});

	test('counts what it is about alone', async () => {
		sandbox().faults.add({ kind: 'rateLimit', requests: 1, ms: 60_000, methods: ['getchats'] });
		const asked = [await post(sandbox(), 'getchats'), await post(sandbox(), 'getchats')];
		expect(asked.map(({ status }) => status)).toEqual([200, 429]);
		expect((await burst(2)).statuses).toEqual([200, 200]);
	});
});

describe('limits', () => {
	/** How a row of sends goes, one after another. */
	async function statuses(count: number, changed: Record<string, string> = {}): Promise<number[]> {
		const seen: number[] = [];
		for (let sent = 0; sent < count; sent++)
			seen.push((await post(sandbox(), 'sendmessage', changed)).status);
		return seen;
	}

	test('methods', async () => {
		sandbox().faults.add({ kind: 'status', methods: ['getchats', 'getmessages'] });
		expect((await post(sandbox(), 'getchats')).status).toBe(503);
		expect((await post(sandbox(), 'getmessages')).status).toBe(503);
		expect((await post(sandbox(), 'sendmessage')).status).toBe(200);
	});

	test('a conversation', async () => {
		sandbox().faults.add({ kind: 'status', conversation: lucia });
		expect(await statuses(1)).toEqual([503]);
		expect(await statuses(1, { destination: marc.destination })).toEqual([200]);
		expect(await statuses(1, { platform: 'telegram' })).toEqual([200]);
	});

	test('a channel', async () => {
		sandbox().faults.add({ kind: 'status', conversation: { platform: 'whatsapp', platformId: '100' } });
		expect(await statuses(1, { destination: marc.destination })).toEqual([503]);
		expect(await statuses(1, { platformid: '101' })).toEqual([200]);
	});

	test('times', async () => {
		const fault = sandbox().faults.add({ kind: 'status', times: 2 });
		expect(await statuses(4)).toEqual([503, 503, 200, 200]);
		expect(fault).toMatchObject({ matched: 4, hits: 2 });
	});

	test('skip', async () => {
		sandbox().faults.add({ kind: 'status', skip: 2, times: 1 });
		expect(await statuses(4)).toEqual([200, 200, 503, 200]);
	});

	test('every second request', async () => {
		sandbox().faults.add({ kind: 'status', share: 0.5 });
		expect(await statuses(6)).toEqual([200, 503, 200, 503, 200, 503]);
	});

	test.each([0.1, 0.29, 1 / 3])('a share of %f, without drift', (share) => {
		const fault = sandbox().faults.add({ kind: 'status', share });
		for (let request = 0; request < 300; request++) sandbox().faults.take({});
		expect(fault.hits).toBe(Math.round(300 * share));
	});

	test('the first fault that hits wins, and the others are not used up', async () => {
		sandbox().faults.add({ kind: 'status', status: 500, times: 1 });
		sandbox().faults.add({ kind: 'status', status: 502, times: 1 });
		expect(await statuses(3)).toEqual([500, 502, 200]);
	});

	test('removed and cleared faults are gone', async () => {
		const { id } = sandbox().faults.add({ kind: 'status' });
		sandbox().faults.add({ kind: 'empty' });
		expect(sandbox().faults.remove(id)).toBe(true);
		expect(sandbox().faults.remove(id)).toBe(false);
		expect(sandbox().faults.all).toHaveLength(1);
		sandbox().faults.clear();
		expect(await statuses(1)).toEqual([200]);
	});
});

test('what is not a fault is told apart', () => {
	const isFault = (value: unknown) => faultSchema.safeParse(value).success;
	expect(isFault({ kind: 'latency', ms: 5, when: 'after', methods: ['getchats'], share: 0.5, skip: 1 })).toBe(
		true,
	);
	expect(isFault({ kind: 'cut', midway: true, conversation: { platform: 'whatsapp' }, times: 1 })).toBe(true);
	for (const value of [
		null,
		'cut',
		{ kind: 'quake' },
		{ kind: 'latency' },
		{ kind: 'redirect' },
		{ kind: 'status', status: 99 },
		{ kind: 'cut', when: 'never' },
		{ kind: 'cut', methods: ['delete'] },
		{ kind: 'cut', share: 0 },
		{ kind: 'cut', surprise: 1 },
		{ kind: 'rateLimit', requests: 0 },
		{ kind: 'late' },
		{ kind: 'notice', place: 'midway' },
		{ kind: 'constructor' },
	]) {
		expect(isFault(value)).toBe(false);
	}
});
