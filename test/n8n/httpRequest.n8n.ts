/** n8n's own HTTP Request node with this package's credential, and who may ask n8n, in real n8n hosts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import { tested } from '../../host/install';
import { packPackage } from '../../host/package';
import { startHost, type Host } from '../../host/startHost';
import { inARow, node, start } from '../../host/workflows';
import { startSandbox, type Sandbox } from '../../sandbox';
import { answerTo } from '../answerTo';

const folder = mkdtempSync(join(tmpdir(), 'afilnet-http-'));
let tarball: string;
/** Another server on the same machine, to which nothing may come. */
let stranger: Sandbox;

beforeAll(async () => {
	tarball = await packPackage(join(folder, 'package'));
	stranger = await startSandbox();
}, 120_000);
afterAll(async () => {
	await stranger?.close();
	rmSync(folder, { recursive: true, force: true });
});

const fields = [
	{ name: 'class', value: 'chat' },
	{ name: 'method', value: 'getchatchannels' },
];

/** Each release of the node that reads redirects in another way, as it is and as it can be set. */
const nodes: Array<[typeVersion: number, options: INodeParameters]> = [
	[4.2, {}],
	[3, { redirect: { redirect: { followRedirects: true, maxRedirects: 21 } } }],
	[4.2, { redirect: { redirect: { followRedirects: true, maxRedirects: 5 } } }],
];

describe.each(tested)('on n8n %s', (version) => {
	let host: Host;

	beforeAll(async () => {
		host = await startHost({ version, tarball });
	}, 1_800_000);
	beforeEach(() => {
		host.sandbox.faults.clear();
		host.sandbox.requests.clear();
	});
	afterAll(async () => await host?.stop());

	test('a page of another site can neither ask n8n by a name of its own nor read an answer', async () => {
		const settings = `${host.n8n.url}rest/settings`;
		const own = await answerTo(settings, { Origin: 'http://127.0.0.1:1' });
		expect(own.statusCode).toBe(200);
		expect(own.headers).not.toHaveProperty('access-control-allow-origin');
		const { port } = new URL(settings);
		expect((await answerTo(settings, { Host: `evil.example:${port}` })).statusCode).toBe(403);
	});

	/** Runs HTTP Request once. @returns the execution as text */
	async function request(typeVersion: number, parameters: INodeParameters): Promise<string> {
		const { rest, credential, sandbox } = host;
		const http = node(
			'HTTP Request',
			'n8n-nodes-base.httpRequest',
			typeVersion,
			{
				method: 'POST',
				url: sandbox.apiUrl,
				authentication: 'predefinedCredentialType',
				nodeCredentialType: 'afilnetApi',
				sendBody: true,
				bodyParameters: { parameters: fields },
				...parameters,
			},
			credential,
		);
		const { id } = await rest.createWorkflow(inARow('HTTP Request', [start(), http]));
		return JSON.stringify(await rest.run(id, 'Start'));
	}

	test.each(nodes)(
		'HTTP Request %d with the options %j follows no redirect',
		async (typeVersion, options) => {
			for (const status of [301, 302, 303, 307, 308]) {
				host.sandbox.faults.clear();
				host.sandbox.faults.add({ kind: 'redirect', status, location: stranger.apiUrl });
				const told = await request(typeVersion, { contentType: 'json', specifyBody: 'keypair', options });

				expect(told).toContain(String(status));
				expect(stranger.requests.all).toEqual([]);
			}
			expect(host.sandbox.requests.all).toHaveLength(5);
		},
	);

	test.each(['json', 'form-urlencoded'])(
		'HTTP Request asks Afilnet with a body of %s',
		async (contentType) => {
			const told = await request(4.2, { contentType, specifyBody: 'keypair', options: {} });

			expect(told).toContain('Shop WhatsApp');
			expect(host.sandbox.requests.all).toMatchObject([{ url: '/api/http/', verb: 'POST' }]);
		},
	);
});
