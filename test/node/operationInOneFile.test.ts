/** CONTRIBUTING promises that an operation is one file and its line in the index beside it. This adds one that way. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { loadEngine, type Engine } from '../engine/engine';
import { operations, useAfilnet } from '../engine/afilnet';

const repository = resolve(__dirname, '../..');
const afilnet = useAfilnet();

const sendLocation = `import type { Operation } from '../operation';

const displayOptions = { show: { resource: ['message'], operation: ['sendLocation'] } };

export const sendLocation: Operation = {
	option: {
		name: 'Send Location',
		value: 'sendLocation',
		action: 'Send location',
		description: 'Deliver a place on the map to a person',
		routing: { request: { body: { method: 'sendlocation' } } },
	},
	parameters: [
		{
			displayName: 'Latitude',
			name: 'latitude',
			type: 'string',
			default: '',
			required: true,
			displayOptions,
			routing: { send: { type: 'body', property: 'lat' } },
		},
		{
			displayName: 'Map',
			name: 'map',
			type: 'options',
			options: [
				{ name: 'Road', value: 'road' },
				{ name: 'Satellite', value: 'satellite' },
			],
			default: 'road',
			displayOptions,
			routing: { send: { type: 'body', property: 'map' } },
		},
	],
};
`;

let folder: string;
let engine: Engine;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'afilnet-operation-'));
	for (const part of ['credentials', 'nodes', 'icons', 'package.json', 'tsconfig.json', 'dist'])
		cpSync(join(repository, part), join(folder, part), { recursive: true });
	symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'), 'junction');
	const message = join(folder, 'nodes/Afilnet/resources/message');
	writeFileSync(join(message, 'sendLocation.ts'), sendLocation);
	const index = readFileSync(join(message, 'index.ts'), 'utf8')
		.replace(/^(import .*sendFile';)$/m, "$1\nimport { sendLocation } from './sendLocation';")
		.replace('sendFile]', 'sendFile, sendLocation]');
	writeFileSync(join(message, 'index.ts'), index);
	execFileSync(process.execPath, [require.resolve('typescript/bin/tsc')], { cwd: folder });
	engine = await loadEngine(folder);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = async (parameters: object) =>
	await engine.runNode({
		parameters: { ...operations.sendmessage, operation: 'sendLocation', ...parameters },
		credential: afilnet.credential,
	});

test('the operation is sent by its own fields', async () => {
	afilnet.sandbox.faults.add({ kind: 'json', body: { status: 'SUCCESS' } });
	const { error, items } = await run({ latitude: '={{ 36 + 0.7 }}', map: 'satellite' });

	expect(error).toBeUndefined();
	expect(afilnet.sent).toMatchObject([
		{ class: 'chat', method: 'sendlocation', destination: '34600000001', lat: '36.7', map: 'satellite' },
	]);
	expect(items).toMatchObject([{ json: { sent: true, lat: '36.7', map: 'satellite' } }]);
	expect(afilnet.sent[0]).not.toHaveProperty('message');
});

test.each([
	['an empty required parameter', { latitude: '={{ "" }}' }, "'Latitude' is empty"],
	['a value that is not offered', { latitude: '1', map: '={{ "moon" }}' }, "'Map' is not one of the choices"],
])('%s is refused by its label', async (_what, parameters, words) => {
	const { error } = await run(parameters);

	expect(error?.message).toContain(words);
	expect(afilnet.sent).toEqual([]);
});

test('its answer that never comes leaves the doubt of a send', async () => {
	afilnet.sandbox.faults.add({ kind: 'cut' });
	const { error } = await run({ latitude: '1' });

	expect(error?.message).toContain('may or may not have been delivered');
});
