import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '../../host/environment';
import { installN8n, testHosts } from '../../host/install';
import { startN8n, type N8n } from '../../host/n8n';
import { installPackage, packPackage } from '../../host/package';
import { signIn } from '../../host/rest';
import { startPostgres } from './postgres';
import { startRedis } from './redis';

/** An n8n process that is started again whenever it ends, as a service manager does. */
export interface Service {
	name: string;
	/** Where n8n answers, the same after every start. */
	url: string;
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
 * Starts n8n in queue mode with this package: PostgreSQL, Redis, a main process and workers, each with a user folder of its
 * own, everything on loopback and in a folder that goes with it.
 * @param settings further variables of every n8n process
 */
export async function startCluster(
	workerCount: number,
	settings: Record<string, string>,
	report: (line: string) => void,
) {
	const folder = mkdtempSync(join(tmpdir(), 'afilnet-queue-'));
	chmodSync(folder, 0o755);
	const tarball = await packPackage(join(folder, 'package'));
	const installation = await installN8n('2.41.1', { into: testHosts(), report });
	report('Starting PostgreSQL and Redis');
	const postgres = await startPostgres(folder);
	const redis = await startRedis(folder);
	const environment = {
		EXECUTIONS_MODE: 'queue',
		...postgres.environment,
		...redis.environment,
		...settings,
	};

	const startService = async (name: string, command: 'start' | 'worker'): Promise<Service> => {
		const userFolder = join(folder, name);
		installPackage(tarball, userFolder);
		const port = await freePort();
		const start = async () => await startN8n({ installation, userFolder, port, environment, command });
		return await supervise(name, start);
	};
	report('Starting the main process');
	const main = await startService('main', 'start');
	report(`Starting ${workerCount} workers`);
	const names = Array.from({ length: workerCount }, (_worker, index) => `worker-${index + 1}`);
	const workers = await Promise.all(names.map(async (name) => await startService(name, 'worker')));

	return {
		/** Node.js that runs n8n. */
		node: installation.node,
		main,
		workers,
		redis,
		signIn: async () => await signIn(main.url),
		/** How many executions each worker has started. */
		work: () => workers.map(({ log }) => startedExecutions(log)),
		/** The worker that has written its log last: the one that works now. */
		busiest: () => {
			const [latest] = workers.toSorted((a, b) => statSync(b.log).mtimeMs - statSync(a.log).mtimeMs);
			if (!latest) throw new Error('There are no workers.');
			return latest;
		},
		async stop() {
			await Promise.all([...workers, main].map(async (service) => await service.stop()));
			await redis.stop();
			await postgres.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

async function supervise(name: string, start: () => Promise<N8n>): Promise<Service> {
	let n8n = await start();
	let isStopping = false;
	let running: Promise<void> = Promise.resolve();
	const { url, log } = n8n;
	const service: Service = {
		name,
		url,
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
