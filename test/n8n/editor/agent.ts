import { modelCredential, startModel, type Reply } from '../../../demo/model';
import { closeNode, executeWorkflow, panel } from '../../../host/browser';
import { isJsonObject } from '../../../host/json';
import { until } from '../../../host/until';
import { node, start, to, typedIn } from '../../../host/workflows';
import type { Stub } from '../../../host/stub';
import { lucia } from '../../../sandbox/examples';
import { chooseCredential, parameter, type Check } from './checks';
import type { Desk } from './desk';

/** The node as a tool of n8n's AI Agent, with a model that always asks for it. */
export function checkAgent(check: Check): void {
	check('6 agent: added as a tool with the mouse, the node sends what the model fills in', async (desk) => {
		const model = await startModel(answer);
		try {
			await openAgent(desk, model);
			await addTool(desk);
			await sendsWithTool(desk, model);
		} finally {
			await model.close();
		}
	});
}

/** Adds the node below the agent, and lets the model fill in everything. */
async function addTool(desk: Desk): Promise<void> {
	const { page } = desk;
	await page.locator('[data-handleid="inputs/ai_tool/0"]').getByTestId('canvas-handle-plus').click();
	await page.getByTestId('node-creator-search-bar').fill('afilnet');
	await page.getByTestId('node-creator-item-name').getByText('Afilnet Tool', { exact: true }).click();
	await panel(page).waitFor();
	await chooseCredential(desk);
	// First, since n8n's editor empties what depends on it.
	await writeExpression(
		desk,
		'platform',
		"{{ $fromAI('platform', 'whatsapp, telegram, webchat or operator') }}",
	);
	// One button each for channel, conversation and message; a button goes once it is clicked.
	for (let left = 3; left > 0; left--) {
		const buttons = panel(page).getByTestId('from-ai-override-button').filter({ visible: true });
		await until(async () => (await buttons.count()) === left);
		await buttons.first().click();
	}
	await closeNode(page);
}

/** Runs the agent: the message arrives, and the model was told what it needs. */
async function sendsWithTool(desk: Desk, model: Stub): Promise<void> {
	const { page, sandbox } = desk;
	await executeWorkflow(page);
	await until(() => sandbox.account.messages(lucia).some(({ text }) => text === jacket));
	await until(() => model.requests.length >= 2);
	const [tool] = toolsOf(model.requests[0]?.body);
	expect(tool).toMatchObject({
		description: expect.stringMatching(/^send message in afilnet/i),
		parameters: {
			type: 'object',
			properties: {
				platform: { type: 'string', description: 'whatsapp, telegram, webchat or operator' },
				Channel: { type: 'string' },
				Conversation: { type: 'string' },
				Message: { type: 'string' },
			},
			required: expect.arrayContaining(['platform', 'Channel', 'Conversation', 'Message']),
		},
	});
	expect(JSON.stringify(model.requests.at(-1)?.body)).toContain(lucia.destination);
}

const jacket = 'Hello Lucía, your jacket is ready';

/** A workflow in which an agent has a model but no tool yet. */
async function openAgent(desk: Desk, model: Stub): Promise<void> {
	const credential = await desk.rest.createCredential(modelCredential(model));
	const agent = node('AI Agent', '@n8n/n8n-nodes-langchain.agent', 2.2, {
		promptType: 'define',
		text: 'Tell Lucía that her jacket is ready',
		options: {},
	});
	agent.position = [260, 0];
	const parameters = { model: typedIn('a-model'), options: {} };
	const chatModel = node('Chat Model', '@n8n/n8n-nodes-langchain.lmChatOpenAi', 1.2, parameters, credential);
	chatModel.position = [160, 260];
	await desk.open('Agent', [start(), agent, chatModel], {
		Start: { main: [to('AI Agent')] },
		'Chat Model': { ai_languageModel: [[{ node: 'AI Agent', type: 'ai_languageModel', index: 0 }]] },
	});
}

/** Turns a parameter into an expression and types it in. */
async function writeExpression({ page }: Desk, name: string, expression: string): Promise<void> {
	const options = page.getByTestId(`${name}-parameter-input-options-container`);
	await parameter(page, name).hover();
	await options.getByTestId('radio-button-expression').click();
	await parameter(page, name).locator('.cm-content').fill(expression);
	// The editor takes over what was typed a moment later; a click elsewhere closes what it shows below the field.
	await page.waitForTimeout(1_000);
	await panel(page).getByText('Options', { exact: true }).first().click();
}

interface Tool {
	name: string;
	description: string;
	parameters: object;
}

/** The tools that the agent offers the model, as OpenAI's chat completions name them. */
function toolsOf(body: unknown): Tool[] {
	const { tools } = isJsonObject(body) ? body : {};
	return Array.isArray(tools) ? tools.map(({ function: tool }: { function: Tool }) => tool) : [];
}

/** Asks for the tool once, then says that it is done. */
function answer(body: unknown): Reply {
	const { messages } = isJsonObject(body) ? body : {};
	const asked = Array.isArray(messages) && messages.some(({ role }: { role: string }) => role === 'tool');
	const [tool] = toolsOf(body);
	return asked ? 'Lucía knows.' : { content: null, tool_calls: [toolCall(tool?.name ?? '')] };
}

function toolCall(name: string): object {
	const { platform, platformId, destination } = lucia;
	const values = { platform, Channel: platformId, Conversation: destination, Message: jacket };
	return { id: 'call', type: 'function', function: { name, arguments: JSON.stringify(values) } };
}
