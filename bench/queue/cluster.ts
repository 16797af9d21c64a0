import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '../../host/environment';
import { startN8n, type N8n } from '../../host/n8n';
import { installPackage, packPackage } from '../../host/package';
import { startHost, type Host } from '../../host/startHost';
import { tell } from '../lib/progress';
import { startPostgres } from './postgres';
import { startRedis } from './redis';

/** An n8n process that is started again whenever it ends, as a service manager does. */
export interface Service {
	name: string;
	/** How often it was started again. */
	restarts: number;
	log: string;
	/** Ends it at once (SIGKILL) and waits until it is started again. */
	kill(): Promise<void>;
	/** Ends it for good. */
	stop(): Promise<void>;
}

export type Cluster = Awaited<ReturnType<typeof startCluster>>;

/**
 * Starts n8n in queue mode with this package, and a sandbox: PostgreSQL, Redis, a main process and workers, each with its
 * own user folder. Everything is on loopback, in folders that are removed with it.
 * @param settings further variables of every n8n process
 */
export async function startCluster(workerCount: number, settings: Record<string, string>) {
	const folder = mkdtempSync(join(tmpdir(), 'afilnet-queue-'));
	chmodSync(folder, 0o755);
	const tarball = await packPackage(join(folder, 'package'));
	tell('Starting PostgreSQL and Redis');
	const postgres = await startPostgres(folder);
	const redis = await startRedis(folder);
	const port = await freePort();
	const environment = {
		EXECUTIONS_MODE: 'queue',
		// The main process serves what workers sign links to.
		WEBHOOK_URL: `http://127.0.0.1:${port}/`,
		...postgres.environment,
		...redis.environment,
		...settings,
	};

	tell('Starting the main process');
	const sandbox = { account: { empty: true }, requestLimit: 20_000 };
	const host = await startHost({ tarball, environment, sandbox, port, report: tell });
	const main = supervise('main', host.n8n, host.start);
	tell(`Starting ${workerCount} workers`);
	const names = Array.from({ length: workerCount }, (_worker, index) => `worker-${index + 1}`);
	const startWorker = async (name: string) =>
		await superviseWorker(name, { host, tarball, environment, userFolder: join(folder, name) });
	const workers = await Promise.all(names.map(startWorker));
	return {
		host,
		main,
		workers,
		redis,
		async stop() {
			await Promise.all([...workers, main].map(async (service) => await service.stop()));
			await host.stop();
			await redis.stop();
			await postgres.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** How many executions each worker has started. */
export const workOf = ({ workers }: Cluster) => workers.map(({ log }) => startedExecutions(log));

/** The worker that has written its log last: the one that works now. */
export function busiest({ workers }: Cluster): Service {
	const [latest] = workers.toSorted((a, b) => statSync(b.log).mtimeMs - statSync(a.log).mtimeMs);
	if (!latest) throw new Error('There are no workers.');
	return latest;
}

interface WorkerOptions {
	host: Host;
	tarball: string;
	environment: Record<string, string>;
	userFolder: string;
}

async function superviseWorker(name: string, { host, tarball, ...options }: WorkerOptions): Promise<Service> {
	installPackage(tarball, options.userFolder);
	const { installation } = host;
	const port = await freePort();
	const start = async () => await startN8n({ installation, port, command: 'worker', ...options });
	return supervise(name, await start(), start);
}

function supervise(name: string, first: N8n, start: () => Promise<N8n>): Service {
	let n8n = first;
	let isStopping = false;
	let running: Promise<void> = Promise.resolve();
	const { log } = n8n;
	const service: Service = {
		name,
		log,
		restarts: 0,
		async kill() {
			await n8n.kill();
			await new Promise((resolve) => setImmediate(resolve));
			await running;
		},
		async stop() {
			isStopping = true;
			await running;
			await n8n.kill();
		},
	};
	const watch = () => {
		void n8n.ended.then(() => {
			if (isStopping) return;
			service.restarts += 1;
			running = start().then((started) => {
				n8n = started;
				watch();
			});
		});
	};
	watch();
	return service;
}

function startedExecutions(log: string): number {
	return readFileSync(log, 'utf8').match(/Worker started execution/g)?.length ?? 0;
}
