/** A workflow asks a person and goes on with the answer, in real n8n, over HTTP as a person's phone does it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { installN8n, testHosts, versions, type N8nVersion } from '../../host/install';
import { startN8n, type N8n } from '../../host/n8n';
import { installPackage, packPackage } from '../../host/package';
import { signIn, type Credential, type Execution, type Rest, type WorkflowDefinition } from '../../host/rest';
import { startSandbox, type Sandbox } from '../../sandbox';
import { until } from '../../host/until';

const lucia = { platform: 'whatsapp', platformId: '100', destination: '34600000001' } as const;
const question = 'May we refund 40 € to Lucía <lucia@example.com> & co?';

/** An n8n with the package, and a local Afilnet. */
interface Place {
	n8n: () => N8n;
	rest: () => Rest;
	sandbox: Sandbox;
	credential: Credential;
	/** Ends n8n and starts it again on what it holds. */
	restart: (how: 'stop' | 'kill') => Promise<void>;
	leave: () => Promise<void>;
}

async function startPlace(version: N8nVersion): Promise<Place> {
	const folder = mkdtempSync(join(tmpdir(), 'afilnet-wait-'));
	installPackage(await packPackage(join(folder, 'package')), folder);
	const installation = await installN8n(version, { into: testHosts() });
	const sandbox = await startSandbox();
	let n8n = await startN8n({ installation, userFolder: folder });
	let rest = await signIn(n8n.url);
	const { user, password } = sandbox.account;
	const data = { user, password, apiUrl: sandbox.apiUrl };
	const credential = await rest.createCredential({ name: 'Sandbox', type: 'afilnetApi', data });
	const { port } = n8n;
	return {
		n8n: () => n8n,
		rest: () => rest,
		sandbox,
		credential,
		async restart(how) {
			await n8n[how]();
			n8n = await startN8n({ installation, userFolder: folder, port });
			rest = await signIn(n8n.url);
		},
		async leave() {
			await n8n.kill();
			await sandbox.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** A question that has been sent, and the execution that waits for its answer. */
interface Asked {
	execution: string;
	/** By what stands before each link. */
	links: Record<string, string>;
}

/** Webhook → Afilnet, which asks → Edit Fields, which keeps what came and what was there before. */
async function createWorkflow(place: Place, parameters: INodeParameters): Promise<string> {
	const path = randomUUID();
	const { id, name, type } = place.credential;
	const nodes = [
		{
			name: 'Start',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			parameters: { httpMethod: 'POST', path },
			webhookId: path,
		},
		{
			...{ name: 'Afilnet', type: 'n8n-nodes-afilnet.afilnet', typeVersion: 1, webhookId: randomUUID() },
			parameters: {
				...{ resource: 'message', operation: 'sendAndWait', platform: 'whatsapp', message: question },
				platformId: { __rl: true, mode: 'id', value: lucia.platformId },
				destination: { __rl: true, mode: 'id', value: lucia.destination },
				...parameters,
			},
			credentials: { [type]: { id, name } },
		},
		{
			...{ name: 'After', type: 'n8n-nodes-base.set', typeVersion: 3.4 },
			parameters: {
				mode: 'raw',
				jsonOutput: "={{ { given: $json, order: $('Start').item.json.body.order } }}",
				options: {},
			},
		},
	].map((node, index) => ({ ...node, id: randomUUID(), position: [index * 260, 0] as [number, number] }));
	const to = (node: string) => ({ main: [[{ node, type: 'main' as const, index: 0 }]] });
	const definition: WorkflowDefinition = {
		name: 'Ask',
		nodes,
		connections: { Start: to('Afilnet'), Afilnet: to('After') },
	};
	const workflow = await place.rest().createWorkflow(definition);
	await place.rest().activate(workflow.id);
	await fetch(`${place.n8n().url}webhook/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ order: 1234 }),
	});
	return workflow.id;
}

/** Runs the workflow to the point where it waits. */
async function ask(place: Place, parameters: INodeParameters = {}): Promise<Asked> {
	const before = place.sandbox.account.messages(lucia).length;
	const workflow = await createWorkflow(place, parameters);
	let execution = '';
	await until(async () => {
		const [latest] = await place.rest().executions(workflow);
		execution = latest?.id ?? '';
		return latest?.status === 'waiting';
	});
	const messages = place.sandbox.account.messages(lucia).slice(before);
	expect(messages).toHaveLength(1);
	return { execution, links: linksOf(messages[0]?.text) };
}

const linksOf = (message = ''): Record<string, string> =>
	Object.fromEntries(
		[...message.matchAll(/^(.+): (http\S+)$/gm)].map(([, label = '', link = '']) => [label, link]),
	);

const form = (fields: Record<string, string>): RequestInit => ({
	method: 'POST',
	body: new URLSearchParams(fields),
});

/** What the last node got, once the execution has ended well. */
async function outcomeOf(place: Place, execution: string): Promise<IDataObject> {
	let found: Execution | undefined;
	await until(async () => {
		found = await place.rest().execution(execution);
		return !['new', 'running', 'waiting'].includes(found.status);
	});
	expect(found).toMatchObject({ status: 'success' });
	return found?.data.resultData.runData.After?.[0]?.data?.main[0]?.[0]?.json ?? {};
}

const statusOf = async (place: Place, execution: string) => (await place.rest().execution(execution)).status;

/** What was sent since the sandbox was started. */
const sends = ({ sandbox }: Place) =>
	sandbox.requests.all.filter(({ parameters }) => parameters.method === 'sendmessage');

const wanted = versions.filter((version) => !process.env.N8N_VERSION || process.env.N8N_VERSION === version);

describe.each(wanted)('n8n %s', (version) => {
	let place: Place;
	beforeAll(async () => {
		place = await startPlace(version);
	}, 1_800_000);
	afterAll(async () => await place?.leave(), 60_000);

	test.each([
		['Approve', 'approve', true],
		['Decline', 'decline', false],
	])('%s', async (label, answer, approved) => {
		const { execution, links } = await ask(place);
		const link = links[label] ?? '';
		for (const method of ['GET', 'HEAD', 'GET', 'OPTIONS', 'PUT', 'DELETE']) await fetch(link, { method });
		expect(await statusOf(place, execution)).toBe('waiting');

		const thanks = await fetch(link, form({ answer }));
		expect(thanks.status).toBe(200);
		expect(await thanks.text()).toContain('Your answer has been recorded');
		const { given, order } = await outcomeOf(place, execution);
		expect(given).toEqual({ data: { approved, respondedAt: expect.stringMatching(/^20.*Z$/) } });
		expect(order).toBe(1234);
	});

	test('a second click says that it has been answered, whatever it asks for', async () => {
		const { execution, links } = await ask(place);
		await fetch(links.Approve ?? '', form({ answer: 'approve' }));
		await outcomeOf(place, execution);

		for (const link of Object.values(links)) {
			for (const request of [{}, form({ answer: 'decline' })]) {
				const page = await fetch(link, request);
				expect(page.status).toBe(200);
				expect(await page.text()).toMatch(/No action required|answered already/);
			}
		}
	});

	test('free text', async () => {
		const { execution, links } = await ask(place, { responseType: 'freeText' });
		const page = await fetch(links.Answer ?? '');
		expect(await page.text()).toContain('<textarea');
		const text = '¿Mañana? "Sí" & <b>gracias</b> 😀';
		await fetch(links.Answer ?? '', form({ answer: 'text', text: `  ${text}\r\n` }));

		expect(await outcomeOf(place, execution)).toMatchObject({ given: { data: { text } } });
	});

	test('a link that is not signed, or changed, is refused and decides nothing', async () => {
		const { execution, links } = await ask(place);
		const changes = [
			(link: URL) => link.searchParams.delete('signature'),
			(link: URL) => link.searchParams.set('signature', 'f'.repeat(64)),
			(link: URL) => link.searchParams.set('answer', 'decline'),
			(link: URL) => link.searchParams.set('question', 'x'),
			(link: URL) => link.searchParams.append('answer', 'approve'),
		];
		for (const change of changes) {
			const link = new URL(links.Approve ?? '');
			change(link);
			for (const request of [{}, form({ answer: 'approve' }), form({ answer: 'decline' })]) {
				expect((await fetch(link, request)).status).toBe(401);
			}
		}
		expect(await statusOf(place, execution)).toBe('waiting');
	});

	test('whatever is posted, the execution goes on waiting', async () => {
		const { execution, links } = await ask(place, { responseType: 'freeText' });
		const typed = (type: string, body: string): RequestInit => ({
			method: 'POST',
			headers: { 'content-type': type },
			body,
		});
		const files = new FormData();
		files.append('answer', 'text');
		files.append('text', new Blob(['a file']), 'text.txt');
		const requests: RequestInit[] = [
			{ method: 'POST' },
			form({ answer: 'text', text: '   ' }),
			form({ answer: 'approve' }),
			form({ answer: 'text', text: 'a'.repeat(3_000_000) }),
			{ method: 'POST', body: files },
			typed('application/json', '{"answer":"text","text":'),
			typed('application/json', '["text"]'),
			typed('application/json', '{"answer":"text","text":{"toString":1}}'),
			typed('application/json', '{"answer":"text","text":["a"]}'),
			typed('application/xml', '<answer>text</answer>'),
			typed('application/xml', '<answer'),
			typed('text/plain', 'answer=text&text=a'),
			typed('multipart/form-data; boundary=x', 'no boundary'),
			typed('multipart/form-data', ''),
			typed('application/octet-stream', '\u0000'),
			typed('none', 'answer=text&text=a'),
			typed('application/x-www-form-urlencoded; charset=nonsense', 'answer=text&text=a'),
			{
				...typed('application/json', '{}'),
				headers: { 'content-type': 'application/json', 'content-encoding': 'br' },
			},
		];
		for (const [index, request] of requests.entries()) {
			const { status } = await fetch(links.Answer ?? '', request);
			expect({ index, isRefused: status >= 400 }).toEqual({ index, isRefused: true });
		}
		expect(await statusOf(place, execution)).toBe('waiting');

		await fetch(links.Answer ?? '', form({ answer: 'text', text: 'Yes' }));
		expect(await outcomeOf(place, execution)).toMatchObject({ given: { data: { text: 'Yes' } } });
	});

	test('two answers at once: one counts', async () => {
		const { execution, links } = await ask(place);
		const answers = await Promise.all([
			fetch(links.Approve ?? '', form({ answer: 'approve' })),
			fetch(links.Decline ?? '', form({ answer: 'decline' })),
		]);
		const thanked = await Promise.all(
			answers.map(async (answer) => (await answer.text()).includes('has been recorded')),
		);
		const { given } = await outcomeOf(place, execution);

		expect(given).toMatchObject({ data: { approved: expect.any(Boolean) } });
		// n8n 1 thanks before it looks whether somebody else was faster.
		if (version === '2.41.1') expect(thanked.filter(Boolean)).toHaveLength(1);
	});

	test('when the time is up, the input goes on', async () => {
		const limitWaitTime = { values: { amount: 0.05, unit: 'minutes' } };
		const { execution, links } = await ask(place, { waitOptions: { limitWaitTime } });
		const before = sends(place).length;

		expect(await outcomeOf(place, execution)).toMatchObject({
			given: { body: { order: 1234 } },
			order: 1234,
		});
		expect(sends(place)).toHaveLength(before);
		const late = await fetch(links.Approve ?? '', form({ answer: 'approve' }));
		expect(await late.text()).toMatch(/No action required|answered already/);
	}, 240_000);

	test.each(['stop', 'kill'] as const)(
		'n8n is started again while it waits: %s',
		async (how) => {
			const { execution, links } = await ask(place);
			await place.restart(how);
			const before = sends(place).length;

			const page = await fetch(links.Approve ?? '');
			expect(await page.text()).toContain('May we refund 40 € to Lucía &lt;lucia@example.com&gt; &amp; co?');
			await fetch(links.Approve ?? '', form({ answer: 'approve' }));
			expect(await outcomeOf(place, execution)).toMatchObject({ given: { data: { approved: true } } });
			expect(sends(place)).toHaveLength(before);
		},
		240_000,
	);
});
