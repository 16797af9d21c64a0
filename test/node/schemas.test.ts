/** The previews of the output that the editor shows before a node has run. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { resolveOutputSchemaPath } from 'n8n-core';
import type { INodePropertyOptions } from 'n8n-workflow';

import { methods, operations, useAfilnet } from '../engine/afilnet';

const afilnet = useAfilnet();
const nodeDir = resolve(__dirname, '../../dist/nodes/Afilnet');

/** The preview's types by field, found where n8n looks for it. */
function preview(resource: string, operation: string): Record<string, string> {
	const path = resolveOutputSchemaPath({ nodeDir, version: 1, resource, operation });
	if (!path || !existsSync(path)) return {};
	const schema: { properties: Record<string, { type: string }> } = JSON.parse(readFileSync(path, 'utf8'));
	return Object.fromEntries(Object.entries(schema.properties).map(([name, { type }]) => [name, type]));
}

test.each(methods)('%s: the fields are those of the output', async (method) => {
	const { resource, operation } = operations[method];
	const { items } = await afilnet.run(operations[method]);

	expect(Object.keys(preview(resource, operation)).sort()).toEqual(Object.keys(items[0]?.json ?? {}).sort());
});

test.each(['sendmessage', 'sendfile'] as const)('%s: so are their types', async (method) => {
	const { resource, operation } = operations[method];
	const { items } = await afilnet.run(operations[method]);

	expect(typesOf(items[0]?.json)).toEqual(preview(resource, operation));
});

const typesOf = (json = {}) =>
	Object.fromEntries(Object.entries(json).map(([name, value]) => [name, typeof value]));

// A list shows the rest as Afilnet writes it, in a form that its reference leaves open.
test.each(methods)(
	'%s: what names a conversation is text, in the preview as in the output',
	async (method) => {
		const { resource, operation } = operations[method];
		const { items } = await afilnet.run(operations[method]);
		const output = typesOf(items[0]?.json);

		for (const types of [output, preview(resource, operation)]) {
			expect(types).toMatchObject({ platform: 'string', platformid: 'string' });
			expect(types.destination).toBe(output.destination && 'string');
		}
	},
);

test('every operation has a preview', () => {
	const { properties } =
		afilnet.engine.nodeTypes.getByNameAndVersion('n8n-nodes-afilnet.afilnet').description;
	const all = properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options = [] }) =>
			options
				.filter((option): option is INodePropertyOptions => 'value' in option)
				.map(({ value }) => [String(displayOptions?.show?.resource?.[0]), String(value)]),
		);

	expect(all).toHaveLength(7);
	for (const [resource = '', operation = ''] of all) {
		expect({ resource, operation, fields: Object.keys(preview(resource, operation)) }).not.toMatchObject({
			fields: [],
		});
	}
	expect(preview('message', 'sendAndWait')).toEqual({ data: 'object' });
});
