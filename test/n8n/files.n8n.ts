/**
 * Files that a workflow has, sent from real n8n hosts in each way in which n8n keeps files. The sandbox gets what it is sent
 * as a chat platform does: at once, and here again after the execution has ended.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';
import { newest, oldest } from '../../host/install';
import { packPackage } from '../../host/package';
import { isUnderWay, type Execution } from '../../host/rest';
import { startHost, type Host } from '../../host/startHost';
import { until } from '../../host/until';
import { afilnet, inARow, node, start, typedIn } from '../../host/workflows';
import { textsIn } from '../engine/leaks';
import { listen, type Listening } from '../../sandbox/listen';

const folder = mkdtempSync(join(tmpdir(), 'afilnet-files-'));
const picture = readFileSync(join(__dirname, '..', '..', 'docs', 'images', 'demo-editor.png'));

let tarball: string;
/** A web shop that has the picture. */
let shop: Listening;

beforeAll(async () => {
	tarball = await packPackage(join(folder, 'package'));
	const server = createServer((_request, response) => {
		response.setHeader('Content-Type', 'image/png');
		response.end(picture);
	});
	shop = await listen(server);
}, 120_000);
afterAll(async () => {
	await shop?.close();
	rmSync(folder, { recursive: true, force: true });
});

const toLucia = {
	resource: 'message',
	operation: 'sendFile',
	platform: 'whatsapp',
	platformId: typedIn('100'),
	destination: typedIn('34600000001'),
	fileSource: 'binaryData',
	fileType: 'auto',
};

const send = (host: Host, parameters: INodeParameters = {}): INode =>
	afilnet({ ...toLucia, ...parameters }, host.credential);

const download = (): INode =>
	node('HTTP Request', 'n8n-nodes-base.httpRequest', 4.2, {
		url: `${shop.url}jacket.png`,
		options: { response: { response: { responseFormat: 'file' } } },
	});

const note = 'Your appointment: today at 10:30 €';

/** Nodes that give a file, and what comes to Afilnet. */
const ways: Record<
	string,
	{ nodes: () => INode[]; type: string; ends: RegExp; isRight: (bytes: Buffer) => boolean }
> = {
	'HTTP Request': {
		nodes: () => [download()],
		type: 'image',
		ends: /&file=\/jacket\.png$/,
		isRight: (bytes) => bytes.equals(picture),
	},
	'Convert to File': {
		nodes: () => [
			node('Edit Fields', 'n8n-nodes-base.set', 3.4, {
				mode: 'raw',
				jsonOutput: JSON.stringify({ note }),
				options: {},
			}),
			node('Convert to File', 'n8n-nodes-base.convertToFile', 1.1, {
				operation: 'toText',
				sourceProperty: 'note',
				options: { fileName: 'note.txt' },
			}),
		],
		type: 'document',
		ends: /&file=\/note\.txt$/,
		isRight: (bytes) => bytes.toString() === note,
	},
	'Edit Image': {
		nodes: () => [
			download(),
			node('Edit Image', 'n8n-nodes-base.editImage', 1, {
				operation: 'resize',
				width: 64,
				height: 64,
				resizeOption: 'ignoreAspectRatio',
				options: { fileName: 'small.png' },
			}),
		],
		type: 'image',
		ends: /&file=\/small\.png$/,
		isRight: (bytes) => bytes.readUInt32BE(16) === 64 && bytes.readUInt32BE(20) === 64,
	},
};

/** What the sandbox was sent last, and got at once. */
async function lastFile({ sandbox }: Host) {
	await sandbox.files.settled();
	const { parameters } =
		sandbox.requests.all.findLast(({ parameters }) => parameters.method === 'sendfile') ?? {};
	const [got] = sandbox.files.all.filter(({ url }) => url === parameters?.fileurl);
	if (!parameters?.fileurl || !got) throw new Error('The sandbox was sent no file.');
	return { ...got, type: parameters.type };
}

/** All that n8n keeps of an execution, shows of it and logs. */
const toldOf = ({ n8n }: Host, execution: Execution) => [...textsIn(execution), n8n.readLog()].join('\n');

const tokenOf = (link: string) => new URL(link).searchParams.get('token') ?? link;

const sendsFiles = (host: () => Host) => {
	test.each(Object.entries(ways))('%s', async (name, { nodes, type, ends, isRight }) => {
		const { rest, sandbox } = host();
		const { id } = await rest.createWorkflow(inARow(name, [start(), ...nodes(), send(host())]));
		const execution = await rest.run(id, 'Start');
		const got = await lastFile(host());
		const later = await sandbox.files.fetch(got.url);

		expect(execution.data.resultData.error).toBeUndefined();
		expect(got).toMatchObject({ status: 200, type, url: expect.stringMatching(ends) });
		expect(isRight(got.bytes)).toBe(true);
		expect(later).toMatchObject({ status: 200, contentType: got.contentType });
		expect(later.bytes.equals(got.bytes)).toBe(true);
		expect(toldOf(host(), execution)).not.toContain(tokenOf(got.url));
	});

	test('Webhook, twice in the same execution, and n8n renames the file at its end', async () => {
		const { rest, sandbox, n8n } = host();
		const webhook = {
			...node('Webhook', 'n8n-nodes-base.webhook', 2, { httpMethod: 'POST', path: 'photo', options: {} }),
			webhookId: 'photo',
		};
		const again = {
			...send(host(), { binaryPropertyName: "={{ $('Webhook').item.binary.data }}" }),
			name: 'Again',
		};
		const nodes = [webhook, send(host()), again];
		const { id } = await rest.createWorkflow(inARow('Webhook', nodes));
		await rest.activate(id);
		sandbox.files.all.length = 0;
		const form = new FormData();
		form.set('data', new Blob([picture], { type: 'image/png' }), 'my photo.png');
		await fetch(`${n8n.url}webhook/photo`, { method: 'POST', body: form });
		await until(async () => (await rest.executions(id)).some((one) => !isUnderWay(one)));
		const [summary] = await rest.executions(id);
		const execution = await rest.execution(summary?.id ?? '');
		await sandbox.files.settled();
		const got = [...sandbox.files.all];

		expect(execution.data.resultData.error).toBeUndefined();
		expect(textsIn(execution.data.resultData.runData.Webhook).join()).not.toContain('/temp/');
		expect(got).toHaveLength(2);
		for (const { url, status, bytes } of got) {
			const later = await sandbox.files.fetch(url);
			expect([status, later.status]).toEqual([200, 200]);
			expect(bytes.equals(picture)).toBe(true);
			expect(later.bytes.equals(picture)).toBe(true);
			expect(url).toMatch(/&file=\/my%20photo\.png$/);
			expect(toldOf(host(), execution)).not.toContain(tokenOf(url));
		}
	});
};

describe.each([
	{ version: newest, mode: 'filesystem', what: 'on disk' },
	{ version: newest, mode: 'database', what: 'in the database' },
	{ version: oldest, mode: 'filesystem', what: 'on disk' },
])('n8n $version with files $what sends those of', ({ version, mode }) => {
	let host: Host;

	beforeAll(async () => {
		host = await startHost({
			version,
			tarball,
			environment: { N8N_DEFAULT_BINARY_DATA_MODE: mode },
			sandbox: { switches: { fetchFiles: true } },
		});
	}, 1_800_000);
	afterAll(async () => await host?.stop());

	sendsFiles(() => host);

	if (version === newest && mode === 'filesystem') {
		test('HTTP Request, if the workflow keeps files within its JSON', async () => {
			const definition = inARow('Combined', [start(), download(), send(host)]);
			const settings = { executionOrder: 'v1', binaryMode: 'combined' } as const;
			const { id } = await host.rest.createWorkflow({ ...definition, settings });
			const { data } = await host.rest.run(id, 'Start');

			expect(data.resultData.error).toBeUndefined();
			expect((await lastFile(host)).bytes.equals(picture)).toBe(true);
		});

		test('nobody if Afilnet cannot reach n8n', async () => {
			const credential = await host.rest.connect(host.sandbox, 'Elsewhere', {
				apiUrl: 'https://www.afilnet.invalid/api/http/',
			});
			const sends = afilnet(toLucia, credential);
			const { id } = await host.rest.createWorkflow(inARow('Elsewhere', [start(), download(), sends]));
			const { data } = await host.rest.run(id, 'Start');

			expect(data.resultData.error).toMatchObject({
				message: 'Afilnet cannot reach this n8n to fetch the file',
				description: expect.stringContaining('WEBHOOK_URL'),
			});
		});
	}
});

test(`n8n ${oldest} with files in memory sends none, and says what to set`, async () => {
	const host = await startHost({ version: oldest, tarball });
	const { id } = await host.rest.createWorkflow(inARow('In Memory', [start(), download(), send(host)]));
	const { data } = await host.rest.run(id, 'Start');
	const sent = host.sandbox.requests.all.filter(({ parameters }) => parameters.method === 'sendfile');
	await host.stop();

	expect(data.resultData.error).toMatchObject({
		message: 'n8n keeps the file in memory, where Afilnet cannot fetch it',
		description: expect.stringContaining('N8N_DEFAULT_BINARY_DATA_MODE'),
	});
	expect(sent).toEqual([]);
}, 1_800_000);
