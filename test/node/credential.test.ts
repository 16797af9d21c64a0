import { operations, useAfilnet } from '../engine/afilnet';

const afilnet = useAfilnet();

const pressTest = async (changes: Record<string, string> = {}) =>
	await afilnet.engine.testCredential({ ...afilnet.credential, ...changes });

describe("the credential's test button", () => {
	test('a right user and password', async () => {
		expect(await pressTest()).toMatchObject({ status: 'OK' });
		expect(afilnet.sandbox.requests.all).toMatchObject([
			{ verb: 'POST', url: '/api/http/', parameters: { class: 'chat', method: 'getchatchannels' } },
		]);
	});

	test.each([
		['a wrong user', { user: 'nobody@afilnet.test' }],
		['a wrong password', { password: 'wrong' }],
		['no user', { user: '' }],
		['no password', { password: '' }],
	])('%s', async (_name, changes) => {
		const { status, message } = await pressTest(changes);

		expect(status).toBe('Error');
		expect(message).toMatch(/user|password/);
		expect(message).not.toMatch(/undefined|\[object/);
	});

	test.each([
		['text/html', 'upper'],
		['text/plain', 'lower'],
		['application/json', 'lower'],
		['application/json', 'mixed'],
	] as const)('an answer of type %s in %s case', async (contentType, statusCase) => {
		Object.assign(afilnet.sandbox.switches, { contentType, statusCase });

		expect(await pressTest()).toMatchObject({ status: 'OK' });
		expect(await pressTest({ password: 'wrong' })).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/user and password/),
		});
	});

	test.each([
		['a web page', { kind: 'html' }],
		['a page that says it is not found', { kind: 'html', status: 404 }],
		['an empty body', { kind: 'empty' }],
		['other JSON', { kind: 'json' }],
		['a redirect', { kind: 'redirect', location: 'https://afilnet.invalid/' }],
		['a server that is down', { kind: 'status', status: 503 }],
		['a cut connection', { kind: 'cut' }],
	] as const)("an address that is not Afilnet's: %s", async (_name, fault) => {
		afilnet.sandbox.faults.add(fault);
		const { status, message } = await pressTest();

		expect(status).toBe('Error');
		expect(message).toMatch(/Afilnet/);
	});

	test.each([
		['no server', 'https://127.0.0.1:1/', /could not be reached/],
		['no server for https', 'https://127.0.0.1:PORT/', /No secure connection/],
		['no such host', 'https://afilnet.invalid/api/http/', /not found/],
		['no encryption', 'http://www.afilnet.com/api/http/', /https:\/\//],
		['no address', 'afilnet', /address/],
		['no text', '', /address/],
	])('%s', async (_name, apiUrl, words) => {
		const { port } = new URL(afilnet.sandbox.apiUrl);
		const { status, message } = await pressTest({ apiUrl: apiUrl.replace('PORT', port) });

		expect(status).toBe('Error');
		expect(message).toMatch(words);
	});
});

describe('the address in the credential', () => {
	test.each([
		'http://www.afilnet.com/api/http/',
		'http://192.168.1.1/',
		'http://127.0.0.1.example.com/',
		'ftp://127.0.0.1/',
	])('%s is refused before anything is sent', async (apiUrl) => {
		const { error } = await afilnet.run(operations.sendmessage, {
			credential: { ...afilnet.credential, apiUrl },
		});

		expect(error?.message).toMatch(/API URL/);
		expect(error?.description).toMatch(/https:\/\//);
	});

	test.each(['http://localhost', 'http://127.0.0.1'])('%s is a loopback address', async (host) => {
		const apiUrl = afilnet.sandbox.apiUrl.replace('http://127.0.0.1', host);
		const { error } = await afilnet.run(operations.getchats, {
			credential: { ...afilnet.credential, apiUrl },
		});

		expect(error).toBeUndefined();
	});
});
