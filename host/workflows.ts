import { join } from 'node:path';
import { isJsonObject, readJson } from './json';
import type { Credential, WorkflowDefinition } from './rest';

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
