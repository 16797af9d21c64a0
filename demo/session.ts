import { resolve } from 'node:path';
import { lastLines } from '../host/child';
import { isPortFree } from '../host/environment';
import type { N8n } from '../host/n8n';
import { owner } from '../host/rest';
import { startHost, type Host, type HostOptions } from '../host/startHost';
import { closed, prepareExamples } from './examples';
import { startModel } from './model';
import { readPorts, type Ports } from './ports';
import { tell, tellLast } from './progress';

/** Everything that is installed and kept here, inside the repository and ignored by git. */
const hosts = resolve(__dirname, '..', '.hosts');

/** The workflow that a new user opens first. */
const first = 'Send a WhatsApp Message';

const usage = (command: string) => `Usage: npm run ${command} -- [options]

  --port 5678          n8n's port on 127.0.0.1; or set AFILNET_N8N_PORT
  --sandbox-port 4010  the sandbox's port on 127.0.0.1; or set AFILNET_SANDBOX_PORT
`;

export interface Session {
	/** The npm script that starts it; its n8n keeps a folder of that name. */
	command: 'demo' | 'dev';
	/** What of the host differs from an n8n with the packed package. */
	options?: Pick<HostOptions, 'install' | 'environment'>;
	/** Runs once n8n is ready; what it returns runs at the end. */
	onReady?: (host: Host) => () => unknown;
}

/** Starts the sandbox and n8n with this package, and keeps them until Ctrl-C, which ends the process. */
export function runSession(session: Session): void {
	start(session).then(
		() => process.exit(0),
		(reason: unknown) => {
			process.stderr.write(`\n${reason instanceof Error ? reason.message : String(reason)}\n`);
			process.exit(1);
		},
	);
}

async function start(session: Session): Promise<void> {
	const ports = readPorts(process.argv.slice(2), process.env);
	if (ports) await keepUp(session, ports);
	else process.stdout.write(usage(session.command));
}

async function keepUp({ command, options, onReady }: Session, ports: Ports): Promise<void> {
	await assertPortFree(ports.n8n, 'n8n', `npm run ${command} -- --port`);
	await assertPortFree(ports.sandbox, 'the sandbox', `npm run ${command} -- --sandbox-port`);
	const host = await startHost({
		...options,
		hosts,
		folder: resolve(hosts, command),
		port: ports.n8n,
		sandbox: { port: ports.sandbox, faults: [closed] },
		report: tell,
	});
	const workflows = await prepareExamples(host, await startModel());
	tellLast('Ready');
	process.stdout.write(welcome(host, workflows.get(first)));
	const end = onReady?.(host);

	const interrupted = await untilEnd(host.n8n);
	process.stdout.write('\nStopping n8n and the sandbox\n');
	end?.();
	await host.stop();
	if (!interrupted) throw new Error(`n8n has ended. ${lastLines(host.n8n.log)}`);
}

/** Resolves to true at Ctrl-C, or to false if n8n ends by itself. */
async function untilEnd(n8n: N8n): Promise<boolean> {
	const interrupted = new Promise<boolean>((done) => {
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done(true));
	});
	return await Promise.race([interrupted, n8n.ended.then(() => false)]);
}

async function assertPortFree(port: number, who: string, option: string): Promise<void> {
	if (await isPortFree(port)) return;
	throw new Error(
		`Port ${port} is in use, but ${who} needs it. Stop what uses it, or choose another port: ${option} ${port + 10}`,
	);
}

/** Signing in at this address leads to the workflow. */
const signInTo = (n8n: N8n, workflow = 'new') =>
	`${n8n.url}signin?redirect=${encodeURIComponent(`/workflow/${workflow}`)}`;

const welcome = ({ n8n, sandbox }: Host, workflow: string | undefined) => `
  n8n       ${signInTo(n8n, workflow)}
  Email     ${owner.email}
  Password  ${owner.password}

  Sandbox   ${sandbox.url}

Open both pages side by side. The first one signs you in to n8n and opens the workflow ${first}.
On the second one, write as the website's visitor: the workflow AI Agent answers within a minute.
Ctrl-C stops everything. Your workflows are still there at the next start.
`;
