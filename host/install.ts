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

const { N8N_VERSION: one } = process.env;
/** The releases that are tested: all, or the one that `N8N_VERSION` names. */
export const tested = versions.filter((version) => !one || one === version);

export interface Installation {
	version: N8nVersion;
	folder: string;
	/** The Node that npm installed beside it and that runs it. */
	node: string;
	/** The script of n8n's command. */
	script: string;
}

export interface InstallOptions {
	/** The folder that holds one folder an n8n release; made if it is missing. */
	into: string;
	/** Gets a line for people every few seconds while it installs. */
	report?: (line: string) => void;
}

/** Where tests keep their n8n from one run to the next, outside the checkout. */
export const testHosts = () =>
	process.env.AFILNET_HOSTS ??
	join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'n8n-nodes-afilnet');

/**
 * Installs an n8n release from npm, or finds it installed. Throws with the end of npm's output if npm does not get
 * through, or if n8n's database driver is missing afterwards.
 */
export async function installN8n(version: N8nVersion, options: InstallOptions): Promise<Installation> {
	const folder = join(resolve(options.into), `n8n-${version}`);
	const report = options.report ?? (() => undefined);
	const prepare = async (log: string) => {
		report("Preparing n8n's database driver");
		await runNpm(['rebuild', 'sqlite3', '--ignore-scripts=false'], folder, log);
		assertDatabaseDriver(folder, log);
	};
	const manifest = join(__dirname, `n8n-${version}`);
	await installLocked({ name: `n8n ${version}`, manifest, folder, report, prepare });
	const script = join(folder, 'node_modules', 'n8n', 'bin', 'n8n');
	return { version, folder, node: nodeFor(folder), script };
}

export interface LockedInstall {
	/** What people call it, such as `n8n 2.41.1`. */
	name: string;
	/** The folder that holds its `package.json`, `package-lock.json` and `.npmrc`. */
	manifest: string;
	/** Where it is installed; made if it is missing. */
	folder: string;
	/** Gets a line for people every few seconds while it installs. */
	report: (line: string) => void;
	/** Completes what npm has installed. Gets the path of the log; if it throws, the next call installs again. */
	prepare?: (log: string) => Promise<void>;
}

/**
 * Installs from npm what a lockfile names, or finds it installed. Safe if several processes ask at once, and an install
 * that was interrupted is done again. Throws with the end of npm's output if npm does not get through.
 */
export async function installLocked(wanted: LockedInstall): Promise<void> {
	if (isInstalled(wanted)) return;
	const unlock = await lockFolder(wanted);
	try {
		if (!isInstalled(wanted)) {
			await install(wanted).catch(
				explain(
					`${wanted.name} could not be installed. Look at the connection to the npm registry and at the free disk space (4 GB are needed), then start again.`,
				),
			);
		}
	} finally {
		await unlock();
	}
}

async function install(wanted: LockedInstall): Promise<void> {
	const { manifest, folder, prepare } = wanted;
	const log = join(folder, 'install.log');
	rmSync(stampOf(folder), { force: true });
	rmSync(log, { force: true });
	for (const file of ['package.json', 'package-lock.json', '.npmrc'])
		copyFileSync(join(manifest, file), join(folder, file));

	const stopReporting = reportProgress(wanted);
	try {
		await runNpm(['ci'], folder, log);
	} finally {
		stopReporting();
	}
	await prepare?.(log);
	writeFileSync(stampOf(folder), lockfileHash(manifest));
}

const stampOf = (folder: string) => join(folder, 'installed');

/** The stamp is the lockfile's hash, written last: without it, or with another, the install is done again. */
function isInstalled({ manifest, folder }: LockedInstall): boolean {
	return existsSync(stampOf(folder)) && readFileSync(stampOf(folder), 'utf8') === lockfileHash(manifest);
}

function lockfileHash(manifest: string): string {
	return createHash('sha256')
		.update(readFileSync(join(manifest, 'package-lock.json')))
		.digest('hex');
}

/** Waits until no other process installs into the folder. A lock whose owner is gone expires after 20 seconds. */
async function lockFolder({ name, folder, report }: LockedInstall) {
	mkdirSync(folder, { recursive: true });
	const stale = 20_000;
	if (await check(folder, { stale })) report(`Waiting for another process that installs ${name}`);
	const retries = { forever: true, factor: 1, minTimeout: 1_000, maxTimeout: 1_000 };
	return await lock(folder, { stale, update: 5_000, retries });
}

/** Reports how many packages of the lockfile are in place, every five seconds, until the returned function is called. */
function reportProgress({ name, manifest, folder, report }: LockedInstall): () => void {
	const { packages } = readJson(join(manifest, 'package-lock.json'));
	const places = Object.entries(isJsonObject(packages) ? packages : {})
		.filter(([place, entry]) => place !== '' && isForThisMachine(entry))
		.map(([place]) => place);
	const tell = () => {
		const done = places.filter((place) => existsSync(join(folder, place, 'package.json'))).length;
		const bar = '#'.repeat((20 * done) / places.length).padEnd(20, '.');
		report(`Installing ${name} [${bar}] ${done} of about ${places.length} packages`);
	};
	tell();
	const timer = setInterval(tell, 5_000);
	return () => clearInterval(timer);
}

function isForThisMachine(entry: unknown): boolean {
	const { os, cpu } = isJsonObject(entry) ? entry : {};
	const allows = (list: unknown, name: string) => !Array.isArray(list) || list.includes(name);
	return allows(os, process.platform) && allows(cpu, process.arch);
}

/** npm leaves the driver out in silence if it can neither download nor compile it. */
function assertDatabaseDriver(folder: string, log: string): void {
	if (existsSync(join(folder, 'node_modules', 'sqlite3', 'build', 'Release', 'node_sqlite3.node'))) return;
	throw new Error(
		"n8n's database driver (sqlite3) could be neither downloaded nor compiled. " +
			`Install Python 3, make and a C++ compiler, then start again. Details: ${log}`,
	);
}

/**
 * The Node 24 that npm installed for this platform, even if this machine's own is as new: the native parts of both
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
