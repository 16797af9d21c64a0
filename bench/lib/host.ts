import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import type { IDataObject, INode } from 'n8n-workflow';

import { installN8n, testHosts } from '../../host/install';
import { startN8n } from '../../host/n8n';
import { installPackage, packPackage } from '../../host/package';
import { signIn, type Credential, type NodeRun } from '../../host/rest';
import type { Sender } from './senders';

export type Host = Awaited<ReturnType<typeof startHost>>;

const start = 'Start';
const node = 'Send';

/** Starts a real n8n with this package as it would be published, in a folder that goes with it. */
export async function startHost(report: (line: string) => void) {
	const folder = mkdtempSync(join(tmpdir(), 'afilnet-bench-'));
	const tarball = await packPackage(join(folder, 'package'));
	const installation = await installN8n('2.41.1', { into: testHosts(), report });
	const userFolder = join(folder, 'n8n');
	installPackage(tarball, userFolder);
	const n8n = await startN8n({ installation, userFolder });
	const rest = await signIn(n8n.url);
	const credentials: Record<string, Credential> = {};

	const nodeOf = ({ type, typeVersion, parameters, credential }: Sender): INode => {
		const used = credential && credentials[credential];
		return {
			...{ id: node, name: node, type, typeVersion, parameters, position: [200, 0] },
			...(used && { credentials: { [used.type]: { id: used.id, name: used.name } } }),
		};
	};

	return {
		version: installation.version,
		/** The Node.js that runs n8n. */
		node: installation.node,
		processId: n8n.processId,

		addCredential: async (type: string, data: IDataObject) => {
			credentials[type] = await rest.createCredential({ name: type, type, data });
		},

		/** Makes a workflow that hands the items to the sender. @returns its id */
		createWorkflow: async (sender: Sender, items: IDataObject[]): Promise<string> => {
			const trigger: INode = {
				...{ id: start, name: start, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 },
				...{ parameters: {}, position: [0, 0] },
			};
			const { id } = await rest.createWorkflow({
				name: sender.name,
				nodes: [trigger, nodeOf(sender)],
				connections: { [start]: { main: [[{ node, type: 'main', index: 0 }]] } },
				pinData: { [start]: items.map((json) => ({ json })) },
			});
			return id;
		},

		/** Starts a workflow and waits for its end, asking so seldom that it hardly costs n8n anything. @returns the execution */
		run: async (id: string): Promise<string> => {
			const { executionId } = await rest.request<{ executionId: string }>('POST', `workflows/${id}/run`, {
				workflowData: await rest.workflow(id),
				triggerToStartFrom: { name: start },
			});
			for (;;) {
				await wait(250);
				const executions = await patiently(() => rest.executions(id));
				const now = executions.find((execution) => execution.id === executionId);
				if (now && !['new', 'running'].includes(now.status)) return executionId;
			}
		},

		/** What n8n recorded of the sender's run in an execution. Throws n8n's message where the run did not succeed. */
		nodeRun: async (executionId: string): Promise<NodeRun> => {
			const { resultData } = (await patiently(() => rest.execution(executionId))).data;
			const run = resultData.runData[node]?.[0];
			if (resultData.error || !run) throw new Error(resultData.error?.message ?? `${node} did not run`);
			return run;
		},

		stop: async () => {
			await n8n.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** Asks again for up to a minute: an n8n that is busy drops connections or says that its database is not ready. */
async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
	for (let tries = 0; tries < 60; tries++) {
		const answer = await ask().catch(() => undefined);
		if (answer !== undefined) return answer;
		await wait(1_000);
	}
	return await ask();
}
