import { answerTo } from '../answerTo';
import { ask, lucia, parametersOf, rows, shop, useSandbox } from './support';

const sandbox = useSandbox();

async function control(method: string, path: string, body?: unknown) {
	const headers = { 'Content-Type': 'application/json' };
	const response = await fetch(`${sandbox().url}sandbox/${path}`, {
		method,
		...(body !== undefined && { headers, body: JSON.stringify(body) }),
	});
	const answer: unknown = await response.json();
	return { status: response.status, answer };
}

test('state tells the sign-in, the channels and what is set', async () => {
	sandbox().faults.add({ kind: 'empty' });
	const { answer } = await control('GET', 'state');
	expect(answer).toMatchObject({
		user: 'demo@afilnet.test',
		password: 'sandbox',
		apiUrl: sandbox().apiUrl,
		switches: { answerShape: 'list' },
		switchViews: expect.arrayContaining([
			expect.objectContaining({
				heading: 'Reading',
				switches: expect.arrayContaining([
					{
						name: 'messagesMarkRead',
						title: 'Get Messages Marks the Conversation as Read',
						values: [
							{ value: false, words: 'No' },
							{ value: true, words: 'Yes' },
						],
					},
				]),
			}),
		]),
		faults: [{ fault: { kind: 'empty' }, hits: 0 }],
	});
	expect(answer).toMatchObject({
		channels: expect.arrayContaining([expect.objectContaining({ ...shop, name: 'Shop WhatsApp' })]),
	});
});

test('every platform has a channel with a conversation', () => {
	const platforms = sandbox().account.channels.filter(({ conversations }) => conversations.size > 0);
	expect(new Set(platforms.map(({ platform }) => platform)).size).toBe(4);
});

test('a customer writes, in a conversation that is there and in a new one', async () => {
	const elena = { ...shop, destination: '34620000001' };
	expect(await control('POST', 'messages', { ...lucia, text: 'Are you there?' })).toMatchObject({
		status: 201,
	});
	await control('POST', 'messages', { ...elena, text: 'Hello', name: 'Elena' });
	expect((await rows(sandbox(), 'getunreadmessages')).at(-1)).toMatchObject({
		message: 'Are you there?',
		issent: 0,
	});
	expect(sandbox().account.conversation(elena)).toMatchObject({ name: 'Elena', unread: 1 });
	const query = new URLSearchParams(elena);
	expect((await control('GET', `messages?${query}`)).answer).toMatchObject([{ text: 'Hello', sent: false }]);
});

test('a conversation is read', async () => {
	await control('POST', 'read', lucia);
	expect(await rows(sandbox(), 'getunreadmessages')).toEqual([]);
});

test('switches are set', async () => {
	expect(await control('POST', 'switches', { numbers: 'string', unreadMarksRead: true })).toMatchObject({
		status: 200,
		answer: { numbers: 'string', unreadMarksRead: true },
	});
	expect((await rows(sandbox(), 'getchatchannels'))[0]).toMatchObject({ platformid: '100' });
	expect(await control('POST', 'switches', { numbers: 'roman' })).toMatchObject({ status: 400 });
});

test('faults are added, counted and removed', async () => {
	const { answer } = await control('POST', 'faults', { kind: 'code', code: 'NO_CREDIT', times: 1 });
	expect(answer).toMatchObject({ id: 1, hits: 0 });
	expect(await ask(sandbox(), 'getchats')).toMatchObject({ error: 'NO_CREDIT' });
	expect((await control('GET', 'state')).answer).toMatchObject({ faults: [{ id: 1, hits: 1 }] });
	expect((await control('DELETE', 'faults/1')).answer).toEqual({ removed: true });
	await control('POST', 'faults', { kind: 'empty' });
	await control('DELETE', 'faults');
	expect(await ask(sandbox(), 'getchats')).toMatchObject({ status: 'SUCCESS' });
	expect(await control('POST', 'faults', { kind: 'quake' })).toMatchObject({ status: 400 });
});

test('the sign-in is changed', async () => {
	const { user, password } = sandbox().account;
	await control('POST', 'account', { password: 'new' });
	expect(await ask(sandbox(), 'getchats', { user, password })).toMatchObject({
		error: 'INCORRECT_USER_PASSWORD',
	});
	expect(await ask(sandbox(), 'getchats', { password: 'new' })).toMatchObject({ status: 'SUCCESS' });
});

test('channels and conversations come and go', async () => {
	const channel = { platform: 'webchat', platformId: '77' };
	await control('POST', 'channels', { ...channel, name: 'Second Website' });
	expect((await rows(sandbox(), 'getchatchannels')).at(-1)).toMatchObject({
		platformid: 77,
		name: 'Second Website',
	});
	await control('POST', 'conversations', { ...channel, count: 3, text: 'Anybody?', read: false });
	const chats = await rows(sandbox(), 'getchats', { platform: 'webchat', platformid: '77' });
	expect(chats.map(({ destination }) => destination)).toEqual([
		'visitor-00000003',
		'visitor-00000002',
		'visitor-00000001',
	]);
	expect(chats[0]).toMatchObject({ message: 'Anybody?', status: 'received' });
	const removed = await control('DELETE', 'conversations', { ...channel, destination: 'visitor-00000002' });
	expect(removed.answer).toEqual({ removed: true });
	expect(await rows(sandbox(), 'getchats', { platform: 'webchat', platformid: '77' })).toHaveLength(2);
	expect((await control('DELETE', 'channels', channel)).answer).toEqual({ removed: true });
	expect(await ask(sandbox(), 'getchats', { platform: 'webchat', platformid: '77' })).toMatchObject({
		error: 'CHANNEL_NOT_FOUND',
	});
});

test('10,000 conversations are there, read and not in the way of those that were there', async () => {
	const before = sandbox().account.conversations(shop).length;
	const { status, answer } = await control('POST', 'conversations', { ...shop, count: 10_000 });
	expect(status).toBe(201);
	expect(answer).toMatchObject({ destinations: expect.arrayContaining(['34610000001', '34610010000']) });
	expect(await rows(sandbox(), 'getchats')).toHaveLength(before + 10_000);
	expect(await rows(sandbox(), 'getunreadmessages', { destination: '34610000001' })).toEqual([]);
	await control('POST', 'conversations', { ...shop, count: 1 });
	expect(sandbox().account.conversations(shop)).toHaveLength(before + 10_001);
});

test('the recorded requests are read and cleared', async () => {
	await ask(sandbox(), 'getchats');
	await ask(sandbox(), 'getmessages');
	const { answer } = await control('GET', 'requests?after=1');
	expect(answer).toMatchObject({
		requests: [{ id: 2, parameters: { method: 'getmessages' } }],
		inFlight: 0,
		mostInFlight: 1,
	});
	await control('DELETE', 'requests');
	expect((await control('GET', 'requests')).answer).toMatchObject({ requests: [] });
});

test.each([
	['messages', { ...lucia, platform: 'pigeon', text: 'Hi' }],
	['messages', { ...lucia, platformId: '999', text: 'Hi' }],
	['messages', { ...lucia, text: '' }],
	['messages', { ...shop, text: 'Hi' }],
	['messages', [lucia]],
	['conversations', { ...shop, count: 0 }],
	['conversations', { ...shop, count: 'many' }],
	['conversations', { ...shop, platformId: '999', count: 1 }],
	['channels', { platform: 'webchat' }],
	['read', {}],
])('%s refuses %j in words', async (path, body) => {
	const { status, answer } = await control('POST', path, body);
	expect(status).toBe(400);
	expect(answer).toEqual({ error: expect.stringMatching(/\.$/) });
});

describe('events', () => {
	/** Reads the events as they come: their names with their data. */
	async function listen() {
		const leaving = new AbortController();
		const response = await fetch(`${sandbox().url}sandbox/events`, { signal: leaving.signal });
		const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader();
		const decoder = new TextDecoder();
		let received = '';
		const next = async () => {
			while (!received.includes('\n\n')) {
				const { value } = await reader.read();
				received += decoder.decode(value, { stream: true });
			}
			const [event = '', rest = ''] = received.split(/\n\n(.*)/s, 2);
			received = rest;
			const [, name, data = 'null'] = /^event: (\w+)\ndata: (.*)$/s.exec(event) ?? [];
			const parsed: unknown = JSON.parse(data);
			return { name, data: parsed };
		};
		expect(response.headers.get('Content-Type')).toBe('text/event-stream');
		await next();
		return { next, leave: () => leaving.abort() };
	}

	test('tell of what a workflow sends, of what a customer writes, of reading and of channels', async () => {
		const { next, leave } = await listen();
		await ask(sandbox(), 'sendmessage', { message: 'a\n\nb' });
		expect(await next()).toMatchObject({
			name: 'message',
			data: { conversation: { ...lucia, name: 'Lucía Fernández' }, message: { text: 'a\n\nb', sent: true } },
		});
		sandbox().account.receive(lucia, 'Thanks');
		expect(await next()).toMatchObject({ data: { conversation: { unread: 2 }, message: { sent: false } } });
		sandbox().account.markRead(lucia);
		expect(await next()).toMatchObject({ name: 'read', data: { ...lucia, unread: 0 } });
		sandbox().account.addConversations(shop, 100);
		expect(await next()).toMatchObject({ name: 'changed' });
		leave();
	});

	test('nobody listens any more after the client has left', async () => {
		const { events } = sandbox().account;
		const before = events.listenerCount('message');
		const { leave } = await listen();
		expect(events.listenerCount('message')).toBe(before + 1);
		leave();
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(events.listenerCount('message')).toBe(before);
	});
});

describe('the guard', () => {
	/** The status of a request with headers of its own, `Host` among them. */
	async function status(path: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
		return (await answerTo(new URL(path, sandbox().url).href, headers, method)).statusCode ?? 0;
	}

	const api = '/api/http/?class=chat&method=getchatchannels&user=demo%40afilnet.test&password=sandbox';
	const routes = ['/', '/page.js', '/page.css', '/sandbox/state', '/sandbox/events', '/sandbox/files', api];
	const machine = () => {
		const { port, host, origin } = new URL(sandbox().url);
		return { port, host, origin };
	};

	test.each([...routes, '/nothing', '/api/soap/'])('%s answers a loopback host alone', async (path) => {
		const { port, host } = machine();
		const there = routes.includes(path) ? 200 : 404;
		for (const name of [host, '127.0.0.1', `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`])
			expect(await status(path, { Host: name })).toBe(there);
		for (const name of [
			'evil.example',
			`127.0.0.1.evil.example:${port}`,
			`evil.example@${host}`,
			`LOCALHOST.evil.example:${port}`,
			'127.0.0.2',
		])
			expect(await status(path, { Host: name })).toBe(403);
	});

	test.each(routes.slice(1))('%s answers no other site’s page', async (path) => {
		const { port, host, origin } = machine();
		expect(await status(path, { Host: host, Origin: origin, 'Sec-Fetch-Site': 'same-origin' })).toBe(200);
		expect(await status(path, { Host: host, 'Sec-Fetch-Site': 'none' })).toBe(200);
		for (const foreign of ['https://evil.example', 'http://127.0.0.1:1', `http://localhost:${port}`, 'null'])
			expect(await status(path, { Host: host, Origin: foreign })).toBe(403);
		for (const site of ['cross-site', 'same-site'])
			expect(await status(path, { Host: host, 'Sec-Fetch-Site': site })).toBe(403);
	});

	test('a link on another site opens the page, which changes nothing by itself', async () => {
		const { host } = machine();
		expect(await status('/', { Host: host, 'Sec-Fetch-Site': 'cross-site' })).toBe(200);
	});

	test('another site’s form sends nothing', async () => {
		const { host, origin } = machine();
		const before = sandbox().account.messages(lucia).length;
		const send = async (headers: Record<string, string>) =>
			await status(
				`/api/http/?${parametersOf(sandbox(), 'sendmessage')}`,
				{ Host: host, ...headers },
				'POST',
			);
		expect(await send({ Origin: 'https://evil.example' })).toBe(403);
		expect(await send({ Origin: 'null', 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
		expect(sandbox().account.messages(lucia)).toHaveLength(before);
		expect(sandbox().requests.all).toEqual([]);
		expect(await send({ Origin: origin })).toBe(200);
		expect(sandbox().account.messages(lucia)).toHaveLength(before + 1);
	});

	test('another site’s page changes nothing', async () => {
		sandbox().faults.add({ kind: 'empty' });
		const headers = { Host: machine().host, Origin: 'https://evil.example' };
		expect(await status('/sandbox/faults', headers, 'DELETE')).toBe(403);
		expect(sandbox().faults.all).toHaveLength(1);
	});
});

test('a body that is not JSON is refused without a trace of the program', async () => {
	const headers = { 'Content-Type': 'application/json' };
	const response = await fetch(`${sandbox().url}sandbox/switches`, { method: 'POST', headers, body: '{' });
	expect(response.status).toBe(400);
	expect(await response.json()).toEqual({ error: 'The body is not JSON of 5 MB at most.' });
});

test('the page is served with its program, and may run nothing else', async () => {
	const page = await fetch(sandbox().url);
	expect(page.headers.get('Content-Security-Policy')).toMatch("default-src 'self';");
	expect(await page.text()).toMatch('<script type="module" src="/page.js"></script>');
	const program = await (await fetch(`${sandbox().url}page.js`)).text();
	expect(program).toMatch('EventSource');
	expect((await fetch(`${sandbox().url}page.css`)).headers.get('Content-Type')).toMatch('text/css');
});
