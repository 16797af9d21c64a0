import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { WorkflowDefinition } from '../host/rest';
import type { Host } from '../host/startHost';
import type { Stub } from '../host/stub';
import { readWorkflow, withCredentials } from '../host/workflows';
import type { Fault, Platform } from '../sandbox';
import { modelCredential } from './model';

const folder = join(__dirname, 'workflows');
const agentExample = resolve(__dirname, '..', 'examples', '5-ai-agent.json');

/** The platforms on which the agent answers. On the others the workflow Answer Each Message does. */
const agentPlatforms: Platform[] = ['webchat'];

const howToTryTheAgent = `## AI Agent
Write as **Visitor from Valencia** in the Website Chat on the sandbox page, such as *When are you open?* Within a minute the agent answers there. This workflow is running already.

Then write as the account: a person has answered, so the agent is silent there for 12 hours.

Its model only stands in for an AI: it answers by a few rules, without an account. Put your own model in the place of **Chat Model**.`;

/** The workflows of the demo; the agent is an example of the package. */
export function demoWorkflows(): WorkflowDefinition[] {
	return [...readdirSync(folder).map((file) => readWorkflow(join(folder, file))), demoAgent()];
}

function demoAgent(): WorkflowDefinition {
	const example = readWorkflow(agentExample);
	const nodes = example.nodes.map((node) => {
		const { name, type, parameters } = node;
		const options = { platforms: agentPlatforms, onePerConversation: true };
		if (type.endsWith('.afilnetTrigger')) return { ...node, parameters: { ...parameters, options } };
		if (name !== 'What to Fill In') return node;
		return { ...node, name: 'How to Try It', parameters: { ...parameters, content: howToTryTheAgent } };
	});
	return { ...example, name: 'AI Agent', nodes };
}

/**
 * Keeps the sandbox closed until the workflows are ready. n8n starts its triggers by itself, and they remember an earlier
 * sandbox, whose messages are not those of this one.
 */
export const closed: Fault = { kind: 'status' };

/**
 * Makes the example workflows that are missing, and starts every trigger again. What the person has changed stays.
 * @param model what the agent asks
 * @returns the workflows' ids by their names
 */
export async function prepareExamples(
	{ rest, sandbox, credential }: Pick<Host, 'rest' | 'sandbox' | 'credential'>,
	model: Stub,
): Promise<Map<string, string>> {
	const credentials = [credential, await rest.saveCredential(modelCredential(model))];
	const summaries = await rest.workflows();
	const workflows = await Promise.all(summaries.map(async ({ id }) => await rest.workflow(id)));
	const triggered = workflows.filter(({ active }) => active).filter(hasTrigger);
	for (const { id } of triggered) {
		await rest.untilPublished(id);
		await rest.deactivate(id);
	}
	sandbox.faults.clear();

	const ids = new Map(workflows.map(({ name, id }) => [name, id]));
	for (const workflow of demoWorkflows()) {
		if (ids.has(workflow.name)) continue;
		const made = await rest.createWorkflow(withCredentials(workflow, credentials));
		ids.set(made.name, made.id);
		if (hasTrigger(workflow)) triggered.push(made);
	}
	for (const { id } of triggered) await rest.activate(id);
	return ids;
}

const hasTrigger = ({ nodes }: Pick<WorkflowDefinition, 'nodes'>) =>
	nodes.some(({ type }) => type.endsWith('.afilnetTrigger'));
