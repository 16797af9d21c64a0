import { createHash } from 'node:crypto';

/** What came when a file's address was asked for. */
export interface FetchedFile {
	id: number;
	url: string;
	/** HTTP status; undefined if nothing came. */
	status?: number;
	contentType?: string;
	/** Empty if nothing came. */
	bytes: Buffer;
	/** Why nothing came, in the system's words. */
	failure?: string;
}

/** What the control addresses say of a fetched file. */
export type FetchedFileView = Omit<FetchedFile, 'bytes'> & { size: number; sha256: string };

export function fetchedFileView({ bytes, ...file }: FetchedFile): FetchedFileView {
	return { ...file, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** How long to wait for a file, in milliseconds. */
const patience = 30_000;

/** The files that the sandbox has asked for, as a chat platform does. */
export class Files {
	/** In the order in which they were asked for; one that is still on its way is not among them. */
	readonly all: FetchedFile[] = [];
	readonly #closing: AbortSignal;
	readonly #pending = new Set<Promise<FetchedFile>>();
	#lastId = 0;

	constructor(closing: AbortSignal) {
		this.#closing = closing;
	}

	/** Asks for a file, also for one that was asked for before. Never throws: what went wrong stands in the file. */
	async fetch(url: string): Promise<FetchedFile> {
		const fetching = this.#read(++this.#lastId, url);
		this.#pending.add(fetching);
		const file = await fetching;
		this.#pending.delete(fetching);
		this.all.push(file);
		this.all.sort((one, other) => one.id - other.id);
		return file;
	}

	/** Waits for every file that is on its way. */
	async settled(): Promise<void> {
		await Promise.all(this.#pending);
	}

	async #read(id: number, url: string): Promise<FetchedFile> {
		try {
			const signal = AbortSignal.any([this.#closing, AbortSignal.timeout(patience)]);
			const response = await fetch(url, { signal });
			const contentType = response.headers.get('Content-Type') ?? '';
			const bytes = Buffer.from(await response.arrayBuffer());
			return { id, url, status: response.status, contentType, bytes };
		} catch (error) {
			return { id, url, bytes: Buffer.alloc(0), failure: reason(error) };
		}
	}
}

function reason(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	return error.cause instanceof Error ? error.cause.message : error.message;
}
