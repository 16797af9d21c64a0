import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { IDataObject, INode, INodeConnections, INodeParameters } from 'n8n-workflow';
import { isJsonObject } from '../../host/json';
import type { Execution, Rest, WorkflowDefinition } from '../../host/rest';
import { picked, readWorkflow } from '../../host/workflows';

const folder = resolve(__dirname, '..', '..', 'examples');

/** The workflows of `examples/`, by file name. */
export const exampleFiles = readdirSync(folder).filter((file) => file.endsWith('.json'));

/** An example as it stands in its file. Throws if no file name begins so. */
export function readExample(beginning: string): WorkflowDefinition {
	const file = exampleFiles.find((name) => name.startsWith(beginning));
	if (!file) throw new Error(`There is no example ${beginning}.`);
	return readWorkflow(join(folder, file));
}

type Change = Partial<Pick<INode, 'type' | 'typeVersion' | 'waitBetweenTries'>> & {
	parameters: INodeParameters;
};

/** The workflow with some of its nodes changed, by name: what the sticky notes ask to fill in, or a stand-in. */
export function change(definition: WorkflowDefinition, changes: Record<string, Change>): WorkflowDefinition {
	const missing = Object.keys(changes).filter((name) => definition.nodes.every((node) => node.name !== name));
	if (missing.length > 0) throw new Error(`There is no node ${missing.join(', ')}.`);
	const nodes = definition.nodes.map((node) => {
		const { parameters, ...rest } = changes[node.name] ?? { parameters: {} };
		const kept = rest.type ? {} : node.parameters;
		return { ...node, ...rest, parameters: { ...kept, ...parameters } };
	});
	return { ...definition, nodes };
}

/** What stands in for a node that would call a foreign service: it gives the fields that the service would get. */
export const giving = (fields: INodeParameters): Change => ({
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		assignments: {
			assignments: Object.entries(fields).map(([name, value]) => ({ id: name, name, value, type: 'string' })),
		},
	},
});

/** Stands in for a node that stores what it gets as it comes. */
export const passingOn: Change = { type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} };

/** The parameters of a node of the workflow. */
export function parametersOf(definition: WorkflowDefinition, name: string): INodeParameters {
	return definition.nodes.find((node) => node.name === name)?.parameters ?? {};
}

/** What a Google Sheets node asks Google for: the document, and the columns that it fills in, each with its expression. */
export function rowOf(definition: WorkflowDefinition, name: string): Record<string, string> {
	const { documentId, columns }: Record<string, unknown> = parametersOf(definition, name);
	const value = isJsonObject(columns) ? columns.value : undefined;
	const document = isJsonObject(documentId) ? documentId.value : undefined;
	const row = Object.entries({ ...(isJsonObject(value) ? value : {}), document });
	return Object.fromEntries(row.map(([column, expression]) => [column, String(expression)]));
}

/** Another value in one field of an Edit Fields node. */
export function field(definition: WorkflowDefinition, name: string, field: string, value: string): Change {
	const collection: unknown = parametersOf(definition, name).assignments;
	const list: unknown = isJsonObject(collection) ? collection.assignments : undefined;
	const assignments = (Array.isArray(list) ? list : []).map((assignment: INodeParameters) =>
		assignment.name === field ? { ...assignment, value } : assignment,
	);
	return { parameters: { assignments: { assignments } } };
}

/** What a node gave at one of its outputs, over all its runs. Throws n8n's own words if the execution stopped. */
export function outputOf({ data }: Execution, name: string, output = 0): IDataObject[] {
	const { error, runData } = data.resultData;
	if (error) throw new Error(`${error.message} ${error.description ?? ''}`);
	return (runData[name] ?? []).flatMap((run) => (run.data?.main[output] ?? []).map(({ json }) => json));
}

/**
 * The workflow as its note asks on n8n 1, whose Data Table node makes no tables and takes them by their ids alone: the
 * table is made by hand, and chosen in the nodes that use it. Any other workflow stays as it is.
 */
export async function withTableByHand(
	definition: WorkflowDefinition,
	rest: Rest,
): Promise<WorkflowDefinition> {
	const maker = definition.nodes.find(({ parameters }) => parameters.resource === 'table');
	if (!maker) return definition;
	const id = await makeTable(maker.parameters, rest);
	const nodes = definition.nodes
		.filter((node) => node !== maker)
		.map((node) =>
			node.type === maker.type
				? { ...node, parameters: { ...node.parameters, dataTableId: picked(id) } }
				: node,
		);
	const connections = Object.entries(definition.connections)
		.filter(([name]) => name !== maker.name)
		.map(([name, outputs]) => [name, withoutTarget(outputs, maker.name)]);
	return { ...definition, nodes, connections: Object.fromEntries(connections) };
}

interface DataTable {
	id: string;
	name: string;
}

async function makeTable({ tableName: name, columns }: Record<string, unknown>, rest: Rest): Promise<string> {
	const { id: project } = await rest.request<{ id: string }>('GET', 'projects/personal');
	const path = `projects/${project}/data-tables`;
	const { data } = await rest.request<{ data: DataTable[] }>('GET', path);
	const present = data.find((table) => table.name === name);
	if (present) return present.id;
	const list: unknown = isJsonObject(columns) ? columns.column : undefined;
	return (await rest.request<DataTable>('POST', path, { name, columns: list })).id;
}

function withoutTarget(outputs: INodeConnections, name: string): INodeConnections {
	return Object.fromEntries(
		Object.entries(outputs).map(([type, lists]) => [
			type,
			lists.map((list) => list?.filter(({ node }) => node !== name) ?? null),
		]),
	);
}
