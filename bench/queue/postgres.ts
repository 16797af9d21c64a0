import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { freePort } from '../../host/environment';
import { startServer } from './server';

/** Where Debian keeps PostgreSQL's programs, one folder a release. */
const releases = '/usr/lib/postgresql';

/**
 * Starts a new PostgreSQL: its cluster is made in `folder`, a path that everybody may enter.
 * Throws if Debian's package `postgresql` is missing.
 */
export async function startPostgres(folder: string) {
	const programs = join(releases, readdirSync(releases).sort().at(-1) ?? '', 'bin');
	const data = join(folder, 'postgres');
	// It refuses to run as root.
	const user = process.getuid?.() === 0 ? 'postgres' : undefined;
	mkdirSync(data, { mode: 0o700 });
	if (user) execFileSync('chown', [user, data]);
	const initialize = [join(programs, 'initdb'), '-D', data, '-U', 'n8n', '-A', 'trust', '-E', 'UTF8'];
	execFileSync('setpriv', [
		...(user ? ['--reuid', user, '--regid', user, '--clear-groups'] : []),
		...initialize,
	]);
	const port = await freePort();
	const server = await startServer({
		command: join(programs, 'postgres'),
		arguments: ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', data],
		port,
		log: join(folder, 'postgres.log'),
		...(user && { user }),
		// Ends the sessions that are open, rather than wait for them.
		signal: 'SIGINT',
		ping: async () =>
			await promisify(execFile)(join(programs, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)]),
	});
	const environment = {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(port),
		DB_POSTGRESDB_USER: 'n8n',
		DB_POSTGRESDB_PASSWORD: 'n8n',
		DB_POSTGRESDB_DATABASE: 'postgres',
	};
	return { environment, stop: server.stop };
}
