import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Sandbox } from '../sandbox';
import { isJsonObject, readJson } from '../host/json';
import type { Credential, Rest, WorkflowDefinition } from '../host/rest';

/**
 * Makes the credential and the example workflows where they are missing; what the person has changed stays.
 * @returns the workflows' ids by their names
 */
export async function prepareExamples(rest: Rest, sandbox: Sandbox): Promise<Map<string, string>> {
	const { user, password } = sandbox.account;
	const wanted = {
		name: 'Afilnet Sandbox',
		type: 'afilnetApi',
		data: { user, password, apiUrl: sandbox.apiUrl },
	};
	const present = (await rest.credentials()).find(
		({ name, type }) => name === wanted.name && type === wanted.type,
	);
	const credential = present
		? await rest.updateCredential(present.id, wanted)
		: await rest.createCredential(wanted);

	const workflows = await rest.workflows();
	const ids = new Map<string, string>();
	for (const file of readdirSync(join(__dirname, 'workflows'))) {
		const definition = withCredential(readWorkflow(file), credential);
		const known = workflows.find(({ name }) => name === definition.name);
		const { id } = known ?? (await rest.createWorkflow(definition));
		ids.set(definition.name, id);
		const hasTrigger = definition.nodes.some(({ type }) => type.endsWith('.afilnetTrigger'));
		if (!hasTrigger || (known && !known.active)) continue;
		if (known) {
			// The sandbox begins anew at each start, and so must what the trigger remembers of it.
			await firstPoll(sandbox);
			await rest.untilPublished(id);
			await rest.deactivate(id);
		}
		await rest.activate(id);
	}
	return ids;
}

/** Waits until the trigger that n8n started by itself has read every channel, so that its start is over. */
async function firstPoll({ requests, account }: Sandbox): Promise<void> {
	const deadline = Date.now() + 60_000;
	const read = () =>
		requests.all.filter(({ parameters, ended }) => parameters.method === 'getchats' && ended).length;
	while (read() < account.channels.length && Date.now() < deadline) await wait(100);
}

/** An example workflow of the folder `workflows`, as it is sent to n8n. Throws where the file holds something else. */
export function readWorkflow(file: string): WorkflowDefinition {
	const workflow = readJson(join(__dirname, 'workflows', file));
	if (!isWorkflow(workflow)) throw new TypeError(`${file} does not hold a workflow.`);
	return workflow;
}

/** The workflow with every credential of this credential's type replaced by it. */
export function withCredential(workflow: WorkflowDefinition, credential: Credential): WorkflowDefinition {
	const { id, name, type } = credential;
	const nodes = workflow.nodes.map((node) =>
		node.credentials?.[type] ? { ...node, credentials: { ...node.credentials, [type]: { id, name } } } : node,
	);
	return { ...workflow, nodes };
}

function isWorkflow(value: object): value is WorkflowDefinition {
	return (
		'name' in value &&
		'nodes' in value &&
		Array.isArray(value.nodes) &&
		'connections' in value &&
		isJsonObject(value.connections)
	);
}
