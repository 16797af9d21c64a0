/** The sandbox gets the files that it is sent, as a chat platform does. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

import { listen, type Listening } from '../../sandbox/listen';
import { ask, lucia, useSandbox } from './support';

const sandbox = useSandbox({ switches: { fetchFiles: true } });
const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0xff, 0x0a]);
let isThere = true;
let listening: Listening;

const server = createServer((_request, response) => {
	response.writeHead(isThere ? 200 : 404, { 'Content-Type': isThere ? 'image/png' : 'text/plain' });
	response.end(isThere ? bytes : 'gone');
});

beforeAll(async () => {
	listening = await listen(server);
});
beforeEach(() => {
	isThere = true;
});
afterAll(async () => await listening.close());

const address = () => `${listening.url}jacket.png`;

test('a file that is sent is got at once, and again when it is asked for', async () => {
	await ask(sandbox(), 'sendfile', { fileurl: address() });
	await sandbox().files.settled();
	expect(sandbox().files.all).toEqual([
		{ id: 1, url: address(), status: 200, contentType: 'image/png', bytes },
	]);
	isThere = false;
	expect(await sandbox().files.fetch(address())).toMatchObject({
		id: 2,
		status: 404,
		contentType: 'text/plain',
	});
	expect(sandbox().files.all).toHaveLength(2);
});

test('the message is linked with its file, and the file is served, with nothing in it that runs', async () => {
	await ask(sandbox(), 'sendfile', { fileurl: address() });
	await sandbox().files.settled();
	await new Promise((resolve) => setImmediate(resolve));
	const { file } = sandbox().account.messages(lucia).at(-1) ?? {};
	const response = await fetch(`${sandbox().url}sandbox/files/${file?.fetchedId}`);
	expect(response.headers.get('Content-Type')).toBe('image/png');
	expect(response.headers.get('Content-Security-Policy')).toMatch(/^sandbox;/);
	expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
	expect((await fetch(`${sandbox().url}sandbox/files/99`)).status).toBe(404);
});

test('tests in other processes read what came, and ask again', async () => {
	await ask(sandbox(), 'sendfile', { fileurl: address() });
	await sandbox().files.settled();
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const seen = { url: address(), status: 200, contentType: 'image/png', size: bytes.length, sha256 };
	expect(await (await fetch(`${sandbox().url}sandbox/files`)).json()).toEqual([{ id: 1, ...seen }]);
	const again = async (url: string) =>
		await fetch(`${sandbox().url}sandbox/files`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ url }),
		});
	expect(await (await again(address())).json()).toEqual({ id: 2, ...seen });
	expect((await again('file:///etc/passwd')).status).toBe(400);
});

test('a file that cannot be had says why, and the message is sent all the same', async () => {
	expect(await ask(sandbox(), 'sendfile', { fileurl: 'http://127.0.0.1:1/gone.pdf' })).toMatchObject({
		status: 'SUCCESS',
	});
	await sandbox().files.settled();
	expect(sandbox().files.all).toMatchObject([{ failure: expect.any(String), bytes: Buffer.alloc(0) }]);
});

test('off: nothing is got', async () => {
	sandbox().switches.fetchFiles = false;
	await ask(sandbox(), 'sendfile', { fileurl: address() });
	await sandbox().files.settled();
	expect(sandbox().files.all).toEqual([]);
});
