import { parse as parseFlatted } from 'flatted';
import type { IDataObject, INode, INodeExecutionData, IWorkflowBase } from 'n8n-workflow';
import { setTimeout as wait } from 'node:timers/promises';
import type { Sandbox } from '../sandbox';
import { until } from './until';

/** The owner of every n8n that is started here, and how to sign in. */
export const owner = {
	email: 'owner@n8n.test',
	password: 'Sandbox2026',
	firstName: 'Sandbox',
	lastName: 'Owner',
};

export type WorkflowDefinition = Pick<IWorkflowBase, 'name' | 'nodes' | 'connections'> &
	Partial<Pick<IWorkflowBase, 'settings' | 'pinData'>>;

export interface Workflow extends WorkflowDefinition {
	id: string;
	active: boolean;
	versionId: string;
	/** What its triggers remember; with durable poll cursors n8n keeps that in the table `poller_state` instead. */
	staticData: IDataObject | null;
}

export interface Credential {
	id: string;
	name: string;
	type: string;
}

export interface ExecutionSummary {
	id: string;
	status: 'new' | 'running' | 'waiting' | 'success' | 'error' | 'canceled' | 'crashed' | 'unknown';
	mode: string;
	startedAt: string;
	stoppedAt: string | null;
	workflowId: string;
}

export interface Execution extends ExecutionSummary {
	data: {
		resultData: {
			error?: { message: string; description?: string | null };
			lastNodeExecuted?: string;
			runData: Record<string, NodeRun[]>;
		};
		/** What is still to run; of a crashed execution all that n8n kept. */
		executionData?: {
			nodeExecutionStack: Array<{ node: INode; data: { main?: Array<INodeExecutionData[] | null> } }>;
		};
	};
}

export interface NodeRun {
	executionStatus: string;
	/** How long the node ran, in milliseconds. */
	executionTime: number;
	error?: { message: string; description?: string | null };
	data?: { main: Array<INodeExecutionData[] | null> };
}

type NewCredential = Omit<Credential, 'id'> & { data: IDataObject };

/**
 * Signs in to an n8n as its owner, whom it sets up first if the n8n is new. Throws n8n's own message if n8n refuses.
 * @param url such as `http://127.0.0.1:5678/`
 */
export async function signIn(url: string): Promise<Rest> {
	const { email, password, firstName, lastName } = owner;
	const setUp = await send(url, 'POST', 'owner/setup', { email, password, firstName, lastName });
	const answer = setUp.ok ? setUp : await send(url, 'POST', 'login', { emailOrLdapLoginId: email, password });
	if (!answer.ok) throw new Error(`n8n refused the sign-in of ${email}: ${await messageOf(answer)}`);
	const cookies = answer.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
	return new Rest(url, cookies.join('; '));
}

/** The requests that the editor makes, the same on n8n 1.123 and 2.41. Each throws n8n's own message if n8n refuses. */
export class Rest {
	constructor(
		private readonly url: string,
		private readonly cookie: string,
	) {}

	/** Any request below `/rest/`; gives what stands under `data` in the answer. */
	async request<Answer>(method: string, path: string, body?: object): Promise<Answer> {
		const response = await send(this.url, method, path, body, this.cookie);
		if (!response.ok) throw new Error(`n8n refused ${method} ${path}: ${await messageOf(response)}`);
		const { data }: { data: Answer } = await response.json();
		return data;
	}

	async createCredential(credential: NewCredential): Promise<Credential> {
		return await this.request('POST', 'credentials', credential);
	}

	/**
	 * Makes a credential that leads to a sandbox, or lets the one of this name lead there.
	 * @param changed what differs from the sandbox's own password and address
	 */
	async connect(
		{ account, apiUrl }: Sandbox,
		name = 'Afilnet Sandbox',
		changed: { password?: string; apiUrl?: string } = {},
	): Promise<Credential> {
		const data = { user: account.user, password: account.password, apiUrl, ...changed };
		return await this.saveCredential({ name, type: 'afilnetApi', data });
	}

	/** Makes a credential, or changes the one of this name and type. */
	async saveCredential(wanted: NewCredential): Promise<Credential> {
		const credentials = await this.request<Credential[]>('GET', 'credentials');
		const present = credentials.find(({ name, type }) => name === wanted.name && type === wanted.type);
		if (!present) return await this.createCredential(wanted);
		return await this.request('PATCH', `credentials/${present.id}`, wanted);
	}

	/** All workflows that are not archived, without their nodes. */
	async workflows(): Promise<Array<Pick<Workflow, 'id' | 'name' | 'active'>>> {
		return await this.request('GET', `workflows?filter=${encodeURIComponent('{"isArchived":false}')}`);
	}

	async workflow(id: string): Promise<Workflow> {
		return await this.request('GET', `workflows/${id}`);
	}

	async createWorkflow(definition: WorkflowDefinition): Promise<Workflow> {
		const settings = { executionOrder: 'v1' };
		return await this.request('POST', 'workflows', { active: false, settings, ...definition });
	}

	/** Publishes what is saved and starts its triggers. Throws what a trigger says that cannot start. */
	async activate(id: string): Promise<void> {
		const { versionId } = await this.workflow(id);
		await this.request('POST', `workflows/${id}/activate`, { versionId });
		await this.untilPublished(id);
	}

	async deactivate(id: string): Promise<void> {
		await this.request('POST', `workflows/${id}/deactivate`, {});
		await this.untilPublished(id);
	}

	/**
	 * Waits until n8n has started or stopped the triggers of a workflow. n8n 2.41 does so after it has answered
	 * (its publication service); n8n 1.123 before, and has no such status. Throws what a trigger says that cannot start.
	 */
	async untilPublished(id: string): Promise<void> {
		await until(async () => await this.isPublished(id), { patience: 300_000, every: 100 });
	}

	private async isPublished(id: string): Promise<boolean> {
		const path = `workflows/${id}/publication-status`;
		const response = await send(this.url, 'GET', path, undefined, this.cookie);
		if (response.status === 404) return true;
		if (!response.ok) throw new Error(`n8n did not give the state of ${id}: ${await messageOf(response)}`);
		const { data }: { data: PublicationStatus } = await response.json();
		if (data.status === 'in_progress') return false;
		const failed = data.triggers.find(({ status }) => status === 'failed');
		if (failed) throw new Error(`n8n could not start a trigger of ${id}: ${failed.errorMessage}`);
		return true;
	}

	/** Starts a saved workflow from one of its triggers, as the editor's button does. @returns the execution's id */
	async start(id: string, trigger: string): Promise<string> {
		const workflowData = await this.workflow(id);
		const body = { workflowData, triggerToStartFrom: { name: trigger } };
		return (await this.request<{ executionId: string }>('POST', `workflows/${id}/run`, body)).executionId;
	}

	/** The same, and waits for the end. */
	async run(id: string, trigger: string): Promise<Execution> {
		const executionId = await this.start(id, trigger);
		return await readWhile(isUnderWay, async () => await this.execution(executionId));
	}

	async execution(id: string): Promise<Execution> {
		return await readWhile(isHalfStored, async () => await this.storedExecution(id));
	}

	private async storedExecution(id: string): Promise<Execution> {
		type Answer = ExecutionSummary & { data: string };
		const { data, ...summary } = await this.request<Answer>('GET', `executions/${id}`);
		return { ...summary, data: parseFlatted(data) };
	}

	/** All executions of a workflow, the newest first, without their data. */
	async executions(workflowId: string): Promise<ExecutionSummary[]> {
		const found = new Map<string, ExecutionSummary>();
		const query = `executions?limit=100&filter=${encodeURIComponent(JSON.stringify({ workflowId }))}`;
		for (let next: string | undefined = ''; next !== undefined;) {
			const page: ExecutionPage = await this.request<ExecutionPage>('GET', query + next);
			for (const one of page.results) found.set(one.id, one);
			next = nextPage(page);
		}
		return [...found.values()];
	}
}

/** Reads an execution again and again while something is so. */
async function readWhile(
	isSo: (execution: Execution) => boolean,
	read: () => Promise<Execution>,
): Promise<Execution> {
	let now = await read();
	while (isSo(now)) {
		await wait(100);
		now = await read();
	}
	return now;
}

/** Whether n8n has still to end an execution. */
export const isUnderWay = ({ status }: Pick<ExecutionSummary, 'status'>) =>
	['new', 'running'].includes(status);

/** n8n 1.123 stores how an execution has ended before what it gave: until then there is nothing, or a node still to run. */
const isHalfStored = ({ status, data }: Execution) =>
	!isUnderWay({ status }) &&
	(!data || (status === 'success' && !!data.executionData?.nodeExecutionStack.length));

interface PublicationStatus {
	status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
	triggers: Array<{ status: string; errorMessage: string | null }>;
}

interface ExecutionPage {
	results: ExecutionSummary[];
	/** n8n 2.41 has it, null on the last page; n8n 1.123 goes on from the last id instead. */
	nextCursor?: string | null;
}

function nextPage({ results, nextCursor }: ExecutionPage): string | undefined {
	if (nextCursor) return `&cursor=${encodeURIComponent(nextCursor)}`;
	const last = results.at(-1);
	return nextCursor === undefined && last && results.length >= 100 ? `&lastId=${last.id}` : undefined;
}

async function send(
	url: string,
	method: string,
	path: string,
	body?: object,
	cookie = '',
): Promise<Response> {
	return await fetch(`${url}rest/${path}`, {
		method,
		headers: { 'content-type': 'application/json', cookie },
		...(body && { body: JSON.stringify(body) }),
	});
}

async function messageOf(response: Response): Promise<string> {
	const text = await response.text();
	return `${response.status} ${text.slice(0, 500)}`;
}
