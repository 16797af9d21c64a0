import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Container } from '@n8n/di';
import { BinaryDataConfig, BinaryDataService } from 'n8n-core';
import {
	BINARY_ENCODING,
	NodeConnectionTypes,
	type IBinaryData,
	type IBinaryKeyData,
	type IExecuteFunctions,
	type INodeType,
} from 'n8n-workflow';

/** n8n's own storage of files, in a folder that is there while the tests of a file run. */
export class Files {
	private readonly folder = mkdtempSync(join(tmpdir(), 'afilnet-files-'));
	private readonly away = `${this.folder}-away`;

	constructor() {
		// There n8n makes the key that it signs with.
		process.env.N8N_USER_FOLDER = this.folder;
	}

	/** Sets up n8n to keep files on disk, or in memory as n8n 1 does by default. */
	async keep(mode: 'filesystem' | 'default') {
		Object.assign(Container.get(BinaryDataConfig), { mode, localStoragePath: this.folder });
		await Container.get(BinaryDataService).init();
	}

	/** What n8n serves at a link that it has signed. Throws if the link is not valid or the file not there. */
	async fetch(link: string): Promise<{ fileName?: string; mimeType?: string; content: string }> {
		const service = Container.get(BinaryDataService);
		const id = service.validateSignedToken(new URL(link).searchParams.get('token') ?? '');
		const { fileName, mimeType } = await service.getMetadata(id);
		const content = await service.getAsBuffer({ id, data: '', mimeType: '' });
		return { ...(fileName && { fileName }), ...(mimeType && { mimeType }), content: content.toString() };
	}

	/** What n8n does with the files of a webhook when its execution ends: they get another id. */
	async rename(oldId: string): Promise<void> {
		const [, fileId = ''] = oldId.split(':');
		await Container.get(BinaryDataService).rename(fileId, fileId.replace('/temp/', '/1/'));
	}

	/** From now on nothing can be stored or read. */
	breakStorage() {
		renameSync(this.folder, this.away);
		writeFileSync(this.folder, '');
	}

	/** Undoes {@link breakStorage}. */
	repairStorage() {
		rmSync(this.folder);
		renameSync(this.away, this.folder);
	}

	remove() {
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/** For the top of a test file: n8n's storage of files, on disk before each test. */
export function useFiles(): Files {
	const files = new Files();
	beforeEach(async () => await files.keep('filesystem'));
	afterAll(() => files.remove());
	return files;
}

/**
 * Gives its items a file, `content` as UTF-8 in the field `field`, in one of three ways: as a node does (`execution`), as a
 * webhook does before there is an execution (`webhook`), as a Code node may, with the bytes in the item (`inline`). If
 * `deleted` is true, n8n has deleted it again, as it does with the files of old executions.
 */
export const fileNode: INodeType = {
	description: {
		displayName: 'File',
		name: 'file',
		group: ['transform'],
		version: 1,
		description: 'Gives each item a file',
		defaults: { name: 'File' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: ['content', 'fileName', 'mimeType', 'field', 'way', 'deleted'].map((name) => ({
			displayName: name,
			name,
			type: 'string',
			default: { field: 'data', way: 'execution', mimeType: 'text/plain' }[name] ?? '',
		})),
	},
	async execute(this: IExecuteFunctions) {
		const outputs = this.getInputData().map(async ({ json, binary = {} }, index) => {
			const text = (name: string) => String(this.getNodeParameter(name, index));
			const content = Buffer.from(text('content'));
			const kinds: Record<string, () => Promise<IBinaryData>> = {
				execution: async () =>
					await this.helpers.prepareBinaryData(content, text('fileName'), text('mimeType')),
				webhook: async () => await storeForWebhook(content, text('fileName'), text('mimeType')),
				inline: async () => ({
					data: content.toString(BINARY_ENCODING),
					mimeType: text('mimeType'),
					...(text('fileName') && { fileName: text('fileName') }),
				}),
			};
			const file = await kinds[text('way')]?.();
			if (text('deleted') === 'true' && file?.id)
				await Container.get(BinaryDataService).deleteManyByBinaryDataId([file.id]);
			const files: IBinaryKeyData = { ...binary, ...(file && { [text('field')]: file }) };
			return { json, binary: files, pairedItem: index };
		});
		return [await Promise.all(outputs)];
	},
};

async function storeForWebhook(content: Buffer, fileName: string, mimeType: string): Promise<IBinaryData> {
	const location = { type: 'execution', workflowId: 'workflow', executionId: '' } as const;
	return await Container.get(BinaryDataService).store(location, content, { data: '', fileName, mimeType });
}
