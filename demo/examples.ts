import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Rest } from '../host/rest';
import type { Host } from '../host/startHost';
import { until } from '../host/until';
import { readWorkflow, withCredential } from '../host/workflows';
import type { Sandbox } from '../sandbox';

export const workflowFolder = join(__dirname, 'workflows');

/**
 * Makes the example workflows that are missing; what the person has changed stays.
 * @returns the workflows' ids by their names
 */
export async function prepareExamples({ rest, sandbox, credential }: Host): Promise<Map<string, string>> {
	const workflows = await rest.workflows();
	const ids = new Map<string, string>();
	for (const file of readdirSync(workflowFolder)) {
		const definition = withCredential(readWorkflow(join(workflowFolder, file)), credential);
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
