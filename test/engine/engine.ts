import { resolve } from 'node:path';
import { stringify } from 'flatted';
import {
	CredentialTestContext,
	ExecutionLifecycleHooks,
	ExternalSecretsProxy,
	getExecutePollFunctions,
	LoadOptionsContext,
	PackageDirectoryLoader,
	WorkflowExecute,
} from 'n8n-core';
import {
	NodeConnectionTypes,
	UnexpectedError,
	Workflow,
	type ExecutionError,
	type IConnections,
	type ICredentialDataDecryptedObject,
	type ICredentialTestFunction,
	type IDataObject,
	type INode,
	type INodeCredentialTestResult,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodeParameters,
	type IRun,
	type IWorkflowExecuteAdditionalData,
	type WorkflowActivateMode,
} from 'n8n-workflow';
import { CredentialsInMemory, withDefaults } from './credentials';
import { runPoll, startRun } from './engines';
import { recordLog } from './log';
import { LoadedNodeTypes } from './nodeTypes';
import { keepWaiting, type WaitingRun } from './waiting';

/** The settings of a node beside its parameters, by the names that n8n saves. */
type NodeSettings = Partial<
	Pick<
		INode,
		'alwaysOutputData' | 'executeOnce' | 'maxTries' | 'onError' | 'retryOnFail' | 'waitBetweenTries'
	>
>;

/** A node of a workflow: its name, its type (`afilnet` for one of the package, `test.edit`, …) and parameters. */
export type WorkflowNode = NodeSettings & { name: string; type: string; parameters?: INodeParameters };

type Credential = ICredentialDataDecryptedObject;

export interface WorkflowRun {
	/** The nodes; without `connections` each one gets the first output of the one before. */
	nodes: WorkflowNode[];
	/** Connections by node name, as n8n saves them. `Start`, which outputs `items`, must be connected too. */
	connections?: IConnections;
	/** The `json` of each input item. */
	items?: IDataObject[];
	credential: Credential;
	/** Stops the run when it resolves, as a person's Stop does. */
	stop?: Promise<unknown>;
	/** Where an item's files stand: beside its `json`, if not said, or within it. */
	binaryMode?: 'separate' | 'combined';
}

export type NodeRun = NodeSettings &
	Omit<WorkflowRun, 'nodes' | 'connections'> & { parameters: INodeParameters };

export interface WorkflowOutcome {
	/** Why the run failed; absent if it succeeded, as it does with Continue. */
	error?: ExecutionError;
	/** What a node gave at one of its outputs in one of its runs (the last one if not said). */
	output: (nodeName: string, output?: number, run?: number) => INodeExecutionData[];
	/** The run as the engine returned it. */
	run: IRun;
	/** The run as n8n writes it to its database. */
	stored: string;
}

/** `items` is the first output, `errorItems` the second one that Continue (using error output) adds. */
export type NodeOutcome = WorkflowOutcome & { items: INodeExecutionData[]; errorItems: INodeExecutionData[] };

export interface Poll {
	/** `manual` is a person's Fetch Test Event. */
	mode?: 'trigger' | 'manual';
	activation?: WorkflowActivateMode;
	/** The time that the host gives to one poll in milliseconds; `null` for a host that says none. */
	budget?: number | null;
}

/** A polling trigger in a workflow that n8n holds in memory; a restart is a new one made from what was saved. */
export interface ActiveTrigger {
	/** One poll: the emitted items, or `null` if nothing is emitted. Throws what the node throws. */
	poll: (poll?: Poll) => Promise<INodeExecutionData[] | null>;
	/** The polls of one registration: n8n makes one context for all of them, the activation's included. */
	register: (poll?: Poll) => () => Promise<INodeExecutionData[] | null>;
	/** The static data of the whole workflow, `{ 'node:<node name>': … }`, which the node changes in place. */
	staticData: IDataObject;
	/** The workflow; `workflow.staticData.__dataChanged` says whether n8n has something to save. */
	workflow: Workflow;
}

const REPOSITORY = resolve(__dirname, '../..');

/** n8n refuses to run with addresses that are not absolute; nothing is ever sent to these. */
const HOST = 'http://127.0.0.1:5678/';
const addresses = {
	restApiUrl: `${HOST}rest`,
	instanceBaseUrl: HOST,
	formBaseUrl: `${HOST}form`,
	formWaitingBaseUrl: `${HOST}form-waiting`,
	formTestBaseUrl: `${HOST}form-test`,
	webhookBaseUrl: `${HOST}webhook`,
	webhookWaitingBaseUrl: `${HOST}webhook-waiting`,
	webhookTestBaseUrl: `${HOST}webhook-test`,
	mcpBaseUrl: `${HOST}mcp`,
	mcpTestBaseUrl: `${HOST}mcp-test`,
};

const START = 'Start';
const NODE = 'Afilnet';

/** n8n's own context of the pickers. Its workflow always has a name, which n8n's type leaves open. */
class PickerContext extends LoadOptionsContext {
	override getWorkflow() {
		return { ...super.getWorkflow(), name: 'Workflow' };
	}
}

/**
 * Loads the built package in a folder (the repository, if not said) as n8n does, ready to be run by n8n's own
 * engine: real `WorkflowExecute`, `RoutingNode` and request helpers, so real requests over HTTP.
 */
export async function loadEngine(folder = REPOSITORY): Promise<Engine> {
	const log = recordLog();
	const loader = new PackageDirectoryLoader(folder);
	await loader.loadAll();
	return new Engine(loader, log);
}

export class Engine {
	readonly nodeTypes: LoadedNodeTypes;

	private executions = 0;
	private activeWorkflows = 0;

	constructor(
		readonly loader: PackageDirectoryLoader,
		/** All that n8n and the nodes logged, one JSON line an entry. Empty it with `log.length = 0`. */
		readonly log: string[],
	) {
		this.nodeTypes = new LoadedNodeTypes(loader);
	}

	/** Runs the package's `afilnet` node once on the items, in a new execution. */
	async runNode({ items, credential, stop, ...node }: NodeRun): Promise<NodeOutcome> {
		const nodes = [{ name: NODE, type: 'afilnet', ...node }];
		const outcome = await this.runWorkflow({
			nodes,
			credential,
			...(items && { items }),
			...(stop && { stop }),
		});
		return { ...outcome, items: outcome.output(NODE), errorItems: outcome.output(NODE, 1) };
	}

	/**
	 * Runs a workflow from its `Start` in a new execution. Does not throw if a node fails.
	 * @throws WorkflowHasIssuesError if a required parameter is empty: n8n then starts no run
	 */
	async runWorkflow({
		nodes,
		connections,
		items = [{}],
		credential,
		stop,
		binaryMode = 'separate',
	}: WorkflowRun): Promise<WorkflowOutcome> {
		const workflow = this.workflow([{ name: START, type: 'test.start' }, ...nodes], connections);
		workflow.settings.binaryMode = binaryMode;
		const additionalData = this.additionalData(credential);
		const execution = new WorkflowExecute(additionalData, 'manual');
		const startNode = workflow.getNode(START);
		if (!startNode) throw new UnexpectedError('The workflow has no start');

		const pinData = { [START]: items.map((json) => ({ json })) };
		const running = startRun(execution, { workflow, startNode, pinData });
		void stop?.then(() => running.cancel());
		const run = await running;
		const { error, runData } = run.data.resultData;
		return {
			...(error && { error }),
			output: (nodeName, output = 0, runIndex = -1) =>
				runData[nodeName]?.at(runIndex)?.data?.main?.[output] ?? [],
			run,
			stored: stringify(run.data),
		};
	}

	/** Keeps a run of the node that waits, until a test closes it. */
	async wait(run: IRun, workflowRun: WorkflowRun): Promise<WaitingRun> {
		const nodes = [{ name: START, type: 'test.start' }, ...workflowRun.nodes];
		return await keepWaiting(run, () => ({
			workflow: this.workflow(nodes, workflowRun.connections),
			additionalData: this.additionalData(workflowRun.credential),
		}));
	}

	/** What a picker shows: a `listSearch` method of a node, called as the editor has n8n call it. */
	async search(
		method: string,
		{
			parameters,
			credential,
			filter,
			paginationToken,
			type = 'afilnet',
		}: {
			parameters: INodeParameters;
			credential: Credential;
			filter?: string;
			paginationToken?: string;
			type?: string;
		},
	): Promise<INodeListSearchResult> {
		const workflow = this.workflow([{ name: NODE, type, parameters }]);
		const node = soleNode(workflow);
		const search = this.nodeTypes.getByNameAndVersion(node.type).methods?.listSearch?.[method];
		if (!search) throw new UnexpectedError(`The node has no list search ${method}`);

		const additionalData = { ...this.additionalData(credential), currentNodeParameters: parameters };
		const context = new PickerContext(workflow, node, additionalData, 'parameters');
		return await workflow.expression.withIsolate(
			async () => await search.call(context, filter, paginationToken),
		);
	}

	/** What the credential's Test button says: what the node's test of the credential gives. */
	async testCredential(data: Credential, type = 'afilnetApi'): Promise<INodeCredentialTestResult> {
		const complete = withDefaults(this.loader.getCredential(type).type.properties, data);
		const credential = { id: '1', name: 'Afilnet account', type, data: complete };
		const test = this.credentialTestOf(type);
		return await test.call(new CredentialTestContext(this.additionalData(complete)), credential);
	}

	/** A polling trigger in an active workflow, with the static data that n8n had saved. */
	activate({
		parameters,
		credential,
		staticData = {},
		type = 'afilnetTrigger',
		name = 'Afilnet Trigger',
	}: {
		parameters: INodeParameters;
		credential: Credential;
		staticData?: IDataObject;
		type?: string;
		name?: string;
	}): ActiveTrigger {
		const workflow = this.workflow([{ name, type, parameters }], {}, staticData);
		// A node may hold something for its workflow in the process: another one must not find it.
		workflow.id = `workflow-${++this.activeWorkflows}`;
		const node = soleNode(workflow);
		const register = ({ mode = 'trigger', activation = 'update', budget }: Poll = {}) => {
			const context = getExecutePollFunctions(
				workflow,
				node,
				this.additionalData(credential),
				mode,
				activation,
			);
			if (budget === null) Reflect.deleteProperty(context, 'getPollBudgetMs');
			else if (budget !== undefined) context.getPollBudgetMs = () => budget;
			return async () => {
				const output = await workflow.expression.withIsolate(
					async () => await runPoll(workflow, node, context),
				);
				return output?.[0] ?? null;
			};
		};
		const poll = async (options?: Poll) => await register(options)();
		return { poll, register, staticData: workflow.staticData, workflow };
	}

	/** The test of the node that says it tests a credential. */
	private credentialTestOf(credentialName: string): ICredentialTestFunction {
		for (const { type } of Object.values(this.loader.nodeTypes)) {
			if ('nodeVersions' in type) continue;
			const use = type.description.credentials?.find(({ name }) => name === credentialName);
			const test = type.methods?.credentialTest?.[String(use?.testedBy)];
			if (test) return test;
		}
		throw new UnexpectedError(`Nothing tests the credential ${credentialName}`);
	}

	private workflow(
		workflowNodes: WorkflowNode[],
		connections = inARow(workflowNodes),
		staticData: IDataObject = {},
	): Workflow {
		const nodes = workflowNodes.map(({ parameters = {}, type, ...rest }, index): INode => {
			const fullType = type.includes('.') ? type : `${this.loader.packageName}.${type}`;
			const { description } = this.nodeTypes.getByNameAndVersion(fullType);
			const credentials = (description.credentials ?? []).map(({ name }) => [
				name,
				{ id: '1', name: 'Afilnet account' },
			]);
			return {
				id: `node-${index}`,
				typeVersion: 1,
				position: [200 * index, 0],
				type: fullType,
				parameters,
				credentials: Object.fromEntries(credentials),
				...rest,
			};
		});
		return new Workflow({
			id: 'workflow',
			name: 'Workflow',
			nodes,
			connections,
			active: false,
			nodeTypes: this.nodeTypes,
			staticData,
			settings: { executionOrder: 'v1' },
		});
	}

	/** What n8n gives to every execution: a number, the credentials, hooks and its addresses. */
	private additionalData(credential: Credential): IWorkflowExecuteAdditionalData {
		const executionId = String(++this.executions);
		const workflowData = {
			id: 'workflow',
			name: 'Workflow',
			active: false,
			isArchived: false,
			createdAt: new Date(),
			updatedAt: new Date(),
			activeVersionId: null,
			nodes: [],
			connections: {},
		};
		return {
			...addresses,
			executionId,
			hooks: new ExecutionLifecycleHooks('manual', executionId, workflowData),
			credentialsHelper: new CredentialsInMemory((name) => this.loader.getCredential(name).type, credential),
			externalSecretsProxy: new ExternalSecretsProxy(),
			currentNodeExecutionIndex: 0,
			variables: {},
			logAiEvent: () => {},
			getRunExecutionData: async () => undefined,
			getRuntimeCredential: async () => undefined,
			executeWorkflow: async () => {
				throw new UnexpectedError('The test engine runs no sub-workflows');
			},
			startRunnerTask: async () => {
				throw new UnexpectedError('The test engine has no task runner');
			},
		};
	}
}

/** Connects the first output of every node to the next one. */
function inARow(nodes: WorkflowNode[]): IConnections {
	return Object.fromEntries(
		nodes
			.slice(1)
			.map(({ name }, index) => [
				nodes[index]?.name,
				{ main: [[{ node: name, type: NodeConnectionTypes.Main, index: 0 }]] },
			]),
	);
}

function soleNode({ nodes }: Workflow): INode {
	const [node] = Object.values(nodes);
	if (!node) throw new UnexpectedError('The workflow has no node');
	return node;
}
