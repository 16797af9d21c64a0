import { validateUrlSignature, InstanceSettings } from 'n8n-core';
import { Container } from '@n8n/di';
import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';

import type { NodeOutcome, WorkflowNode } from '../engine/engine';
import { isN8n1 } from '../engine/engines';
import { lucia, operations, picked, useAfilnet } from '../engine/afilnet';
import type { WaitingRun } from '../engine/waiting';

const afilnet = useAfilnet();

const question = 'May we refund 40 € to Lucía?';
const approval = { ...operations.sendmessage, operation: 'sendAndWait', message: question };
const freeText = { ...approval, responseType: 'freeText' };

const waitingRuns: WaitingRun[] = [];
afterEach(async () => {
	for (const waiting of waitingRuns.splice(0)) await waiting.close();
});

/** What was sent, in order. */
const sent = () => afilnet.sent.filter(({ method }) => method === 'sendmessage');

const asked = () => sent().map(({ message = '' }) => message);

/** The links under a message, by what stands before each. */
function linksOf(message = ''): Record<string, string> {
	return Object.fromEntries(
		[...message.matchAll(/^(.+): (http\S+)$/gm)].map(([, label = '', link = '']) => [label, link]),
	);
}

interface Waiting {
	/** The node's name, and its settings. */
	node?: Partial<WorkflowNode>;
	/** What follows in the workflow. */
	after?: WorkflowNode[];
}

/** Runs the node to the point where it waits. */
async function waitFor(parameters: INodeParameters, { node = {}, after = [] }: Waiting = {}) {
	const nodes = [{ name: 'Afilnet', type: 'afilnet', parameters, ...node }, ...after];
	const run = { nodes, credential: afilnet.credential, items: [{ order: 1234 }] };
	const outcome = await afilnet.engine.runWorkflow(run);
	const waiting = await afilnet.engine.wait(outcome.run, run);
	waitingRuns.push(waiting);
	return { outcome, waiting, links: linksOf(asked().at(-1)) };
}

const form = (fields: Record<string, string>): RequestInit => ({
	method: 'POST',
	body: new URLSearchParams(fields),
});

/** What the node gave when the run went on. */
const dataOf = (waiting: WaitingRun, node = 'Afilnet') =>
	waiting.resumed()?.data.resultData.runData[node]?.at(-1)?.data?.main?.[0]?.[0];

describe('asking', () => {
	test('the question is sent once, with a signed link for each button, and the run waits', async () => {
		const { outcome, links } = await waitFor(approval);

		expect(outcome.error).toBeUndefined();
		expect(outcome.run.status).toBe('waiting');
		expect(outcome.run.waitTill?.getUTCFullYear()).toBe(3000);
		expect(asked()).toHaveLength(1);
		expect(afilnet.sent).toMatchObject([
			{ method: 'sendmessage', platform: 'whatsapp', destination: '34600000001' },
		]);
		expect(asked()[0]?.startsWith(`${question}\n\nApprove: http`)).toBe(true);
		expect(Object.keys(links)).toEqual(['Approve', 'Decline']);
		const secret = Container.get(InstanceSettings).hmacSignatureSecret;
		for (const link of Object.values(links)) {
			const address = new URL(link);
			const signature = address.searchParams.get('signature') ?? '';
			expect(signature).not.toBe('');
			// n8n 1 checks it in code that this engine does not run.
			if (!isN8n1) expect(validateUrlSignature(signature, address, secret)).toBe(true);
		}
	});

	test.each([
		['no button to decline', { approvalType: 'single' }, ['Approve']],
		['labels', { approveLabel: 'Sí, adelante', disapproveLabel: 'No' }, ['Sí, adelante', 'No']],
		['a label of two lines', { approveLabel: ' One\n two ' }, ['One two', 'Decline']],
		['an empty label', { approveLabel: '={{ "" }}', disapproveLabel: ' ' }, ['Approve', 'Decline']],
		['a label that shows nothing', { approveLabel: '\u200b' }, ['Approve', 'Decline']],
		['a label that is a number', { approveLabel: '={{ 1 }}' }, ['1', 'Decline']],
	])('%s', async (_name, values, labels) => {
		const { links } = await waitFor({ ...approval, approvalOptions: { values } });

		expect(Object.keys(links)).toEqual(labels);
	});

	test('a free text has one link', async () => {
		const { links } = await waitFor(freeText);

		expect(Object.keys(links)).toEqual(['Answer']);
	});

	test.each([
		['minutes', 0.5, 30],
		['hours', 2, 7200],
		['days', '={{ 1 }}', 86_400],
		['days', '={{ "3" }}', 3 * 86_400],
	])('the time limit in %s', async (unit, amount, seconds) => {
		const before = Date.now();
		const { outcome } = await waitFor({
			...approval,
			waitOptions: { limitWaitTime: { values: { amount, unit } } },
		});
		const until = outcome.run.waitTill?.getTime() ?? 0;

		expect(until).toBeGreaterThanOrEqual(before + seconds * 1000);
		expect(until).toBeLessThanOrEqual(Date.now() + seconds * 1000);
	});

	test('a limit beyond all days is none', async () => {
		const values = { amount: '={{ 1e300 }}', unit: 'days' };
		const { outcome } = await waitFor({ ...approval, waitOptions: { limitWaitTime: { values } } });

		expect(outcome.run.waitTill?.getUTCFullYear()).toBe(3000);
	});

	test('platform, channel, conversation and message from expressions', async () => {
		await waitFor({
			...approval,
			platform: '={{ "webchat" }}',
			platformId: picked('={{ 7 }}', 'id'),
			destination: picked('={{ "visitor-3f9a1c" }}', 'id'),
			message: '={{ "Order " + $json.order }}',
		});

		expect(afilnet.sent).toMatchObject([
			{ platform: 'webchat', platformid: '7', destination: 'visitor-3f9a1c' },
		]);
		expect(asked()[0]).toContain('Order 1234\n\n');
	});

	test.each(['Free Text', ' freetext '])(
		'Response Type may be written as people read it: %s',
		async (type) => {
			await afilnet.run({ ...approval, responseType: `={{ "${type}" }}` });
			expect(Object.keys(linksOf(asked()[0]))).toEqual(['Answer']);
		},
	);

	test('a Response Type that is none is refused, rather than taken for an approval', async () => {
		const { error } = await afilnet.run({ ...approval, responseType: '={{ "text" }}' });
		expect(error?.message).toBe("'Response Type' is not one of the choices");
		expect(afilnet.sent).toEqual([]);
	});

	test.each([200, '={{ "200" }}'])(
		"n8n's Request Options hold: a time limit ends the request: %p",
		async (timeout) => {
			afilnet.sandbox.faults.add({ kind: 'hang' });
			const { error } = await afilnet.run({ ...approval, requestOptions: { timeout } });
			expect(error?.message).toMatch(/^Afilnet did not answer in time/);
		},
	);

	test("n8n's Request Options hold: a proxy is asked", async () => {
		const proxied = await afilnet.run({ ...approval, requestOptions: { proxy: 'http://127.0.0.1:1' } });
		expect(proxied.error?.message).toBe('The address of Afilnet could not be reached');
		for (const proxy of ['myproxy', 'http://me:50%@127.0.0.1:1']) {
			const crooked = await afilnet.run({ ...approval, requestOptions: { proxy } });
			expect(crooked.error?.message).toContain("'Proxy' is not");
		}
	});
});

/** Refused before anything is sent. */
async function refusal(...run: Parameters<typeof afilnet.run>): Promise<NodeOutcome> {
	const outcome = await afilnet.run(...run);
	expect(asked()).toEqual([]);
	expect(outcome.run.waitTill).toBeUndefined();
	return outcome;
}

describe('refused before sending', () => {
	test('several items', async () => {
		const { error } = await refusal(approval, { items: [{}, {}, {}] });

		expect(error?.message).toContain('there are 3 items');
		expect(error?.description).toMatch(/'Loop Over Items'.*'Execute Once'/);
	});

	test('but not with Execute Once', async () => {
		const { error, run } = await afilnet.run(approval, { items: [{}, {}], executeOnce: true });

		expect(error).toBeUndefined();
		expect(run.status).toBe('waiting');
		expect(asked()).toHaveLength(1);
	});

	test.each([
		['an empty message', { message: '={{ "" }}' }, "'Message' is empty"],
		['a number that is none', { destination: picked('Lucía') }, 'WhatsApp number'],
		['no amount', { waitOptions: { limitWaitTime: { values: { amount: 0, unit: 'hours' } } } }, "'Amount'"],
		[
			'an odd amount',
			{ waitOptions: { limitWaitTime: { values: { amount: '={{ "soon" }}', unit: 'hours' } } } },
			"'Amount'",
		],
		[
			'a negative amount',
			{ waitOptions: { limitWaitTime: { values: { amount: -1, unit: 'hours' } } } },
			"'Amount'",
		],
		[
			'an odd unit',
			{ waitOptions: { limitWaitTime: { values: { amount: 1, unit: '={{ "years" }}' } } } },
			"'Unit'",
		],
	])('%s', async (_name, parameters, words) => {
		const { error } = await refusal({ ...approval, ...parameters });

		expect(error?.message).toContain(words);
	});

	test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'with On Error = %s the item says why, rather than that the time was up',
		async (onError) => {
			const { error, items, errorItems } = await refusal(
				{ ...approval, message: '={{ $json.nothing.here }}' },
				{ onError },
			);
			const [item] = onError === 'continueErrorOutput' ? errorItems : items;

			expect(error).toBeUndefined();
			expect(item?.json.error).toEqual(expect.any(String));
		},
	);

	test('as a tool that an agent runs by itself', async () => {
		const { output } = await afilnet.engine.runWorkflow({
			nodes: [
				{ name: 'Agent', type: 'test.agent' },
				{ name: 'Tool', type: 'afilnetTool', parameters: approval },
			],
			connections: {
				Start: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
				Tool: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
			},
			credential: afilnet.credential,
		});

		expect(output('Agent')[0]?.json.answer).toContain('cannot wait here');
		expect(asked()).toEqual([]);
	});
});

describe('Retry On Fail', () => {
	const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 };

	/** What the customer has got. */
	const arrived = () =>
		afilnet.sandbox.account.messages(lucia).filter(({ text }) => text?.startsWith(question));

	test('a message that has arrived, without an answer, is not sent again, and the run waits', async () => {
		afilnet.sandbox.faults.add({ kind: 'cut', when: 'after', methods: ['sendmessage'], times: 1 });
		const { waiting, links, outcome } = await waitFor(approval, { node: retry });

		expect(outcome.error).toBeUndefined();
		expect(arrived()).toHaveLength(1);
		await waiting.open(links.Approve ?? '', form({ answer: 'approve' }));
		expect(dataOf(waiting)?.json).toMatchObject({ data: { approved: true } });
	});

	test('a message that has not arrived, without an answer, is sent again with the same links', async () => {
		afilnet.sandbox.faults.add({ kind: 'cut', methods: ['sendmessage'], times: 1 });
		const { outcome } = await waitFor(approval, { node: retry });

		expect(outcome.run.status).toBe('waiting');
		expect(arrived()).toHaveLength(1);
		expect(new Set(asked()).size).toBe(1);
		expect(asked()).toHaveLength(2);
	}, 60_000);

	test('a message of which nobody knows is not sent again', async () => {
		afilnet.sandbox.faults.add({ kind: 'cut', methods: ['sendmessage'] });
		afilnet.sandbox.faults.add({ kind: 'status', status: 500, methods: ['getmessages'] });
		const { error, run } = await afilnet.run(approval, retry);

		expect(asked()).toHaveLength(1);
		expect(error?.message).toContain('may or may not have been delivered');
		expect(run.waitTill).toBeUndefined();
	});

	test('nor with On Error = Continue', async () => {
		afilnet.sandbox.faults.add({ kind: 'cut', methods: ['sendmessage'] });
		afilnet.sandbox.faults.add({ kind: 'status', status: 500, methods: ['getmessages'] });
		const { items } = await afilnet.run(approval, { ...retry, onError: 'continueRegularOutput' });

		expect(asked()).toHaveLength(1);
		expect(items[0]?.json.error).toContain('may or may not have been delivered');
	});

	test('a message that Afilnet refused is sent again', async () => {
		afilnet.sandbox.faults.add({ kind: 'code', code: 'CHAT_NOT_FOUND', methods: ['sendmessage'], times: 1 });
		const { run } = await afilnet.run(approval, retry);

		expect(run.status).toBe('waiting');
		expect(asked()).toHaveLength(2);
	});

	test('a message that Afilnet takes no more requests for is sent a little later', async () => {
		afilnet.sandbox.faults.add({ kind: 'status', status: 429, times: 1 });
		const { run } = await afilnet.run(approval);

		expect(run.status).toBe('waiting');
		expect(asked()).toHaveLength(2);
	});
});

describe('a link', () => {
	test('shows the question and one button, and decides nothing, however often it is opened', async () => {
		const { waiting, links } = await waitFor(approval);
		for (const [label, link] of Object.entries(links)) {
			const page = await waiting.open(link);
			const text = await page.text();

			expect(page.status).toBe(200);
			expect(text).toContain(question);
			expect(text.match(/<button/g)).toHaveLength(1);
			expect(text).toContain(`>${label}</span></button>`);
			expect((await waiting.open(link, { method: 'HEAD' })).ok).toBe(false);
		}
		expect(waiting.resumed()).toBeUndefined();
	});

	test('is sent with a strict policy', async () => {
		const { waiting, links } = await waitFor(approval);
		const { headers } = await waiting.open(links.Approve ?? '');

		expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
		expect(headers.get('content-security-policy')).toMatch(
			/^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
		);
		expect(headers.get('x-frame-options')).toBe('DENY');
		expect(headers.get('referrer-policy')).toBe('no-referrer');
		expect(headers.get('x-robots-tag')).toContain('noindex');
		expect(headers.get('cache-control')).toBe('no-store');
	});

	test.each([
		['Approve', 'approve', true],
		['Decline', 'decline', false],
	])("%s: its page's button decides", async (label, answer, approved) => {
		const { waiting, links } = await waitFor(approval, {
			after: [
				{ name: 'After', type: 'test.edit', parameters: { value: "={{ $('Start').item.json.order }}" } },
			],
		});
		const before = Date.now();
		const page = await waiting.open(links[label] ?? '', form({ answer }));

		expect(await page.text()).toContain('Your answer has been recorded');
		expect(page.headers.get('cache-control')).toBe('no-store');
		const item = dataOf(waiting);
		expect(item?.json).toEqual({ data: { approved, respondedAt: expect.any(String) } });
		const { data } = item?.json ?? {};
		const time =
			typeof data === 'object' && data !== null && 'respondedAt' in data ? String(data.respondedAt) : '';
		expect(time).toBe(new Date(time).toISOString());
		expect(Date.parse(time)).toBeGreaterThanOrEqual(before);
		expect(dataOf(waiting, 'After')?.json).toEqual({ value: 1234 });
		expect(asked()).toHaveLength(1);
	});

	test('a text is what the person wrote, without the blanks around it', async () => {
		const { waiting, links } = await waitFor(freeText);
		await waiting.open(links.Answer ?? '', form({ answer: 'text', text: ' Yes,\r\nbut tomorrow \n' }));

		expect(dataOf(waiting)?.json).toMatchObject({ data: { text: 'Yes,\nbut tomorrow' } });
	});

	test('the longest text that the page takes is taken', async () => {
		const { waiting, links } = await waitFor(freeText);
		const text = 'a\r\n'.repeat(2000).slice(0, -2);
		await waiting.open(links.Answer ?? '', form({ answer: 'text', text }));

		expect(dataOf(waiting)?.json).toMatchObject({ data: { text: text.replaceAll('\r', '') } });
	});

	test('when the time is up, the input goes on', async () => {
		const { waiting } = await waitFor(approval);
		const { data } = await waiting.timeIsUp();

		expect(data.resultData.error).toBeUndefined();
		expect(data.resultData.runData.Afilnet?.at(-1)?.data?.main?.[0]?.[0]?.json).toEqual({ order: 1234 });
		expect(asked()).toHaveLength(1);
	});

	test.each(['Plain', 'With "quotes" and \\', '{{ $json }}', "}} 'x' {{", 'Línea\nnueva', '</script>'])(
		'finds the question of a node that is called %j',
		async (name) => {
			const { waiting, links } = await waitFor(approval, { node: { name } });

			expect(await (await waiting.open(links.Approve ?? '')).text()).toContain(question);
		},
	);

	test('shows what was sent, also if the expression would give another text now', async () => {
		const { waiting, links } = await waitFor({ ...approval, message: '={{ "No. " + Math.random() }}' });
		const [sentText = ''] = (asked()[0] ?? '').split('\n');

		expect(await (await waiting.open(links.Approve ?? '')).text()).toContain(sentText);
	});

	test('of an earlier question in a loop answers nothing', async () => {
		const nodes = [
			{ name: 'Afilnet', type: 'afilnet', parameters: approval },
			{ name: 'Repeat', type: 'test.repeat', parameters: { times: 2 } },
		];
		const run = {
			nodes,
			connections: {
				Start: { main: [[{ node: 'Afilnet', type: 'main' as const, index: 0 }]] },
				Afilnet: { main: [[{ node: 'Repeat', type: 'main' as const, index: 0 }]] },
				Repeat: { main: [[{ node: 'Afilnet', type: 'main' as const, index: 0 }], []] },
			},
			credential: afilnet.credential,
		};
		const first = await afilnet.engine.wait((await afilnet.engine.runWorkflow(run)).run, run);
		waitingRuns.push(first);
		const firstLinks = linksOf(asked()[0]);
		await first.open(firstLinks.Approve ?? '', form({ answer: 'approve' }));
		const second = first.resumed();
		if (!second) throw new Error('The loop has not gone on.');
		const again = await afilnet.engine.wait(second, run);
		waitingRuns.push(again);

		const page = await again.open(firstLinks.Approve ?? '', form({ answer: 'approve' }));
		expect(await page.text()).toContain('answered already');
		expect(again.resumed()).toBeUndefined();
		await again.open(linksOf(asked()[1]).Decline ?? '', form({ answer: 'decline' }));
		expect(dataOf(again)?.json).toMatchObject({ data: { approved: false } });
	});
});

describe('whatever is posted, the run goes on waiting', () => {
	const json = (body: unknown): RequestInit => ({
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	const typed = (type: string, body: string): RequestInit => ({
		method: 'POST',
		headers: { 'content-type': type },
		body,
	});

	const strange: Array<[string, RequestInit]> = [
		['nothing', { method: 'POST' }],
		['an empty form', form({})],
		['another button', form({ answer: 'decline' })],
		['a button that is none', form({ answer: 'toString' })],
		['a list of buttons', typed('application/x-www-form-urlencoded', 'answer=approve&answer=decline')],
		['an object as a button', typed('application/x-www-form-urlencoded', 'answer[toString]=approve')],
		['a list', json(['approve'])],
		['a text as JSON', json('approve')],
		['null', json(null)],
		['a number', json(7)],
		['plain text', typed('text/plain', 'answer=approve')],
		['bytes', typed('application/octet-stream', '\u0000\u0001')],
		['a type that does not exist', typed('approve/please', 'answer=approve')],
	];

	test.each(strange)('%s', async (_name, request) => {
		const { waiting, links } = await waitFor(approval);
		const page = await waiting.open(links.Approve ?? '', request);

		expect(page.status).toBe(400);
		expect(await page.text()).toContain('Press the button to answer');
		expect(waiting.resumed()).toBeUndefined();
	});

	test.each([
		['no text', {}],
		['blanks', { text: ' \n\t\u00a0' }],
		['invisible characters', { text: ' \u200b\u2060' }],
		['a text that is too long', { text: 'a'.repeat(4001) }],
		['a huge text', { text: '\u{1f4a5}'.repeat(2_000_000) }],
	])('%s as an answer', async (_name, fields) => {
		const { waiting, links } = await waitFor(freeText);
		const page = await waiting.open(links.Answer ?? '', json({ answer: 'text', ...fields }));

		expect(page.status).toBe(400);
		expect(await page.text()).toMatch(/Write (your answer first|at most 4000 characters)\./);
		expect(waiting.resumed()).toBeUndefined();
	});

	test.each([
		['no button in the link', (link: URL) => link.searchParams.delete('answer')],
		['a button in the link that is none', (link: URL) => link.searchParams.set('answer', 'text')],
		['two buttons in the link', (link: URL) => link.searchParams.append('answer', 'approve')],
		['no question in the link', (link: URL) => link.searchParams.delete('question')],
		['another question in the link', (link: URL) => link.searchParams.set('question', 'x')],
	])('%s', async (_name, change) => {
		const { waiting, links } = await waitFor(approval);
		const link = new URL(links.Approve ?? '');
		change(link);
		for (const request of [{}, form({ answer: 'approve' })]) {
			expect(await (await waiting.open(link.href, request)).text()).toContain('answered already');
		}
		expect(waiting.resumed()).toBeUndefined();
	});

	test('anything at all', async () => {
		const { waiting, links } = await waitFor(freeText);
		await fc.assert(
			fc.asyncProperty(fc.json(), async (body) => {
				const answers = typed('application/json', body);
				const { status } = await waiting.open(links.Answer ?? '', answers);
				return status === 400;
			}),
			{ numRuns: 200 },
		);
		expect(waiting.resumed()).toBeUndefined();
	});
});
