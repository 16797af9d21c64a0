import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { check, lock } from 'proper-lockfile';
import { explain } from './explain';
import { isJsonObject, readJson } from './json';
import { runNpm } from './npm';

/** The n8n releases that can be installed: each has a folder here with its manifest and lockfile. */
export const versions = ['2.41.1', '1.123.81'] as const;
export const [newest, oldest] = versions;
export type N8nVersion = (typeof versions)[number];

export interface Installation {
	version: N8nVersion;
	folder: string;
	/** The Node that npm installed beside it and that runs it. */
	node: string;
	/** The script of n8n's command. */
	script: string;
}

export interface InstallOptions {
	/** The folder that holds one folder an n8n release; made where it is missing. */
	into: string;
	/** Gets a line for people every few seconds while it installs. */
	report?: (line: string) => void;
}

/** Where tests keep their n8n from one run to the next, outside the checkout. */
export const testHosts = () =>
	process.env.AFILNET_HOSTS ??
	join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'n8n-nodes-afilnet');

/**
 * Installs an n8n release from npm by its lockfile, or finds it installed. Safe where several processes ask at once,
 * and an install that was interrupted is done again. Throws with the end of npm's output where npm does not get through.
 */
export async function installN8n(version: N8nVersion, options: InstallOptions): Promise<Installation> {
	const folder = join(resolve(options.into), `n8n-${version}`);
	const report = options.report ?? (() => undefined);
	if (!isInstalled(version, folder)) {
		const unlock = await lockFolder(folder, version, report);
		try {
			if (!isInstalled(version, folder)) {
				await install(version, folder, report).catch(
					explain(
						'n8n could not be installed. Look at the connection to the npm registry and at the free disk space (4 GB are needed), then start again.',
					),
				);
			}
		} finally {
			await unlock();
		}
	}
	return {
		version,
		folder,
		node: nodeFor(folder),
		script: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
	};
}

async function install(version: N8nVersion, folder: string, report: (line: string) => void): Promise<void> {
	const log = join(folder, 'install.log');
	rmSync(stampOf(folder), { force: true });
	rmSync(log, { force: true });
	for (const file of ['package.json', 'package-lock.json', '.npmrc'])
		copyFileSync(join(manifestOf(version), file), join(folder, file));

	const stopReporting = reportProgress(version, folder, report);
	try {
		await runNpm(['ci'], folder, log);
	} finally {
		stopReporting();
	}
	report("Preparing n8n's database driver");
	await runNpm(['rebuild', 'sqlite3', '--ignore-scripts=false'], folder, log);
	assertDatabaseDriver(folder, log);
	writeFileSync(stampOf(folder), lockfileHash(version));
}

const manifestOf = (version: N8nVersion) => join(__dirname, `n8n-${version}`);
const stampOf = (folder: string) => join(folder, 'installed');

/** The stamp is the lockfile's hash, written last: without it, or with another, the install is done again. */
function isInstalled(version: N8nVersion, folder: string): boolean {
	return existsSync(stampOf(folder)) && readFileSync(stampOf(folder), 'utf8') === lockfileHash(version);
}

function lockfileHash(version: N8nVersion): string {
	const lockfile = readFileSync(join(manifestOf(version), 'package-lock.json'));
	return createHash('sha256').update(lockfile).digest('hex');
}

/** Waits until no other process installs into the folder. A lock whose owner is gone falls after 20 seconds. */
async function lockFolder(folder: string, version: N8nVersion, report: (line: string) => void) {
	mkdirSync(folder, { recursive: true });
	const stale = 20_000;
	if (await check(folder, { stale })) report(`Waiting for another process that installs n8n ${version}`);
	const retries = { forever: true, factor: 1, minTimeout: 1_000, maxTimeout: 1_000 };
	return await lock(folder, { stale, update: 5_000, retries });
}

/** Reports how many packages of the lockfile are in place, every five seconds, until the returned function is called. */
function reportProgress(version: N8nVersion, folder: string, report: (line: string) => void): () => void {
	const { packages } = readJson(join(manifestOf(version), 'package-lock.json'));
	const places = Object.entries(isJsonObject(packages) ? packages : {})
		.filter(([place, manifest]) => place !== '' && isForThisMachine(manifest))
		.map(([place]) => place);
	const tell = () => {
		const done = places.filter((place) => existsSync(join(folder, place, 'package.json'))).length;
		const bar = '#'.repeat((20 * done) / places.length).padEnd(20, '.');
		report(`Installing n8n ${version} [${bar}] ${done} of about ${places.length} packages`);
	};
	tell();
	const timer = setInterval(tell, 5_000);
	return () => clearInterval(timer);
}

function isForThisMachine(manifest: unknown): boolean {
	const { os, cpu } = isJsonObject(manifest) ? manifest : {};
	const allows = (list: unknown, name: string) => !Array.isArray(list) || list.includes(name);
	return allows(os, process.platform) && allows(cpu, process.arch);
}

/** npm leaves the driver out in silence where it can neither download nor compile it. */
function assertDatabaseDriver(folder: string, log: string): void {
	if (existsSync(join(folder, 'node_modules', 'sqlite3', 'build', 'Release', 'node_sqlite3.node'))) return;
	throw new Error(
		"n8n's database driver (sqlite3) could be neither downloaded nor compiled. " +
			`Install Python 3, make and a C++ compiler, then start again. Details: ${log}`,
	);
}

/**
 * The Node 24 that npm installed for this platform, even where this machine's own is as new: the native parts of both
 * n8n releases come compiled for that one.
 */
function nodeFor(folder: string): string {
	const { platform, arch, version, execPath } = process;
	const executable = join('bin', platform === 'win32' ? 'node.exe' : 'node');
	const names = [`node-${platform === 'win32' ? 'win' : platform}-${arch}`, `node-bin-${platform}-${arch}`];
	const node = names
		.map((name) => join(folder, 'node_modules', name, executable))
		.find((path) => existsSync(path));
	if (node) return node;
	if (version.startsWith('v24.')) return execPath;
	throw new Error(
		`n8n needs Node 24, and npm has none for ${platform} on ${arch}. ` +
			`Install Node 24 (this one is ${version}) and start again.`,
	);
}
