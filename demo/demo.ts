import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { lock } from 'proper-lockfile';
import { startSandbox, type Sandbox } from '../sandbox';
import { lastLines } from '../host/child';
import { isPortFree } from '../host/environment';
import { installN8n } from '../host/install';
import { type N8n, startN8n } from '../host/n8n';
import { installPackage, packPackage } from '../host/package';
import { owner, signIn } from '../host/rest';
import { prepareExamples } from './examples';

const usage = `Usage: npm run demo -- [options]

  --port 5678          where n8n listens on 127.0.0.1, also AFILNET_N8N_PORT
  --sandbox-port 4010  where the sandbox listens on 127.0.0.1, also AFILNET_SANDBOX_PORT
`;

/** Everything the demo installs and keeps, inside the repository and ignored by git. */
const hosts = resolve(__dirname, '..', '.hosts');
const userFolder = join(hosts, 'demo');

/** Starts the sandbox and n8n with this package, and keeps them until Ctrl-C. */
async function demo(ports: { n8n: number; sandbox: number }): Promise<void> {
	await assertPortFree(ports.n8n, 'n8n', '--port');
	await assertPortFree(ports.sandbox, 'the sandbox', '--sandbox-port');

	tell('Building and packing this package');
	const tarball = await packPackage(join(hosts, 'package')).catch(
		giveUp('This package could not be built.', 'Run npm ci, then npm run demo again.'),
	);
	const installation = await installN8n('2.41.1', { into: hosts, report: tell }).catch(
		giveUp(
			'n8n could not be installed.',
			'Look at the connection to the npm registry and at the free disk space (4 GB are needed), then run npm run demo again.',
		),
	);
	installPackage(tarball, userFolder);
	// The lock of a demo that was killed falls after ten seconds.
	const retries = { retries: 12, factor: 1, minTimeout: 1_000, maxTimeout: 1_000 };
	const release = await lock(userFolder, { stale: 10_000, retries }).catch(
		giveUp('Another demo runs from this folder.', 'Stop it with Ctrl-C and start again.'),
	);

	tell('Starting the sandbox and n8n');
	const sandbox = await startSandbox({ port: ports.sandbox });
	const n8n = await startN8n({ installation, userFolder, port: ports.n8n });
	const rest = await signIn(n8n.url).catch(
		giveUp(
			'n8n does not accept the sign-in of the demo.',
			`Was the password changed? Rename the folder ${userFolder} to begin with a new n8n.`,
		),
	);
	await prepareExamples(rest, sandbox);
	tell('Ready\n');
	process.stdout.write(welcome(n8n, sandbox));

	const interrupted = await untilEnd(n8n);
	process.stdout.write('\nStopping n8n and the sandbox\n');
	await n8n.stop();
	await sandbox.close();
	await release();
	if (!interrupted) throw new Error(`n8n has ended. ${lastLines(n8n.log)}`);
}

/** Resolves to true at Ctrl-C, or to false where n8n ends by itself. */
async function untilEnd(n8n: N8n): Promise<boolean> {
	const interrupted = new Promise<boolean>((done) => {
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done(true));
	});
	return await Promise.race([interrupted, n8n.ended.then(() => false)]);
}

async function assertPortFree(port: number, who: string, option: string): Promise<void> {
	if (await isPortFree(port)) return;
	throw new Error(
		`Port ${port}, where ${who} would listen, is in use. Stop what uses it, or choose another port: npm run demo -- ${option} ${port + 10}`,
	);
}

/** Puts what happened and what to do before the details. */
const giveUp = (what: string, advice: string) => (reason: unknown) => {
	const details = reason instanceof Error ? reason.message : String(reason);
	return Promise.reject(new Error(`${what} ${advice}\n\n${details}`));
};

const started = Date.now();

/** Tells what goes on: in a terminal always on one line. */
function tell(what: string): void {
	const seconds = Math.round((Date.now() - started) / 1000);
	const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
	process.stdout.write(process.stdout.isTTY ? `\r\u001b[K${time}  ${what}` : `${time}  ${what}\n`);
}

const welcome = (n8n: N8n, sandbox: Sandbox) => `
  n8n       ${n8n.url}
  E-mail    ${owner.email}
  Password  ${owner.password}

  Sandbox   ${sandbox.url}

Open both pages side by side, sign in to n8n and open the workflow Send a WhatsApp Message.
Ctrl-C stops everything; your workflows are there again at the next start.
`;

function readPorts() {
	const port = (value: string | undefined, otherwise: number) => Number(value ?? otherwise);
	const { values } = parseArgs({
		options: { port: { type: 'string' }, 'sandbox-port': { type: 'string' }, help: { type: 'boolean' } },
	});
	if (values.help) return undefined;
	return {
		n8n: port(values.port ?? process.env.AFILNET_N8N_PORT, 5678),
		sandbox: port(values['sandbox-port'] ?? process.env.AFILNET_SANDBOX_PORT, 4010),
	};
}

async function main(): Promise<void> {
	const ports = readPorts();
	if (ports) await demo(ports);
	else process.stdout.write(usage);
}

main().then(
	() => process.exit(0),
	(reason: unknown) => {
		process.stderr.write(`\n${reason instanceof Error ? reason.message : String(reason)}\n`);
		process.exit(1);
	},
);
