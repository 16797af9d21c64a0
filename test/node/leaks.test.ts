import { startSandbox, type Fault, type Sandbox } from '../../sandbox';
import { awkwardPassword, operations, useAfilnet } from '../engine/afilnet';
import { useFiles } from '../engine/files';
import { leaksIn, spellings } from '../engine/leaks';

const afilnet = useAfilnet();
useFiles();

/** Another host, to which nothing that is secret may come. */
let stranger: Sandbox;
beforeAll(async () => {
	stranger = await startSandbox({ account: { password: awkwardPassword } });
});
beforeEach(() => stranger.requests.clear());
afterAll(async () => await stranger.close());

const redirects = [301, 302, 303, 307, 308];
const statuses = [400, 401, 403, 404, 429, 500, 502, 503];
const answerWithSecret = { user: 'demo@afilnet.test', password: awkwardPassword, class: 'chat' };

type NamedFault = readonly [name: string, fault: () => Fault];

/** Of all statuses only 429 waits, and not for so long. */
const late = { 'Retry-After': '600' };

const faults: readonly NamedFault[] = [
	...statuses.map((status): NamedFault => [
		`HTTP ${status} without a body`,
		() => ({ kind: 'status', status, headers: late }),
	]),
	...statuses.map((status): NamedFault => [
		`HTTP ${status} that echoes the request`,
		() => ({ kind: 'echo', status, headers: late }),
	]),
	...redirects.flatMap((status): NamedFault[] => [
		[
			`HTTP ${status} to another host`,
			() => ({ kind: 'redirect', status, location: stranger.apiUrl.replace('127.0.0.1', 'localhost') }),
		],
		[`HTTP ${status} to another port`, () => ({ kind: 'redirect', status, location: stranger.apiUrl })],
	]),
	['HTTP 502 with a page', () => ({ kind: 'html', status: 502 })],
	['a page', () => ({ kind: 'html' })],
	['an empty body', () => ({ kind: 'empty' })],
	['a cut connection', () => ({ kind: 'cut' })],
	['a connection cut within the answer', () => ({ kind: 'cut', midway: true })],
	['no answer', () => ({ kind: 'hang' })],
	['an error code', () => ({ kind: 'code', code: 'INCORRECT_USER_PASSWORD' })],
	['a code that is not known', () => ({ kind: 'code', code: 'SOMETHING_ELSE' })],
	['an error that echoes the password', () => ({ kind: 'code', code: `Wrong: ${awkwardPassword}` })],
	[
		'an error that echoes the password in every encoding',
		() => ({ kind: 'code', code: `Wrong: ${spellings(awkwardPassword).join(' or ')}` }),
	],
	['a sentence that echoes user and password', () => ({ kind: 'code', code: 'No {user} with {password}' })],
	[
		'a sentence that echoes the form',
		() => ({ kind: 'code', code: `Bad form: class=chat&password=${encodeURIComponent(awkwardPassword)}` }),
	],
	['an error that echoes the link', () => ({ kind: 'code', code: 'Not a file: {fileurl}' })],
	['the request as text', () => ({ kind: 'echo' })],
	['the request as a page', () => ({ kind: 'echo', contentType: 'text/html' })],
	['the request as JSON', () => ({ kind: 'json', body: answerWithSecret })],
	[
		'a result that echoes the request',
		() => ({ kind: 'json', body: { status: 'SUCCESS', result: answerWithSecret } }),
	],
	[
		'an error beside an echo of the request',
		() => ({ kind: 'json', body: { status: 'ERROR', error: 'CHAT_NOT_FOUND', request: answerWithSecret } }),
	],
	[
		'an error that is an echo of the request',
		() => ({ kind: 'json', body: { status: 'ERROR', error: answerWithSecret } }),
	],
];

/** How long a request may take in milliseconds, so that the test of a hanging server is quick. */
const impatient = { requestOptions: { timeout: 250 } };

/** All that n8n shows, keeps and logs of a run, and the run's error with all that hangs on it. */
async function everythingOf(...run: Parameters<typeof afilnet.run>) {
	afilnet.engine.log.length = 0;
	const { error, items, errorItems, stored, run: result } = await afilnet.run(...run);
	return { error, items, errorItems, stored, result, log: [...afilnet.engine.log] };
}

describe.each(faults)('%s', (_name, fault) => {
	test.each(['sendmessage', 'getchats'] as const)('%s tells nobody the password', async (method) => {
		afilnet.sandbox.faults.add(fault());
		const parameters = { ...operations[method], ...impatient };
		for (const onError of ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const) {
			const everything = await everythingOf(parameters, { onError });

			expect(leaksIn(everything, awkwardPassword)).toEqual([]);
		}
		expect(afilnet.sent.length).toBeGreaterThan(0);
		expect(stranger.requests.all).toEqual([]);
	});

	test('sendfile tells nobody the link to a file of the workflow', async () => {
		const parameters = { ...operations.sendfile, ...impatient, fileSource: 'binaryData' };
		for (const onError of ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const) {
			afilnet.sandbox.faults.add({ ...fault(), times: 1 });
			afilnet.engine.log.length = 0;
			const { run, stored } = await afilnet.engine.runWorkflow({
				nodes: [
					{ name: 'File', type: 'test.file', parameters: { content: 'The file' } },
					{ name: 'Afilnet', type: 'afilnet', parameters, onError },
				],
				credential: afilnet.credential,
			});
			const token = new URL(afilnet.sent.at(-1)?.fileurl ?? '').searchParams.get('token') ?? '';

			expect(token).not.toBe('');
			// Also not the first half of it, as words that are cut may hold.
			const half = token.slice(0, token.length / 2);
			expect(leaksIn([run, stored, afilnet.engine.log], half)).toEqual([]);
		}
	});

	test('the channel picker tells nobody the password', async () => {
		afilnet.sandbox.faults.add({ ...fault(), times: 1 });
		afilnet.engine.log.length = 0;
		if (fault().kind === 'hang') return;
		const outcome: unknown = await afilnet.engine
			.search('searchChannels', {
				parameters: { ...operations.getchats, ...impatient },
				credential: afilnet.credential,
			})
			.catch((error: unknown) => error);

		expect(leaksIn([outcome, afilnet.engine.log], awkwardPassword)).toEqual([]);
		expect(stranger.requests.all).toEqual([]);
	});

	test('the credential test tells nobody the password', async () => {
		if (fault().kind === 'hang') return;
		afilnet.sandbox.faults.add(fault());
		afilnet.engine.log.length = 0;
		const outcome = await afilnet.engine.testCredential(afilnet.credential);

		expect(leaksIn([outcome, afilnet.engine.log], awkwardPassword)).toEqual([]);
		expect(stranger.requests.all).toEqual([]);
	});
});

test.each([
	['a refused connection', 'https://127.0.0.1:1/'],
	['a name that does not exist', 'https://afilnet.invalid/api/http/'],
	['an address without encryption', 'http://afilnet.invalid/api/http/'],
	['an address that is none', 'not an address'],
	['a server that speaks no TLS', 'https'],
])('%s tells nobody the password', async (_name, apiUrl) => {
	const address = apiUrl === 'https' ? afilnet.sandbox.apiUrl.replace('http:', 'https:') : apiUrl;
	const credential = { ...afilnet.credential, apiUrl: address };
	const everything = await everythingOf(operations.sendmessage, { credential });

	expect(everything.error).toBeDefined();
	expect(leaksIn(everything, awkwardPassword)).toEqual([]);
});

test('the search for leaks finds what n8n itself would tell', async () => {
	const told = {
		message: 'x',
		cause: { config: { data: `a=1&password=${encodeURIComponent(awkwardPassword)}` } },
	};
	const hidden = Object.defineProperty(new Error('x'), 'request', { value: Buffer.from(awkwardPassword) });

	expect(leaksIn(told, awkwardPassword)).toHaveLength(1);
	expect(leaksIn(hidden, awkwardPassword)).toHaveLength(1);
	expect(leaksIn(JSON.stringify({ log: JSON.stringify({ awkwardPassword }) }), awkwardPassword)).toHaveLength(
		1,
	);
	expect(leaksIn({ body: 'class=chat&method=sendmessage' }, awkwardPassword)).toHaveLength(1);
});
