import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Rest, WorkflowDefinition } from '../host/rest';
import type { Host } from '../host/startHost';
import type { Stub } from '../host/stub';
import { until } from '../host/until';
import { readWorkflow, withCredentials } from '../host/workflows';
import type { Platform, Sandbox } from '../sandbox';
import { modelCredential } from './model';

const folder = join(__dirname, 'workflows');
const agentExample = resolve(__dirname, '..', 'examples', '5-ai-agent.json');

/** The platforms on which the agent answers. On the others the workflow Answer Each Message does. */
const agentPlatforms: Platform[] = ['webchat'];

const howToTryTheAgent = `## AI Agent
Write as **Visitor from Valencia** in the Website Chat on the sandbox page, such as *When are you open?* Within a minute the agent answers there. This workflow is running already.

Then write as the account: a person has answered, so the agent is silent there for 12 hours.

Its model only stands in for an AI: it answers by a few rules, without an account. Put a model of your own in the place of **Chat Model**.`;

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
 * Makes the example workflows that are missing; what the person has changed stays.
 * @param model what the agent asks
 * @returns the workflows' ids by their names
 */
export async function prepareExamples(
	{ rest, sandbox, credential }: Pick<Host, 'rest' | 'sandbox' | 'credential'>,
	model: Stub,
): Promise<Map<string, string>> {
	const credentials = [credential, await rest.saveCredential(modelCredential(model))];
	const workflows = await rest.workflows();
	const ids = new Map<string, string>();
	for (const workflow of demoWorkflows()) {
		const definition = withCredentials(workflow, credentials);
		const known = workflows.find(({ name }) => name === definition.name);
		const { id } = known ?? (await rest.createWorkflow(definition));
		ids.set(definition.name, id);
		const hasTrigger = definition.nodes.some(({ type }) => type.endsWith('.afilnetTrigger'));
		if (!hasTrigger || (known && !known.active)) continue;
		if (known) await forget(rest, id, sandbox);
		await rest.activate(id);
	}
	return ids;
}

/** Ends a trigger that n8n has started by itself: the sandbox is new, and so must be what the trigger remembers of it. */
async function forget(rest: Rest, id: string, { requests, account }: Sandbox): Promise<void> {
	const chatsRead = () =>
		requests.all.filter(({ parameters, ended }) => parameters.method === 'getchats' && ended).length;
	// Its first poll may take a while, and must not end after the new one.
	await until(() => chatsRead() >= account.channels.length, { patience: 60_000 }).catch(() => {});
	await rest.untilPublished(id);
	await rest.deactivate(id);
}
