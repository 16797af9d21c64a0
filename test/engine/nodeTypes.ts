import { RoutingNode, type ExecuteContext, type PackageDirectoryLoader } from 'n8n-core';
import {
	NodeConnectionTypes,
	NodeHelpers,
	UnexpectedError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type INodeTypes,
	type IVersionedNodeType,
} from 'n8n-workflow';
import { fileNode } from './files';

const description: INodeTypeDescription = {
	displayName: 'Test Node',
	name: 'test',
	group: ['transform'],
	version: 1,
	description: 'A small node for workflows of the tests',
	defaults: { name: 'Test Node' },
	inputs: [NodeConnectionTypes.Main],
	outputs: [NodeConnectionTypes.Main],
	properties: [],
};

/** Stands where a workflow starts; its output is pinned to the items that a test gives. */
const start: INodeType = {
	description: { ...description, name: 'start', group: ['trigger'], inputs: [] },
	async execute() {
		return [[]];
	},
};

/** Like Edit Fields: one item `{ value }` for every item, where `value` may be an expression. */
const edit: INodeType = {
	description: {
		...description,
		name: 'edit',
		properties: [{ displayName: 'Value', name: 'value', type: 'string', default: '' }],
	},
	async execute(this: IExecuteFunctions) {
		return [
			this.getInputData().map((_item, index): INodeExecutionData => {
				const value = this.getNodeParameter('value', index, null);
				return {
					json: { value: typeof value === 'object' ? JSON.stringify(value) : value },
					pairedItem: index,
				};
			}),
		];
	},
};

/** Like Loop Over Items: its items leave by the first output the first `times` - 1 times, then by the second. */
const repeat: INodeType = {
	description: {
		...description,
		name: 'repeat',
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		properties: [{ displayName: 'Times', name: 'times', type: 'number', default: 2 }],
	},
	async execute(this: IExecuteFunctions) {
		const runIndex = Number(this.evaluateExpression('{{ $runIndex }}', 0));
		const items = this.getInputData();
		return runIndex + 1 < Number(this.getNodeParameter('times', 0)) ? [items, []] : [[], items];
	},
};

/**
 * Like an AI agent that calls a tool with each item, in turn or side by side: the one that the item's `tool` names, else
 * the first. It outputs one item `{ answer }`, also a refusal, for each.
 */
const agent: INodeType = {
	description: {
		...description,
		name: 'agent',
		inputs: [NodeConnectionTypes.Main, { type: NodeConnectionTypes.AiTool }],
		properties: [{ displayName: 'Parallel', name: 'parallel', type: 'boolean', default: false }],
	},
	async execute(this: IExecuteFunctions) {
		const connected: unknown = await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0);
		const tools = Array.isArray(connected) ? connected.filter(isTool) : [];
		const call = async ({ json: { tool: name, ...input } }: INodeExecutionData) => {
			const tool = tools.find((one) => one.name === name) ?? tools[0];
			if (!tool) throw new UnexpectedError('The agent has no tool');
			return { json: { answer: String(await tool.invoke(input).catch(String)) } };
		};
		if (this.getNodeParameter('parallel', 0)) return [await Promise.all(this.getInputData().map(call))];
		const answers: INodeExecutionData[] = [];
		for (const item of this.getInputData()) answers.push(await call(item));
		return [answers];
	},
};

/** Like HTTP Request with the credential: it follows redirects, and its answer is one item `{ status, body }`. */
const http: INodeType = {
	description: {
		...description,
		name: 'http',
		credentials: [{ name: 'afilnetApi', required: true }],
		properties: [
			{ displayName: 'Form', name: 'form', type: 'json', default: '{}' },
			{ displayName: 'Sent As', name: 'sentAs', type: 'string', default: 'body' },
		],
	},
	async execute(this: IExecuteFunctions) {
		const form: unknown = JSON.parse(String(this.getNodeParameter('form', 0)));
		// The older helper, which HTTP Request still uses.
		const { helpers } = this;
		const answer: unknown = await helpers.requestWithAuthentication.call(this, 'afilnetApi', {
			uri: 'https://example.com/',
			method: 'POST',
			[String(this.getNodeParameter('sentAs', 0))]: form,
			followRedirect: true,
			followAllRedirects: true,
			maxRedirects: 21,
			simple: false,
			resolveWithFullResponse: true,
		});
		const [status, body] = ['statusCode', 'body'].map((name) => Reflect.get(Object(answer), name));
		return [[{ json: { status, body } }]];
	},
};

interface Tool {
	name: string;
	description: string;
	invoke: (input: object) => Promise<unknown>;
}

function isTool(value: unknown): value is Tool {
	return (
		typeof value === 'object' && value !== null && 'invoke' in value && typeof value.invoke === 'function'
	);
}

const testNodes: Record<string, INodeType> = {
	'test.start': start,
	'test.edit': edit,
	'test.repeat': repeat,
	'test.agent': agent,
	'test.http': http,
	'test.file': fileNode,
};

/** The node types that a workflow of the tests can use: those of the loaded package and `test.*`. */
export class LoadedNodeTypes implements INodeTypes {
	constructor(private readonly loader: PackageDirectoryLoader) {}

	getByName(name: string): INodeType | IVersionedNodeType {
		const testNode = testNodes[name];
		if (testNode) return testNode;
		const [packageName, nodeName = ''] = name.split('.');
		if (packageName !== this.loader.packageName) throw new UnexpectedError(`No package offers ${name}`);
		return this.loader.getNode(nodeName).type;
	}

	/** A declarative node gets its `execute` here, as in n8n, which runs it through `RoutingNode`. */
	getByNameAndVersion(name: string, version?: number): INodeType {
		if (name.endsWith('Tool'))
			return asTool(this.getByNameAndVersion(name.slice(0, -'Tool'.length), version));
		const nodeType = NodeHelpers.getVersionedNodeType(this.getByName(name), version);
		if (isDeclarative(nodeType)) {
			Object.assign(nodeType, {
				async execute(this: ExecuteContext) {
					return (await new RoutingNode(this, nodeType).runNode()) ?? [];
				},
			});
		}
		return nodeType;
	}

	getKnownTypes() {
		return this.loader.known.nodes;
	}
}

/** The variant of a node that n8n offers to agents: no input, and a tool as output. */
function asTool(nodeType: INodeType): INodeType {
	const { description } = nodeType;
	if (!description.usableAsTool) throw new UnexpectedError(`${description.name} is not usable as a tool`);
	const asToolDescription = {
		...description,
		name: `${description.name}Tool`,
		inputs: [],
		outputs: [NodeConnectionTypes.AiTool],
	};
	return Object.create(nodeType, { description: { value: asToolDescription } });
}

/** Whether n8n runs a node through `RoutingNode`: one with `methods` must also say its `requestDefaults`. */
function isDeclarative(nodeType: INodeType): boolean {
	if (nodeType.execute ?? nodeType.supplyData ?? nodeType.poll ?? nodeType.trigger) return false;
	return nodeType.description.requestDefaults !== undefined || !(nodeType.webhook ?? nodeType.methods);
}
