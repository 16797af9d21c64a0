import { Container } from '@n8n/di';
import { BinaryDataConfig } from 'n8n-core';
import { NodeHelpers, type INodeParameters } from 'n8n-workflow';
import { operations, picked, useAfilnet } from '../engine/afilnet';
import type { WorkflowNode, WorkflowRun } from '../engine/engine';
import { isN8n1 } from '../engine/engines';
import { useFiles } from '../engine/files';
import { textsIn } from '../engine/leaks';

const afilnet = useAfilnet();
const files = useFiles();

/** With an address that a person had filled in before. */
const fromInput = { ...operations.sendfile, fileSource: 'binaryData', fileType: 'auto' };

const invoice = { content: 'The invoice', fileName: 'invoice.pdf', mimeType: 'application/pdf' };

const makesFile = (parameters: INodeParameters = invoice, name = 'File'): WorkflowNode => ({
	name,
	type: 'test.file',
	parameters,
});

type Options = Partial<Omit<WorkflowRun, 'nodes'>> & Omit<WorkflowNode, 'name' | 'type'>;

/** Runs nodes in a row, the last of them Send File. */
async function send(
	before: WorkflowNode[] = [makesFile()],
	{ parameters, items, credential = afilnet.credential, binaryMode, ...settings }: Options = {},
) {
	const node = {
		name: 'Afilnet',
		type: 'afilnet',
		parameters: { ...fromInput, ...parameters },
		...settings,
	};
	return await afilnet.engine.runWorkflow({
		nodes: [...before, node],
		credential,
		...(items && { items }),
		...(binaryMode && { binaryMode }),
	});
}

/** The sends that Afilnet was asked for. */
const sends = () => afilnet.sent.filter(({ method }) => method === 'sendfile');
const links = () => sends().map(({ fileurl = '' }) => fileurl);

/** What n8n has signed: the file's id and the seconds between which the link is valid. */
function claimsOf(link = ''): { id: string; iat: number; exp: number } {
	const [, claims = ''] = new URL(link).searchParams.get('token')?.split('.') ?? [];
	return JSON.parse(Buffer.from(claims, 'base64url').toString());
}

describe('the link', () => {
	test('opens the file, ends with its name and is valid for a day', async () => {
		await send([makesFile({ ...invoice, fileName: 'factura nº 1.pdf' })]);
		const [link = ''] = links();

		expect(link).toMatch(/^http:\/\/127\.0\.0\.1:5678\/rest\/binary-data\/signed\?token=.+/);
		expect(link).toMatch(/&file=\/factura%20n%C2%BA%201\.pdf$/);
		expect(await files.fetch(link)).toEqual({
			content: 'The invoice',
			fileName: 'factura nº 1.pdf',
			mimeType: 'application/pdf',
		});
		const { iat, exp } = claimsOf(link);
		expect(exp - iat).toBe(24 * 60 * 60);
	});

	test.each([
		['no name but a known type', { ...invoice, fileName: '' }, /&file=\/file\.pdf$/],
		['no name and no known type', { ...invoice, fileName: '', mimeType: 'x-unknown/x' }, /token=[^&]+$/],
		['a name that ends within an emoji', { ...invoice, fileName: 'a\ud83d' }, /&file=\/a$/],
		[
			'a name with a path',
			{ ...invoice, fileName: 'b/c?d=1&e#f.pdf', way: 'inline' },
			/&file=\/b%2Fc%3Fd%3D1%26e%23f\.pdf$/,
		],
	])('ends well with %s', async (_what, file, ending) => {
		const { error } = await send([makesFile(file)]);

		expect(error).toBeUndefined();
		expect(links()).toEqual([expect.stringMatching(ending)]);
	});

	test('of a file that is right in the item opens it as well', async () => {
		await send([makesFile({ ...invoice, way: 'inline' })]);

		expect(await files.fetch(links()[0] ?? '')).toMatchObject({ content: 'The invoice' });
	});

	test('leads to the file itself, not to a copy, if n8n keeps it under its id', async () => {
		const { output } = await send();

		expect(claimsOf(links()[0]).id).toBe(output('File')[0]?.binary?.data?.id);
	});

	test('of a file that came by a webhook opens it when n8n has renamed it', async () => {
		// n8n 1 renames the first file and deletes the others.
		const items = isN8n1 ? [{}] : [{}, {}];
		const { output } = await send([makesFile({ ...invoice, way: 'webhook' })], { items });
		const [id = ''] = output('File').map(({ binary }) => binary?.data?.id);
		expect(id).toContain('/executions/temp/');
		for (const item of output('File')) await files.rename(item.binary?.data?.id ?? '');

		expect(links()).toHaveLength(items.length);
		for (const link of links())
			expect(await files.fetch(link)).toMatchObject({ content: 'The invoice', fileName: 'invoice.pdf' });
	});

	test('of one file of a webhook leads to one copy for all items and tries', async () => {
		afilnet.sandbox.faults.add({
			kind: 'code',
			code: 'INCORRECT_FILEURL',
			methods: ['sendfile'],
			skip: 2,
			times: 1,
		});
		const toAll = { binaryPropertyName: "={{ $('File').first().binary.data }}" };
		await send([makesFile({ ...invoice, way: 'webhook' })], {
			items: [{}, {}, {}],
			parameters: toAll,
			retryOnFail: true,
			waitBetweenTries: 10,
		});

		expect(links()).toHaveLength(4);
		expect(new Set(links().map((link) => claimsOf(link).id)).size).toBe(1);
	});

	test('of a file of a webhook that n8n could not read is made at the retry', async () => {
		let isFirst = true;
		afilnet.sandbox.hooks.after = () => {
			if (!isFirst) return;
			isFirst = false;
			files.breakStorage();
			setTimeout(() => files.repairStorage(), 300);
		};
		const { error } = await send([makesFile({ ...invoice, way: 'webhook' })], {
			retryOnFail: true,
			waitBetweenTries: 1_000,
		});

		expect(error).toBeUndefined();
		expect(sends()).toHaveLength(1);
	});

	test('is another one for a retry, and what was sent is not sent again', async () => {
		afilnet.sandbox.faults.add({
			kind: 'code',
			code: 'INCORRECT_FILEURL',
			methods: ['sendfile'],
			skip: 1,
			times: 1,
		});
		const { error } = await send([makesFile({ ...invoice, fileName: '={{ $json.name }}' })], {
			items: [{ name: 'a.pdf' }, { name: 'b.pdf' }],
			retryOnFail: true,
			waitBetweenTries: 1100,
		});

		expect(error).toBeUndefined();
		const [, tried, retried, ...more] = links();
		expect(tried).toMatch(/b\.pdf$/);
		expect(retried).toMatch(/b\.pdf$/);
		expect(retried).not.toBe(tried);
		expect(more).toEqual([]);
	});

	test('stands in nothing that n8n shows or keeps', async () => {
		const outcome = await send();
		const told = textsIn([outcome.run, outcome.stored, afilnet.engine.log]);

		expect(told.filter((text) => /binary-data\/signed|token=/.test(text))).toEqual([]);
		expect(outcome.output('Afilnet')).toEqual([
			{
				json: {
					sent: true,
					platform: 'whatsapp',
					platformid: '100',
					destination: '34600000001',
					type: 'document',
					filename: 'invoice.pdf',
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	test('is not shown if Afilnet repeats it in an error', async () => {
		afilnet.sandbox.faults.add({ kind: 'code', code: 'Not a file: {fileurl}', methods: ['sendfile'] });
		const { error } = await send();

		expect(error?.message).toMatch(/Not a file: http.+token=….+invoice\.pdf/);
	});
});

describe('the file', () => {
	test('is that of the named field', async () => {
		const photo = { ...invoice, content: 'The photo', field: 'photo' };
		await send([makesFile(), makesFile(photo, 'Photo')], { parameters: { binaryPropertyName: ' photo ' } });

		expect(await files.fetch(links()[0] ?? '')).toMatchObject({ content: 'The photo' });
	});

	test('is that of an expression, from an earlier node', async () => {
		const drops: WorkflowNode = { name: 'Edit', type: 'test.edit', parameters: { value: 'no file' } };
		await send([makesFile({ ...invoice, content: '={{ $json.text }}' }), drops], {
			items: [{ text: 'One' }, { text: 'Two' }],
			parameters: { binaryPropertyName: "={{ $('File').item.binary.data }}" },
		});
		const contents = await Promise.all(links().map(async (link) => (await files.fetch(link)).content));

		expect(contents).toEqual(['One', 'Two']);
	});

	test('may be in the item alone, and come by an expression', async () => {
		await send([makesFile({ ...invoice, way: 'inline' })], {
			parameters: { binaryPropertyName: "={{ $('File').item.binary.data }}" },
		});

		expect(await files.fetch(links()[0] ?? '')).toMatchObject({ content: 'The invoice' });
	});

	(isN8n1 ? test.skip : test)('may stand within the JSON, if the workflow keeps files there', async () => {
		const data = Buffer.from('The invoice').toString('base64');
		const items = [{ _files: { data: { data, mimeType: 'text/plain', fileName: 'a.txt' } } }];
		await send([], { items, binaryMode: 'combined' });

		expect(await files.fetch(links()[0] ?? '')).toMatchObject({ content: 'The invoice', fileName: 'a.txt' });
	});

	test('goes with a text, and files of a conversation stay in order', async () => {
		afilnet.sandbox.faults.add({ kind: 'latency', ms: 5, jitter: 5 });
		const items = Array.from({ length: 20 }, (_item, number) => ({ number, way: number % 3 }));
		await send([makesFile({ ...invoice, way: "={{ ['inline', 'webhook', 'execution'][$json.way] }}" })], {
			items,
			parameters: { additionalFields: { message: '={{ $json.number }}' } },
		});

		expect(sends().map(({ message }) => message)).toEqual(items.map(({ number }) => String(number)));
	});

	test('goes out in batches too', async () => {
		const requestOptions = { batching: { batch: { batchSize: 1, batchInterval: 20 } } };
		await send([makesFile()], { items: [{}, {}, {}], parameters: { requestOptions } });

		expect(links()).toHaveLength(3);
	});
});

describe('Automatic', () => {
	test.each([
		['image/png', 'a', 'image'],
		['video/mp4', 'a', 'video'],
		['audio/mpeg', 'a', 'audio'],
		['audio/ogg; codecs=opus', 'a', 'voice'],
		['audio/opus', 'a', 'voice'],
		['text/vcard', 'a', 'contact'],
		['text/x-vcard', 'a', 'contact'],
		['application/pdf', 'a.pdf', 'document'],
		['text/plain', 'a', 'document'],
		['text/plain', 'Lucía.vcf', 'contact'],
		['application/octet-stream', 'PHOTO.JPG', 'image'],
		['application/octet-stream', 'note.ogg', 'voice'],
		['IMAGE/PNG', '', 'image'],
	])('makes %s, %s a %s', async (mimeType, fileName, type) => {
		await send([makesFile({ content: 'x', fileName, mimeType })]);

		expect(sends()).toMatchObject([{ type }]);
	});

	test.each([
		['https://example.com/a/photo.JPG?size=1', 'image'],
		['https://example.com/clip.mp4#t=3', 'video'],
		['https://example.com/song.mp3', 'audio'],
		['https://example.com/note.opus', 'voice'],
		['https://example.com/lucia.vcf', 'contact'],
		['https://example.com/invoice?file=photo.jpg', 'document'],
		['https://example.com/', 'document'],
	])('goes by the address %s', async (fileUrl, type) => {
		await afilnet.run({ ...operations.sendfile, fileUrl, fileType: 'auto' });

		expect(sends()).toMatchObject([{ type, fileurl: fileUrl }]);
	});

	test('leaves the way to a chosen type', async () => {
		await send([makesFile({ ...invoice, mimeType: 'image/png' })], { parameters: { fileType: 'document' } });

		expect(sends()).toMatchObject([{ type: 'document' }]);
	});
});

describe('nothing is sent', () => {
	/** An account elsewhere, which cannot reach this n8n. */
	const elsewhere = () => ({ ...afilnet.credential, apiUrl: 'https://www.afilnet.invalid/api/http/' });

	const edit: WorkflowNode = { name: 'Edit', type: 'test.edit', parameters: { value: 'no file' } };
	const inMemory = { message: /n8n keeps the file in memory/, description: /N8N_DEFAULT_BINARY_DATA_MODE/ };

	test.each([
		[
			'no such field',
			[makesFile(), makesFile({ ...invoice, field: 'photo' }, 'Photo')],
			{ binaryPropertyName: 'pdf' },
			{
				message: /'Input Data Field Name' is not a field with a file/,
				description: /Use one of: data, photo\./,
			},
		],
		['no files', [edit], {}, { description: /This item has no files\..+item\.binary\.data/ }],
		['an expression that gives nothing', [makesFile()], { binaryPropertyName: '={{ $json.none }}' }, {}],
		['an expression that gives no file', [makesFile()], { binaryPropertyName: '={{ $json }}' }, {}],
		[
			'an expression that gives what is like a file',
			[makesFile()],
			{ binaryPropertyName: "={{ ({ mimeType: 'text/plain', fileName: 'a.txt' }) }}" },
			{ message: /is not a field with a file/ },
		],
		[
			'an expression that gives a file of no type',
			[makesFile()],
			{ binaryPropertyName: "={{ ({ mimeType: 5, data: 'eA==' }) }}" },
			{ message: /is not a field with a file/ },
		],
		[
			'an expression that gives a file without content',
			[makesFile()],
			{ binaryPropertyName: "={{ { mimeType: 'image/png', id: '' } }}" },
			{ message: /is not a field with a file/ },
		],
		[
			'an expression that gives a file with odd content',
			[makesFile()],
			{ binaryPropertyName: "={{ { mimeType: 'image/png', data: 5 } }}" },
			{ message: /is not a field with a file/ },
		],
		['an empty file', [makesFile({ ...invoice, content: '' })], {}, { message: /is empty/ }],
		[
			'an empty file, by its bytes',
			[makesFile()],
			{ binaryPropertyName: "={{ ({ ...$('File').item.binary.data, bytes: 0 }) }}" },
			{ message: /is empty/ },
		],
		[
			'an empty file, by the size that n8n 1 tells in words',
			[makesFile()],
			{ binaryPropertyName: "={{ ({ ...$('File').item.binary.data, bytes: undefined, fileSize: '0 B' }) }}" },
			{ message: /is empty/ },
		],
		[
			'an empty file in the item',
			[makesFile({ ...invoice, content: '', way: 'inline' })],
			{},
			{ message: /is empty/ },
		],
	])('with %s', async (_what, before, parameters, told) => {
		const { error } = await send(before, { parameters, items: [{}, {}] });

		const matching = Object.entries(told).map(([name, text]) => [name, expect.stringMatching(text)]);
		expect(error).toMatchObject(Object.fromEntries(matching));
		expect(error?.description).toContain('Of 2 messages: 0 sent, 2 not sent.');
		expect(sends()).toEqual([]);
	});

	test('with the files of the JSON, if the workflow keeps them beside it', async () => {
		const { error } = await send([], {
			items: [{ _files: { photo: { mimeType: 'image/png', data: 'eA==' } } }],
		});

		expect(error?.description).toContain('Use one of: photo.');
	});

	test('if n8n cannot store the file', async () => {
		files.breakStorage();
		const { error } = await send([makesFile({ ...invoice, way: 'inline' })]);
		files.repairStorage();

		expect(error?.message).toContain('n8n could not read the file from its storage');
		expect(sends()).toEqual([]);
	});

	test('to anyone if one item has no file', async () => {
		const field = "={{ $json.row === 2 ? 'other' : 'data' }}";
		const { error } = await send([makesFile({ ...invoice, field })], {
			items: [{ row: 1 }, { row: 2 }, { row: 3 }],
		});

		expect(error?.description).toMatch(/Use one of: other\. This is item 1/);
		expect(sends()).toEqual([]);
	});

	test.each(['execution', 'inline'])('if n8n keeps files in memory (%s)', async (way) => {
		await files.keep('default');
		const { error } = await send([makesFile({ ...invoice, way })], { items: [{}, {}] });

		expect(error).toMatchObject({
			message: expect.stringMatching(inMemory.message),
			description: expect.stringMatching(inMemory.description),
		});
		expect(error?.description).toContain('Of 2 messages: 0 sent, 2 not sent.');
		expect(sends()).toEqual([]);
	});

	test('if Afilnet cannot reach n8n', async () => {
		const { error } = await send([makesFile()], { credential: elsewhere() });

		expect(error).toMatchObject({
			message: expect.stringContaining('Afilnet cannot reach this n8n'),
			description: expect.stringMatching(/http:\/\/127\.0\.0\.1:5678\. Set WEBHOOK_URL .+every worker/),
		});
	});

	test('if n8n signs no links', async () => {
		const config = Container.get(BinaryDataConfig);
		const { signingSecret } = config;
		config.signingSecret = '';
		const { error } = await send();
		config.signingSecret = signingSecret;

		expect(error?.message).toContain('This n8n cannot make a link to the file');
		expect(error?.description).toContain('n8n 1.90 or later can');
		expect(sends()).toEqual([]);
	});

	test.each(['execution', 'webhook'])('if the file is gone (%s)', async (way) => {
		const { error } = await send([makesFile({ ...invoice, way, deleted: 'true' })], {
			retryOnFail: true,
			waitBetweenTries: 10,
		});

		expect(error?.message).toContain('n8n could not read the file from its storage');
		expect(error?.description).not.toContain('may or may not');
		// n8n 1 drops the kind of a failure.
		if (!isN8n1) expect(error).toMatchObject({ failure: { cause: 'configuration-invalid' } });
		// Nothing is in doubt, so no try looks into the conversation.
		expect(afilnet.sent.map(({ method }) => method)).not.toContain('getmessages');
		expect(sends()).toEqual([]);
	});

	test('for an item that goes on with its error, while others are sent', async () => {
		const field = "={{ $json.row === 2 ? 'other' : 'data' }}";
		const { output } = await send([makesFile({ ...invoice, field })], {
			items: [{ row: 1 }, { row: 2 }],
			onError: 'continueRegularOutput',
		});

		expect(output('Afilnet').map(({ json }) => json)).toEqual([
			expect.objectContaining({ sent: true }),
			{ error: expect.stringContaining("'Input Data Field Name' is not a field with a file") },
		]);
		expect(sends()).toHaveLength(1);
	});
});

describe('File Source', () => {
	test('is not there for a tool, whose File URL is used', async () => {
		const { description } = afilnet.engine.loader.getNode('afilnet').type;
		const tool = afilnet.engine.nodeTypes.getByNameAndVersion('n8n-nodes-afilnet.afilnetTool').description;
		const fileSource = tool.properties.find(({ name }) => name === 'fileSource');
		const shown = (type: typeof tool) =>
			fileSource && NodeHelpers.displayParameter(fromInput, fileSource, { typeVersion: 1 }, type);

		expect('properties' in description && shown(description)).toBe(true);
		expect(shown(tool)).toBe(false);
	});

	test('of another operation means nothing', async () => {
		const { error } = await afilnet.run({ ...operations.sendmessage, fileSource: 'binaryData' });

		expect(error).toBeUndefined();
		expect(afilnet.sent).toMatchObject([{ method: 'sendmessage' }]);
	});

	test('URL leaves a file of the input alone', async () => {
		await send([makesFile()], {
			parameters: { ...operations.sendfile, fileSource: 'url', destination: picked('34600000001') },
		});

		expect(links()).toEqual([operations.sendfile.fileUrl]);
	});
});
