import { parse as parseFlatted } from 'flatted';
import type { IDataObject, INode, INodeExecutionData, IWorkflowBase } from 'n8n-workflow';
import { setTimeout as wait } from 'node:timers/promises';

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

export type Rest = Awaited<ReturnType<typeof signIn>>;

/**
 * Signs in to an n8n as its owner, whom it sets up first where the n8n is new, and gives the requests that the editor
 * makes, the same on n8n 1.123 and 2.41. Each throws n8n's own message where n8n refuses.
 */
export async function signIn(url: string) {
	const { email, password, firstName, lastName } = owner;
	const setUp = await send(url, 'POST', 'owner/setup', { email, password, firstName, lastName });
	const answer = setUp.ok ? setUp : await send(url, 'POST', 'login', { emailOrLdapLoginId: email, password });
	if (!answer.ok) throw new Error(`n8n refused the sign-in of ${email}: ${await messageOf(answer)}`);
	const cookie = answer.headers
		.getSetCookie()
		.map((line) => line.split(';', 1)[0])
		.join('; ');

	const request = async <Answer>(method: string, path: string, body?: object): Promise<Answer> => {
		const response = await send(url, method, path, body, cookie);
		if (!response.ok) throw new Error(`n8n refused ${method} ${path}: ${await messageOf(response)}`);
		const { data }: { data: Answer } = await response.json();
		return data;
	};

	const workflow = async (id: string) => await request<Workflow>('GET', `workflows/${id}`);
	const execution = async (id: string): Promise<Execution> => {
		const { data, ...summary } = await request<ExecutionSummary & { data: string }>(
			'GET',
			`executions/${id}`,
		);
		return { ...summary, data: parseFlatted(data) };
	};

	/**
	 * Waits until n8n has started or stopped the triggers of a workflow. n8n 2.41 does so after it has answered
	 * (its publication service); n8n 1.123 before, and has no such status. Throws what a trigger says that cannot start.
	 */
	const untilPublished = async (id: string): Promise<void> => {
		for (;;) {
			const response = await send(url, 'GET', `workflows/${id}/publication-status`, undefined, cookie);
			if (response.status === 404) return;
			if (!response.ok) throw new Error(`n8n did not tell the state of ${id}: ${await messageOf(response)}`);
			const { data }: { data: PublicationStatus } = await response.json();
			if (data.status === 'in_progress') {
				await wait(100);
				continue;
			}
			const failed = data.triggers.find(({ status }) => status === 'failed');
			if (failed) throw new Error(`n8n could not start a trigger of ${id}: ${failed.errorMessage}`);
			return;
		}
	};

	return {
		/** Any other request below `/rest/`; gives what stands under `data` in the answer. */
		request,

		credentials: async () => await request<Credential[]>('GET', 'credentials'),
		createCredential: async (credential: Omit<Credential, 'id'> & { data: IDataObject }) =>
			await request<Credential>('POST', 'credentials', credential),
		updateCredential: async (id: string, credential: Omit<Credential, 'id'> & { data: IDataObject }) =>
			await request<Credential>('PATCH', `credentials/${id}`, credential),

		/** All workflows that are not archived, without their nodes. */
		workflows: async () =>
			await request<Array<Pick<Workflow, 'id' | 'name' | 'active'>>>(
				'GET',
				`workflows?filter=${encodeURIComponent('{"isArchived":false}')}`,
			),
		workflow,
		createWorkflow: async (definition: WorkflowDefinition) =>
			await request<Workflow>('POST', 'workflows', {
				active: false,
				settings: { executionOrder: 'v1' },
				...definition,
			}),
		/** Saves a draft; an active workflow goes on as it was until it is activated again. */
		updateWorkflow: async (id: string, definition: Partial<WorkflowDefinition>) =>
			await request<Workflow>('PATCH', `workflows/${id}`, definition),
		/** Publishes what is saved and starts its triggers. Throws what a trigger says where it cannot start. */
		activate: async (id: string) => {
			const { versionId } = await workflow(id);
			await request('POST', `workflows/${id}/activate`, { versionId });
			await untilPublished(id);
			return await workflow(id);
		},
		deactivate: async (id: string) => {
			await request('POST', `workflows/${id}/deactivate`, {});
			await untilPublished(id);
		},
		untilPublished,
		staticData: async (id: string) => (await workflow(id)).staticData ?? {},

		/** Runs a saved workflow from one of its triggers, as the editor's button does, and waits for the end. */
		run: async (id: string, trigger: string): Promise<Execution> => {
			const { executionId } = await request<{ executionId: string }>('POST', `workflows/${id}/run`, {
				workflowData: await workflow(id),
				triggerToStartFrom: { name: trigger },
			});
			for (;;) {
				const now = await execution(executionId);
				if (!['new', 'running'].includes(now.status)) return now;
				await wait(100);
			}
		},

		/** All executions of a workflow, the newest first, without their data. */
		executions: async (workflowId: string): Promise<ExecutionSummary[]> => {
			const found = new Map<string, ExecutionSummary>();
			const query = `executions?limit=100&filter=${encodeURIComponent(JSON.stringify({ workflowId }))}`;
			for (let next: string | undefined = ''; next !== undefined;) {
				const page: ExecutionPage = await request<ExecutionPage>('GET', query + next);
				for (const one of page.results) found.set(one.id, one);
				next = nextPage(page);
			}
			return [...found.values()];
		},
		execution,
	};
}

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
