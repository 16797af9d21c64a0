import type { INode, INodeParameters } from 'n8n-workflow';
import { closeNode, executeNode, executeWorkflow, openNode, panel } from '../../../host/browser';
import { isJsonObject } from '../../../host/json';
import type { Execution, WorkflowDefinition } from '../../../host/rest';
import { startStub, type Stub } from '../../../host/stub';
import { until } from '../../../host/until';
import { node, start, typedIn } from '../../../host/workflows';
import { carmen, lucia } from '../../../sandbox/examples';
import {
	choose,
	chooseCredential,
	openList,
	entries,
	outputTable,
	parameter,
	pick,
	shownParameters,
	write,
	type Check,
} from './checks';
import type { Desk } from './desk';

/** The review text that docs/human-review.md gives. */
const reviewText = '=The agent wants to use {{ $tool.name }}:\n{{ JSON.stringify($tool.parameters) }}';

/** A workflow waits for a person; and in n8n 2, the person is the reviewer of what an agent may do. */
export function checkReview(check: Check): void {
	check('8 waiting: set up with the mouse, the node asks and shows the answer', async (desk) => {
		const { page } = desk;
		const id = await desk.open('Ask', [start(), desk.afilnet({})]);
		await openNode(page, 'Afilnet');
		await choose(page, 'operation', 'Send and Wait for Response');
		const shown = [
			'resource',
			'operation',
			'platform',
			'platformId',
			'destination',
			'message',
			'responseType',
		];
		await until(async () => (await shownParameters(page)).join() === shown.join());
		await choose(page, 'platform', 'Operator');
		await pick(page, 'platformId', 'Front Desk');
		await pick(page, 'destination', carmen.destination);
		await write(page, 'message', 'May we close at six?');
		await choose(page, 'responseType', 'Free Text');
		const running = executeNode(page);
		await untilAsked(desk, id);
		await answerInBrowser(desk, linksOf(desk).Answer, async (answering) => {
			await answering.getByLabel('Your answer').fill('Yes, at six');
			await answering.getByRole('button', { name: 'Send' }).click();
		});
		await running;

		expect((await outputTable(page)).rows.flat().join()).toContain('Yes, at six');
	});

	for (const agent of [2.2, 3]) {
		check(`8 waiting: as a tool of AI Agent ${agent}`, async (desk) => {
			const model = await startStub(({ body }) => answer(body, [['May I?']]));
			desk.sandbox.requests.clear();
			try {
				const tool = { ...asked(carmen), operation: 'sendAndWait' };
				const [nodes, connections] = await agentWorkflow(desk, model, { agent, tool });
				const { id } = await desk.rest.createWorkflow({ name: 'Tool', nodes, connections });
				const execution = await desk.rest.run(id, 'Start');
				if (agent === 3) {
					expect(execution.status).toBe('waiting');
					await post(linksOf(desk).Decline, 'decline');
					await untilEnded(desk, execution.id);
					expect(JSON.stringify(model.requests.at(-1)?.body)).toMatch(/approved[\\"]+:false/);
				} else {
					const [run] = execution.data.resultData.runData['Send to Lucía'] ?? [];
					expect(run?.error?.message).toContain('cannot wait here');
					expect(desk.sandbox.requests.all).toEqual([]);
				}
			} finally {
				await model.close();
			}
		});
	}

	check('8 review: Afilnet is among the reviewers, and what is approved is run', async (desk) => {
		if (desk.version !== '2.41.1') return;
		const { page, sandbox } = desk;
		const model = await startStub(({ body }) => answer(body, [['Your jacket is ready']]));
		try {
			const id = await desk.open('Review', ...(await agentWorkflow(desk, model)));
			await addReviewer(desk);
			await page.getByTestId('tidy-up-button').click();
			await desk.picture('human-review', page);
			const before = sandbox.account.messages(lucia).length;
			await executeWorkflow(page);
			await untilAsked(desk, id);
			expect(question(desk)).toContain(
				'The agent wants to use Send_to_Luc_a:\n{"Message":"Your jacket is ready"}',
			);
			expect(sandbox.account.messages(lucia)).toHaveLength(before);

			await answerInBrowser(desk, linksOf(desk).Approve, async (answering) => {
				await answering.getByText('Your jacket is ready').waitFor();
				await answering.getByRole('button', { name: 'Approve' }).click();
			});
			await until(() => sandbox.account.messages(lucia).at(-1)?.text === 'Your jacket is ready');
			await until(() => model.requests.length > 1);
			expect(JSON.stringify(model.requests[1]?.body)).toContain(lucia.destination);
		} finally {
			await model.close();
		}
	});

	check('8 review: what is declined is not run, and the model is told', async (desk) => {
		if (desk.version !== '2.41.1') return;
		await inReview(desk, [['Your jacket is ready']], async (execution, model) => {
			await post(linksOf(desk).Decline, 'decline');
			await untilEnded(desk, execution);

			expect(model.requests).toHaveLength(2);
			expect(JSON.stringify(model.requests[1]?.body)).toMatch(
				/declined|not approved|denied|rejected|disapproved/i,
			);
			expect(told(desk)).toEqual([]);
		});
	});

	check('8 review: each call needs an answer of its own', async (desk) => {
		if (desk.version !== '2.41.1') return;
		await inReview(desk, [['First'], ['Second']], async (execution) => {
			expect(question(desk)).toContain('First');
			const first = linksOf(desk);
			await post(first.Approve, 'approve');
			await until(() => question(desk).includes('Second'));
			await until(async () => (await desk.rest.execution(execution)).status === 'waiting');

			expect(await post(first.Approve, 'approve')).toContain('answered already');
			expect((await desk.rest.execution(execution)).status).toBe('waiting');
			await post(linksOf(desk).Decline, 'decline');
			await untilEnded(desk, execution);
			expect(told(desk)).toEqual(['First']);
		});
	});

	check('8 review: of two calls at once n8n asks about the first, and runs no other', async (desk) => {
		if (desk.version !== '2.41.1') return;
		await inReview(desk, [['First', 'Second']], async (execution, model) => {
			await post(linksOf(desk).Approve, 'approve');
			await untilEnded(desk, execution);

			expect(told(desk)).toEqual(['First']);
			expect(JSON.stringify(model.requests.at(-1)?.body)).not.toContain('Second');
		});
	});
}

/** Lets a model call the tool, up to the first review. @param turns the texts of the calls of each turn */
async function inReview(
	desk: Desk,
	turns: string[][],
	act: (execution: string, model: Stub) => Promise<void>,
): Promise<void> {
	const model = await startStub(({ body }) => answer(body, turns));
	desk.sandbox.requests.clear();
	try {
		const [nodes, connections] = await agentWorkflow(desk, model, {
			review: { message: reviewText, ...asked(carmen) },
		});
		const { id } = await desk.rest.createWorkflow({ name: 'Review', nodes, connections });
		const execution = await desk.rest.run(id, 'Start');
		expect(execution.status).toBe('waiting');
		await act(execution.id, model);
	} finally {
		await model.close();
	}
}

const asked = ({ platform, platformId, destination }: typeof carmen | typeof lucia): INodeParameters => ({
	...{ resource: 'message', platform, platformId: typedIn(platformId), destination: typedIn(destination) },
});

interface AgentOptions {
	/** The agent's version. */
	agent?: number;
	/** The tool's parameters beside the message; it sends to Lucía if they are left out. */
	tool?: INodeParameters;
	/** The parameters of the node that reviews the tool's calls; nothing does if they are left out. */
	review?: INodeParameters;
}

/** Start → AI Agent with a model and one tool. */
async function agentWorkflow(
	desk: Desk,
	model: Stub,
	{
		agent: version = 3.1,
		tool: toolParameters = { ...asked(lucia), operation: 'send' },
		review,
	}: AgentOptions = {},
): Promise<[INode[], WorkflowDefinition['connections']]> {
	const data = { apiKey: 'a key', url: `${model.url}v1` };
	const { id, name } = await desk.rest.createCredential({ name: 'Model', type: 'openAiApi', data });
	const agent = node('AI Agent', '@n8n/n8n-nodes-langchain.agent', version, {
		...{ promptType: 'define', text: 'Tell Lucía that her jacket is ready', options: {} },
	});
	const chatModel = {
		...node('Chat Model', '@n8n/n8n-nodes-langchain.lmChatOpenAi', 1.2, {
			model: typedIn('a-model'),
			options: {},
		}),
		credentials: { openAiApi: { id, name } },
	};
	const message = "={{ $fromAI('Message', 'what to tell her') }}";
	const tool = {
		...desk.afilnet({ ...toolParameters, message }),
		name: 'Send to Lucía',
		type: 'n8n-nodes-afilnet.afilnetTool',
	};
	const reviewer = {
		...desk.afilnet({ ...review, operation: 'sendAndWait', responseType: 'approval' }),
		...{ id: 'reviewer', name: 'Reviewer' },
		type: 'n8n-nodes-afilnet.afilnetHitlTool',
		webhookId: tool.id,
	};
	const isReviewed = review !== undefined;
	const to = (name: string, type: 'ai_tool' | 'ai_languageModel' | 'main') => ({
		[type]: [[{ node: name, type, index: 0 }]],
	});
	agent.position = [400, 0];
	chatModel.position = [200, 300];
	reviewer.position = [500, 300];
	tool.position = [600, 500];
	return [
		[start(), agent, chatModel, tool, ...(isReviewed ? [reviewer] : [])],
		{
			Start: to('AI Agent', 'main'),
			'Chat Model': to('AI Agent', 'ai_languageModel'),
			'Send to Lucía': to(isReviewed ? 'Reviewer' : 'AI Agent', 'ai_tool'),
			...(isReviewed && { Reviewer: to('AI Agent', 'ai_tool') }),
		},
	];
}

/** Puts Afilnet between the agent and its tool, with the mouse. */
async function addReviewer(desk: Desk): Promise<void> {
	const { page } = desk;
	await page.locator('[data-test-id="edge"][data-source-node-name="Send to Lucía"]').hover({ force: true });
	const add = page.getByTestId('canvas-edge-toolbar').getByTestId('add-connection-button');
	await add.last().click();
	await page.getByTestId('node-creator-item-name').getByText('Afilnet', { exact: true }).click();
	await page.getByText('Add to workflow', { exact: true }).click();
	await panel(page).waitFor();
	await chooseCredential(desk);
	await choose(page, 'platform', 'Operator');
	await pick(page, 'platformId', 'Front Desk');
	await openList(page, 'destination');
	await entries(page).filter({ hasText: carmen.destination }).first().click();
	await parameter(page, 'message').locator('.cm-content').fill(reviewText.slice(1));
	// The editor takes over what was typed a moment later.
	await page.waitForTimeout(1_000);
	await closeNode(page);
}

/** The question is out a moment before n8n waits for its answer. */
async function untilAsked({ rest }: Desk, workflow: string): Promise<void> {
	await until(async () => (await rest.executions(workflow))[0]?.status === 'waiting');
}

/** The latest message to the operator. */
const question = ({ sandbox }: Desk) => sandbox.account.messages(carmen).at(-1)?.text ?? '';

function linksOf(desk: Desk): Record<string, string> {
	const links = [...question(desk).matchAll(/^(.+): (http\S+)$/gm)];
	return Object.fromEntries(links.map(([, label = '', link = '']) => [label, link]));
}

/** What the tool has sent since the review began. */
const told = ({ sandbox }: Desk) =>
	sandbox.requests.all
		.filter(({ parameters }) => parameters.destination === lucia.destination)
		.map(({ parameters }) => parameters.message);

type AnsweringPage = Awaited<ReturnType<Desk['context']['newPage']>>;

async function answerInBrowser(
	{ context, page }: Desk,
	link = '',
	act: (answering: AnsweringPage) => Promise<void>,
): Promise<void> {
	const answering = await context.newPage();
	await answering.goto(link);
	await act(answering);
	await answering.getByText('Your answer has been recorded').waitFor();
	await answering.close();
	await page.bringToFront();
}

async function post(link = '', button: string): Promise<string> {
	const response = await fetch(link, { method: 'POST', body: new URLSearchParams({ answer: button }) });
	return await response.text();
}

async function untilEnded({ rest }: Desk, id: string): Promise<Execution> {
	let execution = await rest.execution(id);
	await until(async () => {
		execution = await rest.execution(id);
		return !['new', 'running', 'waiting'].includes(execution.status);
	});
	expect(execution.status).toBe('success');
	return execution;
}

/** Asks for the tool in each turn, once with each of its texts, then says that it is done. */
function answer(body: unknown, turns: string[][]): object {
	const { messages, tools } = isJsonObject(body) ? body : {};
	const roles = Array.isArray(messages) ? messages.map(({ role }: { role: string }) => role) : [];
	const texts = turns[roles.filter((role) => role === 'assistant').length] ?? [];
	const [tool]: Tool[] = Array.isArray(tools) ? tools : [];
	const calls = texts.map((text, index) => ({
		id: `call-${roles.length}-${index}`,
		type: 'function',
		function: {
			name: tool?.function.name ?? '',
			arguments: JSON.stringify(
				isReviewed(tool) ? { toolParameters: { Message: text }, hitlParameters: {} } : { Message: text },
			),
		},
	}));
	const isDone = calls.length === 0;
	const message = isDone
		? { role: 'assistant', content: 'Done.' }
		: { role: 'assistant', content: null, tool_calls: calls };
	return {
		...{ id: 'completion', object: 'chat.completion', created: 0, model: 'a-model' },
		choices: [{ index: 0, message, finish_reason: isDone ? 'stop' : 'tool_calls' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

interface Tool {
	function: { name: string; parameters: object };
}

const isReviewed = (tool?: Tool) => JSON.stringify(tool).includes('hitlParameters');
