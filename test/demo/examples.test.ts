import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PackageDirectoryLoader } from 'n8n-core';
import { NodeHelpers } from 'n8n-workflow';
import { workflowFolder } from '../../demo/examples';
import { readWorkflow, withCredential } from '../../host/workflows';

const repository = resolve(__dirname, '../..');
const files = readdirSync(workflowFolder);
const loader = new PackageDirectoryLoader(repository);
beforeAll(async () => await loader.loadAll());

const ours = (file: string) =>
	readWorkflow(join(workflowFolder, file)).nodes.filter(({ type }) => type.startsWith('n8n-nodes-afilnet.'));

test.each(files)('%s uses the nodes as they are', (file) => {
	for (const node of ours(file)) {
		const { description } = NodeHelpers.getVersionedNodeType(
			loader.getNode(node.type.replace('n8n-nodes-afilnet.', '')).type,
		);
		const names = description.properties.map(({ name }) => name);
		expect(names).toEqual(expect.arrayContaining(Object.keys(node.parameters)));
		expect(NodeHelpers.getNodeParametersIssues(description.properties, node, description)).toBeNull();
	}
});

test.each(files)('%s gets the credential on every node that needs one', (file) => {
	const credential = { id: '42', name: 'Mine', type: 'afilnetApi' };
	const nodes = withCredential(readWorkflow(join(workflowFolder, file)), credential).nodes.filter(
		({ credentials }) => credentials,
	);
	expect(nodes.map(({ name }) => name)).toEqual(ours(file).map(({ name }) => name));
	for (const { credentials } of nodes)
		expect(credentials).toEqual({ afilnetApi: { id: '42', name: 'Mine' } });
});
