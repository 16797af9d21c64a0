import { setTimeout as wait } from 'node:timers/promises';

import type { IDataObject } from 'n8n-workflow';

import { isUnderWay, type Credential, type NodeRun } from '../../host/rest';
import { startHost, type Host } from '../../host/startHost';
import { until } from '../../host/until';
import { inARow, node, start } from '../../host/workflows';
import type { Packed } from './packages';
import { tell } from './progress';
import type { Sender } from './senders';

/** A real n8n with a package as it is published, and workflows that hand items to one sender. */
export class SendingHost {
	readonly credentials: Record<string, Credential>;

	constructor(
		readonly packed: Packed,
		readonly host: Host,
	) {
		this.credentials = { afilnetApi: host.credential };
	}

	static async start(packed: Packed): Promise<SendingHost> {
		const sandbox = { account: { empty: true } };
		return new SendingHost(packed, await startHost({ tarball: packed.tarball, sandbox, report: tell }));
	}

	/** Makes a workflow that hands the items to the sender. @returns its id */
	async createWorkflow(sender: Sender, items: IDataObject[]): Promise<string> {
		const { name, type, typeVersion, parameters, credential } = sender;
		const send = node('Send', type, typeVersion, parameters, credential && this.credentials[credential]);
		const pinData = { Start: items.map((json) => ({ json })) };
		const { id } = await this.host.rest.createWorkflow({ ...inARow(name, [start(), send]), pinData });
		return id;
	}

	/** Starts a workflow and waits for its end, asking so seldom that it hardly costs n8n anything. @returns the execution */
	async run(id: string): Promise<string> {
		const { rest } = this.host;
		const executionId = await rest.start(id, 'Start');
		const hasEnded = async () => {
			const now = (await patiently(() => rest.executions(id))).find((one) => one.id === executionId);
			return now !== undefined && !isUnderWay(now);
		};
		await wait(250);
		await until(hasEnded, { patience: 600_000, every: 250 });
		return executionId;
	}

	/** What n8n recorded of the sender's run in an execution. Throws n8n's message if the run did not succeed. */
	async nodeRun(executionId: string): Promise<NodeRun> {
		const { resultData } = (await patiently(() => this.host.rest.execution(executionId))).data;
		const run = resultData.runData.Send?.[0];
		if (resultData.error || !run) throw new Error(resultData.error?.message ?? 'The sender did not run');
		return run;
	}
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
