import { Writable } from 'node:stream';
import { CredentialTestContext } from 'n8n-core';

/** Where winston, n8n's logging library, keeps the finished line of an entry. */
const LINE = Symbol.for('message');

/**
 * Everything that n8n logs from now on, at every level, one JSON line an entry. The logger is n8n's own, the one
 * that its container hands to the engine and to the nodes; it writes here instead of to the console.
 * Must be called before anything else makes n8n build its logger.
 */
export function recordLog(): string[] {
	process.env.N8N_LOG_LEVEL = 'debug';
	process.env.N8N_LOG_OUTPUT = '';
	const lines: string[] = [];
	const recorder = new Writable({
		objectMode: true,
		write(entry: Record<symbol, unknown>, _encoding, done) {
			lines.push(String(entry[LINE]));
			done();
		},
	});
	new CredentialTestContext().logger.getInternalLogger().pipe(recorder);
	return lines;
}
