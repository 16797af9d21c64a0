import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { freePort } from '../../host/environment';
import { startServer } from './server';

/** Starts a new Redis that keeps its data in `folder`. Throws if Debian's package `redis-server` is missing. */
export async function startRedis(folder: string) {
	const data = join(folder, 'redis');
	mkdirSync(data);
	const port = await freePort();
	const start = async () =>
		await startServer({
			command: 'redis-server',
			// Its append-only file brings the queue back after a restart.
			arguments: ['--port', String(port), '--bind', '127.0.0.1', '--dir', data, '--appendonly', 'yes'],
			port,
			log: join(folder, 'redis.log'),
			ping: async () => await promisify(execFile)('redis-cli', ['-p', String(port), '-e', 'ping']),
		});
	let server = await start();
	return {
		environment: { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: String(port) },
		async restart() {
			await server.stop();
			server = await start();
		},
		stop: async () => await server.stop(),
	};
}
