import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Child, lastLines, startChild } from './child';
import { freePort, plainEnvironment } from './environment';
import type { Installation } from './install';
import { until } from './until';

export interface N8nOptions {
	installation: Installation;
	/** Where this n8n keeps everything, its home included. Starting again on it goes on with what it holds. */
	userFolder: string;
	/** The port on loopback; a free one if it is left out. */
	port?: number;
	/** Further variables, such as those of the queue mode or of the durable poll cursors. */
	environment?: Record<string, string>;
	/** `start` (default) is a whole n8n, `worker` a worker of the queue mode. */
	command?: 'start' | 'worker';
	/** The log's name in the user folder, default `n8n.log`: processes that share a folder each need one. */
	logName?: string;
}

export interface N8n {
	/** Such as `http://127.0.0.1:5678/`. */
	url: string;
	port: number;
	processId: number;
	installation: Installation;
	userFolder: string;
	/** The log's path; starting again adds to the same file. */
	log: string;
	readLog(): string;
	/** Resolves once the process has ended, for whatever reason. */
	ended: Promise<number | null>;
	/** Ends it as an administrator would: running executions may finish. */
	stop(): Promise<void>;
	/** Ends it at once, as a power cut would (SIGKILL). */
	kill(): Promise<void>;
}

/** Starts n8n and waits until it answers. Throws with the end of its log if it ends or is not ready after five minutes. */
export async function startN8n(options: N8nOptions): Promise<N8n> {
	const userFolder = resolve(options.userFolder);
	const command = options.command ?? 'start';
	const port = options.port ?? (await freePort());
	const log = join(userFolder, options.logName ?? 'n8n.log');
	mkdirSync(userFolder, { recursive: true });

	const { installation } = options;
	const child = await startChild({
		command: installation.node,
		arguments: [installation.script, command],
		folder: userFolder,
		environment: {
			...settings(installation, userFolder),
			N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			...(command === 'worker' ? workerPort(port) : { N8N_PORT: String(port) }),
			...options.environment,
		},
		log,
	});
	const url = `http://127.0.0.1:${port}/`;
	// n8n 1.123 says that it is ready before its editor's requests are answered.
	const signs = command === 'worker' ? ['healthz/readiness'] : ['healthz/readiness', 'rest/settings'];
	await untilReady(
		child,
		signs.map((sign) => url + sign),
		log,
	);
	return {
		url,
		port,
		installation,
		userFolder,
		log,
		readLog: () => readFileSync(log, 'utf8'),
		...child,
	};
}

/** Everything n8n writes stays in the user folder, nothing calls out, and no banner or question stands in the way. */
function settings(installation: Installation, userFolder: string): Record<string, string> {
	return {
		...plainEnvironment(),
		// Without it n8n lets a page of any site read its answers.
		NODE_ENV: 'production',
		HOME: userFolder,
		USERPROFILE: userFolder,
		N8N_USER_FOLDER: userFolder,
		N8N_ENCRYPTION_KEY: 'a key for the sandbox alone',
		N8N_HOST: '127.0.0.1',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
		// It asks n8n's own servers for a list as soon as it starts. Older n8n refuse a module they do not know.
		...(installation.version.startsWith('2.') && { N8N_DISABLED_MODULES: 'mcp-registry' }),
		// n8n's newer evaluator of expressions is native and comes compiled for the usual platforms alone.
		...(!existsSync(join(installation.folder, prebuilt)) && { N8N_EXPRESSION_ENGINE: 'legacy' }),
		GENERIC_TIMEZONE: Intl.DateTimeFormat().resolvedOptions().timeZone,
	};
}

const prebuilt = join('node_modules', 'isolated-vm', 'prebuilds', `${process.platform}-${process.arch}`);

const workerPort = (port: number) => ({
	QUEUE_HEALTH_CHECK_ACTIVE: 'true',
	QUEUE_HEALTH_CHECK_PORT: String(port),
	N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
});

/** Leaves no half-started n8n behind: if it does not get ready, it is ended before this throws. */
async function untilReady(child: Child, signs: string[], log: string): Promise<void> {
	let hasEnded = false;
	void child.ended.then(() => (hasEnded = true));
	const isReady = async () => !(await Promise.all(signs.map(answers))).includes(false);
	await until(async () => hasEnded || (await isReady()), { patience: 300_000, every: 200 }).catch(child.kill);
	if (!hasEnded) return;
	throw new Error(`n8n did not start. ${lastLines(log)}`);
}

async function answers(url: string): Promise<boolean> {
	return await fetch(url).then(
		(response) => response.ok,
		() => false,
	);
}
