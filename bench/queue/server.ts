import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

import { explain } from '../../host/explain';
import { until } from '../../host/until';

/** A server of Debian's on loopback that ends with this process. */
export interface Server {
	port: number;
	/** Asks it to end and waits. */
	stop(): Promise<void>;
}

export interface ServerOptions {
	command: string;
	arguments: string[];
	port: number;
	/** The file that gets what it writes. */
	log: string;
	/** The user it runs as, by name; the present one if left out. */
	user?: string;
	/** What asks it to end; default SIGTERM. */
	signal?: NodeJS.Signals;
	/** Rejects while the server does not answer yet. */
	ping: () => Promise<unknown>;
}

/** Starts a server and waits until it answers. Throws if it has not answered after half a minute. */
export async function startServer(options: ServerOptions): Promise<Server> {
	const log = openSync(options.log, 'a');
	const identity = options.user ? ['--reuid', options.user, '--regid', options.user, '--clear-groups'] : [];
	// setpriv becomes the server, and the kernel ends it when this process is gone, whatever ended it.
	const child = spawn(
		'setpriv',
		['--pdeathsig', 'KILL', ...identity, options.command, ...options.arguments],
		{ stdio: ['ignore', log, log] },
	);
	closeSync(log);
	const ended = new Promise((resolve) => child.once('exit', resolve));
	await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
	await untilAnswering(options);
	return {
		port: options.port,
		async stop() {
			child.kill(options.signal ?? 'SIGTERM');
			await ended;
		},
	};
}

async function untilAnswering({ command, ping, log }: ServerOptions): Promise<void> {
	const answers = async () =>
		await ping().then(
			() => true,
			() => false,
		);
	await until(answers, { patience: 30_000, every: 100 }).catch(
		explain(`${command} does not answer. See ${log}.`),
	);
}
