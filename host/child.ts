import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface ChildOptions {
	command: string;
	arguments: string[];
	folder: string;
	environment: NodeJS.ProcessEnv;
	/** The file that gets everything the process writes, after what it already holds. */
	log: string;
	/** How long it may take to end once this process is gone, in ms; default 10,000. */
	patience?: number;
}

export interface Child {
	processId: number;
	/** Resolves with the exit code (null after a signal) once the process has ended; never rejects. */
	ended: Promise<number | null>;
	/** Asks the process to end, waits, and after `patience` ms (default 40,000) ends it and what it started. */
	stop(patience?: number): Promise<void>;
	/** Ends the process and everything it started at once (SIGKILL). */
	kill(): Promise<void>;
}

const preloaded = ['endWithParent.cjs', 'loopbackOnly.cjs'];

/**
 * Starts a Node program that ends with this process, even if this one is killed, and whose servers answer this machine alone.
 * Throws if it cannot start.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
	mkdirSync(dirname(options.log), { recursive: true });
	const log = openSync(options.log, 'a');
	const child = spawn(options.command, options.arguments, {
		cwd: options.folder,
		env: {
			...options.environment,
			NODE_OPTIONS: preloaded.map((file) => `--require ${quoted(join(__dirname, file))}`).join(' '),
			AFILNET_PATIENCE: String(options.patience ?? 10_000),
		},
		stdio: ['ignore', log, log, 'ipc'],
		// Its own group: Ctrl-C in the terminal reaches only the parent, which then stops its children in order.
		detached: process.platform !== 'win32',
		windowsHide: true,
	});
	closeSync(log);
	const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
	await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
	const processId = child.pid ?? 0;

	const kill = async () => {
		killGroup(processId);
		await ended;
	};
	const stop = async (patience = 40_000) => {
		child.kill('SIGTERM');
		const timer = setTimeout(() => killGroup(processId), patience);
		await ended;
		clearTimeout(timer);
	};
	return { processId, ended, stop, kill };
}

/**
 * Runs a Node program to its end. Throws with the last lines of its log if it does not end well. If this process ends
 * first, so does the program, at once: the next one may write to the same files.
 */
export async function run(name: string, options: Omit<ChildOptions, 'patience'>): Promise<void> {
	const code = await (await startChild({ ...options, patience: 0 })).ended;
	if (code !== 0) throw new Error(`${name} ended with code ${code}. ${lastLines(options.log)}`);
}

/** The end of a log, and where the rest is. */
export function lastLines(log: string, count = 15): string {
	const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-count);
	return `The last lines of ${log}:\n${lines.join('\n')}`;
}

function killGroup(processId: number) {
	try {
		process.kill(process.platform === 'win32' ? processId : -processId, 'SIGKILL');
	} catch {
		// It has ended already.
	}
}

/** A path inside NODE_OPTIONS, which splits at blanks. */
const quoted = (path: string) => JSON.stringify(path);
