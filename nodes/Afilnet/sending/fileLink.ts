/**
 * The link to a file of the workflow, from which Afilnet fetches it as from any address. n8n signs it. Whoever has the link
 * can open the file, so it is made for the request alone, and n8n never shows, stores or logs it.
 */
import {
	BINARY_ENCODING,
	type IBinaryData,
	type IExecuteData,
	type IExecutePaginationFunctions,
} from 'n8n-workflow';

import type { Form } from '../shared/ask';
import { faultError } from '../shared/errors';
import type { Problem } from './form';
import { isPublicHost } from './publicHost';

/**
 * Afilnet's reference does not say when it fetches a file, and it may have to try again. A longer time would promise too
 * much: n8n may delete the file with its execution.
 */
const validity = '1 day';

/**
 * Checks whether Afilnet will be able to fetch a file, before anything is sent.
 * @param allowsLocal whether Afilnet is on this machine or network
 * @returns the file, in n8n's storage
 */
export async function checkLink(
	context: IExecutePaginationFunctions,
	file: IBinaryData,
	allowsLocal: boolean,
): Promise<{ file: IBinaryData } | { problem: Problem }> {
	// A Code node may put a file's bytes right into the item.
	const storing = file.id ? file : store(context, file, Buffer.from(file.data, BINARY_ENCODING));
	const stored = await Promise.resolve(storing).catch(() => undefined);
	if (!stored) return { problem: unreadable };
	if (!stored.id) return { problem: inMemory };
	const link = sign(context, stored);
	if (!link) return { problem: unsigned };
	return allowsLocal || isPublicHost(link.hostname) ? { file: stored } : { problem: unreachable(link) };
}

/** A form as it is sent, and the secrets in it. */
interface Asked {
	asked: Form;
	secrets: string[];
}

/**
 * The form as it is sent: with a link to the file in the place of `filename`, a new link at every try.
 * @throws NodeApiError if n8n does not have the file any more
 */
export async function withLink(
	context: IExecutePaginationFunctions,
	{ filename, ...form }: Form,
	file: IBinaryData,
): Promise<Asked> {
	const kept = await keep(context, file).catch(() => undefined);
	const link = kept && sign(context, kept);
	if (!link) {
		const cause = 'configuration-invalid';
		throw faultError(context.getNode(), { ...unreadable, cause, mayHaveArrived: false });
	}
	// For those who go by the ending of an address. n8n does not look at it.
	const fileurl = filename ? `${link.href}&file=/${encoded(filename)}` : link.href;
	return { asked: { ...form, fileurl }, secrets: [...link.searchParams.values()] };
}

/** A name that was cut within an emoji ends in half a character, which nothing encodes. */
function encoded(name: string): string {
	return encodeURIComponent(name.replace(/\p{Surrogate}/gu, ''));
}

function sign({ helpers }: IExecutePaginationFunctions, file: IBinaryData): URL | undefined {
	try {
		return new URL(helpers.createBinarySignedUrl(file, validity));
	} catch {
		// There is no such helper before n8n 1.90, and n8n may refuse to sign.
		return undefined;
	}
}

/**
 * The file under an id that stays, in n8n's storage.
 * @throws what n8n throws if the file is not there
 */
async function keep(context: IExecutePaginationFunctions, file: IBinaryData): Promise<IBinaryData> {
	const { id = '' } = file;
	if (id.includes('/executions/temp/')) return await copyOnce(context, id, file);
	await context.helpers.getBinaryMetadata(id);
	return file;
}

/** For each run, the copies of files that n8n will rename, by their ids. */
const copiesOfRuns = new WeakMap<IExecuteData, Map<string, Promise<IBinaryData>>>();

/**
 * What came by a webhook or a form is renamed when the execution ends, after which a link to it leads nowhere. All items and
 * tries of a run share one copy. It goes through as a stream; only n8n's database mode holds a whole file in memory.
 */
async function copyOnce(
	context: IExecutePaginationFunctions,
	id: string,
	file: IBinaryData,
): Promise<IBinaryData> {
	const run = context.getExecuteData();
	const copies = copiesOfRuns.get(run) ?? new Map<string, Promise<IBinaryData>>();
	copiesOfRuns.set(run, copies);
	const copy = async () => await store(context, file, await context.helpers.getBinaryStream(id));
	const copying = copies.get(id) ?? copy();
	copies.set(id, copying);
	void copying.catch(() => copies.delete(id));
	return await copying;
}

async function store(
	{ helpers }: IExecutePaginationFunctions,
	{ fileName, mimeType }: IBinaryData,
	content: Parameters<typeof helpers.prepareBinaryData>[0],
): Promise<IBinaryData> {
	return await helpers.prepareBinaryData(content, fileName, mimeType);
}

const instead = "Or put the file at a public address and set 'File Source' to URL.";

const unreadable: Problem = {
	message: 'n8n could not read the file from its storage',
	description:
		'n8n deletes a file with the execution that it came from: run the workflow from its start. If that does not help, see whether the storage has space left.',
};

const inMemory: Problem = {
	message: 'n8n keeps the file in memory, where Afilnet cannot fetch it',
	description: `Set N8N_DEFAULT_BINARY_DATA_MODE to filesystem (in queue mode to database or s3) in the environment of n8n, and restart it. ${instead}`,
};

const unsigned: Problem = {
	message: 'This n8n cannot make a link to the file',
	description: `n8n 1.90 or later can, unless its new execution engine (engine v2) is on. ${instead}`,
};

const unreachable = ({ origin }: URL): Problem => ({
	message: 'Afilnet cannot reach this n8n to fetch the file',
	description: `The link would begin with ${origin}. Set WEBHOOK_URL to the public address of n8n in its environment, in queue mode in that of every worker too, and restart it. ${instead}`,
});
