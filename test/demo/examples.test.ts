import { resolve } from 'node:path';
import { PackageDirectoryLoader } from 'n8n-core';
import { NodeHelpers, type INode } from 'n8n-workflow';
import { demoWorkflows } from '../../demo/examples';
import { withCredentials } from '../../host/workflows';

const loader = new PackageDirectoryLoader(resolve(__dirname, '../..'));
beforeAll(async () => await loader.loadAll());

const workflows = demoWorkflows().map((workflow) => [workflow.name, workflow] as const);
const ours = (nodes: INode[]) => nodes.filter(({ type }) => type.startsWith('n8n-nodes-afilnet.'));
const named = (nodes: INode[]) => nodes.map(({ name }) => name);

test.each(workflows)('%s uses the nodes as they are', (_name, { nodes }) => {
	for (const node of ours(nodes)) {
		const { description } = NodeHelpers.getVersionedNodeType(
			loader.getNode(node.type.replace('n8n-nodes-afilnet.', '')).type,
		);
		const names = description.properties.map(({ name }) => name);
		expect(names).toEqual(expect.arrayContaining(Object.keys(node.parameters)));
		expect(NodeHelpers.getNodeParametersIssues(description.properties, node, description)).toBeNull();
	}
});

test.each(workflows)('%s gets the credentials on every node that needs one', (_name, workflow) => {
	const credential = { id: '42', name: 'Mine', type: 'afilnetApi' };
	const model = { id: '43', name: 'Model', type: 'openAiApi' };
	const { nodes } = withCredentials(workflow, [credential, model]);
	const using = (type: string) => named(nodes.filter(({ credentials }) => credentials?.[type]));

	expect(using('afilnetApi')).toEqual(named(ours(workflow.nodes)));
	expect(using('openAiApi')).toEqual(named(nodes).filter((name) => name === 'Chat Model'));
});

test('no two workflows of the demo answer on one platform', () => {
	const watched = demoWorkflows()
		.flatMap(({ nodes }) => nodes.filter(({ type }) => type.endsWith('.afilnetTrigger')))
		.map(({ parameters }) => parameters.options);
	expect(watched).toEqual([
		expect.objectContaining({ platforms: ['operator', 'telegram', 'whatsapp'] }),
		expect.objectContaining({ platforms: ['webchat'] }),
	]);
});
