/** A workflow asks a person and goes on with the answer, in real n8n, over HTTP as a person's phone does it. */
import { randomUUID } from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { tested } from '../../host/install';
import { isUnderWay, type Execution } from '../../host/rest';
import { startHost, type Host } from '../../host/startHost';
import { until } from '../../host/until';
import { afilnet, inARow, node, typedIn, webhook } from '../../host/workflows';
import { lucia } from '../../sandbox/examples';

const question = 'May we refund 40 € to Lucía <lucia@example.com> & co?';

/** A question that has been sent, and the execution that waits for its answer. */
interface Asked {
	execution: string;
	/** By what stands before each link. */
	links: Record<string, string>;
}

/** Webhook → Afilnet, which asks → Edit Fields, which keeps what came and what was there before. */
async function startWorkflow({ rest, n8n, credential }: Host, parameters: INodeParameters): Promise<string> {
	const path = randomUUID();
	const asks = {
		...{ resource: 'message', operation: 'sendAndWait', platform: lucia.platform, message: question },
		...{ platformId: typedIn(lucia.platformId), destination: typedIn(lucia.destination) },
	};
	const kept = "={{ { given: $json, order: $('Start').item.json.body.order } }}";
	const { id } = await rest.createWorkflow(
		inARow('Ask', [
			webhook(path, 'Start'),
			{ ...afilnet({ ...asks, ...parameters }, credential), webhookId: randomUUID() },
			node('After', 'n8n-nodes-base.set', 3.4, { mode: 'raw', jsonOutput: kept, options: {} }),
		]),
	);
	await rest.activate(id);
	await fetch(`${n8n.url}webhook/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ order: 1234 }),
	});
	return id;
}

/** Runs the workflow to the point where it waits. */
async function ask(host: Host, parameters: INodeParameters = {}): Promise<Asked> {
	const before = host.sandbox.account.messages(lucia).length;
	const workflow = await startWorkflow(host, parameters);
	let execution = '';
	await until(async () => {
		const [latest] = await host.rest.executions(workflow);
		execution = latest?.id ?? '';
		return latest?.status === 'waiting';
	});
	const messages = host.sandbox.account.messages(lucia).slice(before);
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
async function outcomeOf(host: Host, execution: string): Promise<IDataObject> {
	let found: Execution | undefined;
	await until(async () => {
		found = await host.rest.execution(execution);
		return !isUnderWay(found) && found.status !== 'waiting';
	});
	expect(found).toMatchObject({ status: 'success' });
	return found?.data.resultData.runData.After?.[0]?.data?.main[0]?.[0]?.json ?? {};
}

const statusOf = async (host: Host, execution: string) => (await host.rest.execution(execution)).status;

/** What was sent since the sandbox was started. */
const sends = ({ sandbox }: Host) =>
	sandbox.requests.all.filter(({ parameters }) => parameters.method === 'sendmessage');

describe.each(tested)('n8n %s', (version) => {
	let host: Host;
	beforeAll(async () => {
		host = await startHost({ version });
	}, 1_800_000);
	afterAll(async () => await host?.stop(), 60_000);

	test.each([
		['Approve', 'approve', true],
		['Decline', 'decline', false],
	])('%s', async (label, answer, approved) => {
		const { execution, links } = await ask(host);
		const link = links[label] ?? '';
		for (const method of ['GET', 'HEAD', 'GET', 'OPTIONS', 'PUT', 'DELETE']) await fetch(link, { method });
		expect(await statusOf(host, execution)).toBe('waiting');

		const thanks = await fetch(link, form({ answer }));
		expect(thanks.status).toBe(200);
		expect(await thanks.text()).toContain('Your answer has been recorded');
		const { given, order } = await outcomeOf(host, execution);
		expect(given).toEqual({ data: { approved, respondedAt: expect.stringMatching(/^20.*Z$/) } });
		expect(order).toBe(1234);
	});

	test('a second click says that it has been answered, whatever it asks for', async () => {
		const { execution, links } = await ask(host);
		await fetch(links.Approve ?? '', form({ answer: 'approve' }));
		await outcomeOf(host, execution);

		for (const link of Object.values(links)) {
			for (const request of [{}, form({ answer: 'decline' })]) {
				const page = await fetch(link, request);
				expect(page.status).toBe(200);
				expect(await page.text()).toMatch(/No action required|answered already/);
			}
		}
	});

	test('free text', async () => {
		const { execution, links } = await ask(host, { responseType: 'freeText' });
		const page = await fetch(links.Answer ?? '');
		expect(await page.text()).toContain('<textarea');
		const text = '¿Mañana? "Sí" & <b>gracias</b> 😀';
		await fetch(links.Answer ?? '', form({ answer: 'text', text: `  ${text}\r\n` }));

		expect(await outcomeOf(host, execution)).toMatchObject({ given: { data: { text } } });
	});

	test('a link that is not signed, or changed, is refused and decides nothing', async () => {
		const { execution, links } = await ask(host);
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
		expect(await statusOf(host, execution)).toBe('waiting');
	});

	test('whatever is posted, the execution goes on waiting', async () => {
		const { execution, links } = await ask(host, { responseType: 'freeText' });
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
		expect(await statusOf(host, execution)).toBe('waiting');

		await fetch(links.Answer ?? '', form({ answer: 'text', text: 'Yes' }));
		expect(await outcomeOf(host, execution)).toMatchObject({ given: { data: { text: 'Yes' } } });
	});

	test('two answers at once: one counts', async () => {
		const { execution, links } = await ask(host);
		const answers = await Promise.all([
			fetch(links.Approve ?? '', form({ answer: 'approve' })),
			fetch(links.Decline ?? '', form({ answer: 'decline' })),
		]);
		const thanked = await Promise.all(
			answers.map(async (answer) => (await answer.text()).includes('has been recorded')),
		);
		const { given } = await outcomeOf(host, execution);

		expect(given).toMatchObject({ data: { approved: expect.any(Boolean) } });
		// n8n 1 thanks before it looks whether somebody else was faster.
		if (version === '2.41.1') expect(thanked.filter(Boolean)).toHaveLength(1);
	});

	test('when the time is up, the input goes on', async () => {
		const limitWaitTime = { values: { amount: 0.05, unit: 'minutes' } };
		const { execution, links } = await ask(host, { waitOptions: { limitWaitTime } });
		const before = sends(host).length;

		expect(await outcomeOf(host, execution)).toMatchObject({
			given: { body: { order: 1234 } },
			order: 1234,
		});
		expect(sends(host)).toHaveLength(before);
		const late = await fetch(links.Approve ?? '', form({ answer: 'approve' }));
		expect(await late.text()).toMatch(/No action required|answered already/);
	}, 240_000);

	test.each(['stop', 'kill'] as const)(
		'n8n is started again while it waits: %s',
		async (how) => {
			const { execution, links } = await ask(host);
			await host.n8n[how]();
			await host.start();
			const before = sends(host).length;

			const page = await fetch(links.Approve ?? '');
			expect(await page.text()).toContain('May we refund 40 € to Lucía &lt;lucia@example.com&gt; &amp; co?');
			await fetch(links.Approve ?? '', form({ answer: 'approve' }));
			expect(await outcomeOf(host, execution)).toMatchObject({ given: { data: { approved: true } } });
			expect(sends(host)).toHaveLength(before);
		},
		240_000,
	);
});
