import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { lock } from 'proper-lockfile';
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox';
import { freePort } from './environment';
import { explain } from './explain';
import { installN8n, newest, testHosts, type Installation, type N8nVersion } from './install';
import { startN8n, type N8n } from './n8n';
import { installPackage, packPackage } from './package';
import { signIn, type Credential, type Rest } from './rest';

export interface HostOptions {
	/** The n8n release; the newest one if left out. */
	version?: N8nVersion;
	/** The folder of the installed n8n releases; that of the tests if left out. */
	hosts?: string;
	/** Where n8n keeps what it has, for the next start. A folder that goes with the host, if left out. */
	folder?: string;
	/** The packed package. If left out, this checkout is built and packed. */
	tarball?: string;
	/** Puts the package into n8n's user folder, in place of a tarball. */
	install?: (userFolder: string) => Promise<void>;
	/** n8n's port; any free one if left out. */
	port?: number;
	/** Further variables of n8n. */
	environment?: Record<string, string>;
	/** The local Afilnet that n8n has a credential for. */
	sandbox?: SandboxOptions;
	/** Gets a line for people about what goes on. */
	report?: (line: string) => void;
}

/** A real n8n with this package, a local Afilnet, and a credential for it. */
export interface Host {
	installation: Installation;
	/** n8n's user folder. */
	folder: string;
	/** n8n's process: another one after each `start`. */
	readonly n8n: N8n;
	/** The owner's requests. They stay signed in when n8n is started again. */
	rest: Rest;
	sandbox: Sandbox;
	/** The credential for `sandbox`. */
	credential: Credential;
	/** Starts n8n again, after it has ended, on what it holds and on the same port. */
	start(): Promise<N8n>;
	/** Stops n8n and the sandbox, and removes the folder if nobody asked for one. */
	stop(): Promise<void>;
}

/** What is undone when the host stops, the latest first. */
type CleanUp = Array<() => unknown>;

/**
 * Starts an n8n from npm with this package installed, beside a sandbox. Leaves nothing behind if it throws.
 * @throws what happened and what to do, with the end of the log of what did not get through
 */
export async function startHost(options: HostOptions = {}): Promise<Host> {
	const cleanUp: CleanUp = [];
	const stop = async () => {
		for (const undo of cleanUp.splice(0).reverse()) await undo();
	};
	const host = await setUp(options, cleanUp).catch(async (reason: unknown) => {
		await stop();
		return await Promise.reject<never>(reason);
	});
	return Object.assign(host, { stop });
}

async function setUp(options: HostOptions, cleanUp: CleanUp): Promise<Omit<Host, 'stop'>> {
	const { hosts: into = testHosts(), report = () => {}, environment = {} } = options;
	const folder = options.folder ? await kept(resolve(options.folder), cleanUp) : temporary(cleanUp);
	report('Building this package');
	const { install = async () => installPackage(options.tarball ?? (await packIn(folder)), folder) } = options;
	await install(folder);
	const installation = await installN8n(options.version ?? newest, { into, report });

	report('Starting the sandbox and n8n');
	const sandbox = await startSandbox(options.sandbox);
	cleanUp.push(sandbox.close);
	const port = options.port ?? (await freePort());
	const launch = async () => await startN8n({ installation, userFolder: folder, port, environment });
	let n8n = await launch();
	const start = async () => (n8n = await launch());
	// Nobody needs what it would store at its end if the folder goes.
	cleanUp.push(async () => await (options.folder ? n8n.stop() : n8n.kill()));

	const rest = await signIn(n8n.url).catch(
		explain(
			`n8n does not accept the sign-in. If its password was changed, rename the folder ${folder} to begin with a new n8n.`,
		),
	);
	const credential = await rest.connect(sandbox);
	return {
		...{ installation, folder, rest, sandbox, credential, start },
		get n8n() {
			return n8n;
		},
	};
}

const packIn = async (folder: string) => await packPackage(join(folder, 'package'));

function temporary(cleanUp: CleanUp): string {
	const folder = mkdtempSync(join(tmpdir(), 'afilnet-host-'));
	cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** Two n8n on one folder would spoil each other's data. */
async function kept(folder: string, cleanUp: CleanUp): Promise<string> {
	mkdirSync(folder, { recursive: true });
	// The lock of a process that was killed expires after ten seconds.
	const retries = { retries: 12, factor: 1, minTimeout: 1_000, maxTimeout: 1_000 };
	const release = await lock(folder, { stale: 10_000, retries }).catch(
		explain('Another n8n runs from this folder. Stop it with Ctrl-C, then start again.'),
	);
	cleanUp.push(release);
	return folder;
}
