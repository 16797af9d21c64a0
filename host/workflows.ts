import { randomUUID } from 'node:crypto';
import type { IConnections, INode, INodeCredentials, INodeParameters } from 'n8n-workflow';
import { isJsonObject, readJson } from './json';
import type { Credential, WorkflowDefinition } from './rest';

/** A resource locator as n8n saves it: picked from the list, or typed in as an ID. */
export const picked = (value: string, mode: 'list' | 'id' = 'list') => ({ __rl: true, mode, value });

/** The same, typed in. */
export const typedIn = (value: string) => picked(value, 'id');

/** A node of a workflow, to be joined to others. */
export function node(
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters,
	credential?: Credential,
): INode {
	return {
		...{ id: randomUUID(), name, type, typeVersion, position: [0, 0], parameters },
		...(credential && { credentials: using(credential) }),
	};
}

/** This package's node. */
export const afilnet = (parameters: INodeParameters, credential?: Credential, name = 'Afilnet') =>
	node(name, 'n8n-nodes-afilnet.afilnet', 1, parameters, credential);

/** This package's trigger. */
export const afilnetTrigger = (parameters: INodeParameters, credential?: Credential) =>
	node('Afilnet Trigger', 'n8n-nodes-afilnet.afilnetTrigger', 1, parameters, credential);

/** A trigger that starts with a POST to `webhook/<path>`. */
export const webhook = (path: string, name = 'Webhook'): INode => ({
	...node(name, 'n8n-nodes-base.webhook', 2, { httpMethod: 'POST', path, options: {} }),
	webhookId: path,
});

/** The trigger behind the editor's button. */
export const start = () => node('Start', 'n8n-nodes-base.manualTrigger', 1, {});

/** The connection to a node's first input. */
export const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];

/** A workflow in which each node gets the first output of the one before; it places them side by side. */
export function inARow(name: string, nodes: INode[]): WorkflowDefinition {
	const connections: IConnections = {};
	for (const [index, { name: target }] of nodes.entries()) {
		const before = nodes[index - 1];
		if (before) connections[before.name] = { main: [to(target)] };
	}
	const placed = nodes.map((each, index): INode => ({ ...each, position: [index * 260, 0] }));
	return { name, nodes: placed, connections };
}

/** How a node names a credential that it uses. */
export const using = ({ id, name, type }: Credential): INodeCredentials => ({ [type]: { id, name } });

/** A workflow from a file of n8n's export. Throws if the file holds something else. */
export function readWorkflow(file: string): WorkflowDefinition {
	const workflow = readJson(file);
	if (!isWorkflow(workflow)) throw new TypeError(`${file} does not hold a workflow.`);
	return workflow;
}

/** The workflow with the credentials that its nodes ask for, as far as they are there. */
export function withCredentials(workflow: WorkflowDefinition, credentials: Credential[]): WorkflowDefinition {
	const nodes = workflow.nodes.map((each) => {
		const used = credentials.filter(({ type }) => type === credentialType(each));
		return used.length > 0 ? { ...each, credentials: Object.assign({}, ...used.map(using)) } : each;
	});
	return { ...workflow, nodes };
}

function credentialType({ type, parameters }: INode): unknown {
	if (type.startsWith('n8n-nodes-afilnet.')) return 'afilnetApi';
	if (type.endsWith('.lmChatOpenAi')) return 'openAiApi';
	return parameters.nodeCredentialType;
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
