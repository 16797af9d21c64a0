import { parseArgs } from 'node:util';

import { startSandbox, type Fault } from '.';
import { shop } from './examples';
import { faultSchema } from './faults';
import { refusal } from './input';
import { applySwitches, defaultSwitches, switchViews, type Switches, type SwitchView } from './switches';

function usageOf({ name, values, range }: SwitchView): string {
	const taken = range
		? `a number from ${range.least} to ${range.most}`
		: values.map(({ value }) => value).join(', ');
	return `  ${name}: ${taken}`;
}

const usage = `Usage: npm run sandbox -- [options]

  --port 4010             where to listen on 127.0.0.1; 0 is any free port
  --user, --password      how to sign in
  --switch name=value     may be repeated, the names and values are below
  --fault '{"kind":"latency","ms":50,"jitter":25}'
                          may be repeated, the list is in sandbox/README.md
  --conversations 1000    adds so many conversations to the channel Shop WhatsApp
  --seed 1                seed of all that is random

Switches, the default first:
${switchViews.flatMap(({ switches }) => switches.map(usageOf)).join('\n')}
`;

function readArguments() {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '4010' },
			user: { type: 'string' },
			password: { type: 'string' },
			switch: { type: 'string', multiple: true, default: [] },
			fault: { type: 'string', multiple: true, default: [] },
			conversations: { type: 'string', default: '0' },
			seed: { type: 'string', default: '1' },
			help: { type: 'boolean', default: false },
		},
	});
	return values;
}

function readSwitches(assignments: readonly string[]): Switches {
	const switches = { ...defaultSwitches };
	for (const assignment of assignments) {
		const [name = '', value = ''] = assignment.split('=', 2);
		const refused = applySwitches(switches, { [name]: valueOf(name, value) });
		if (refused) throw new Error(refused);
	}
	return switches;
}

/** What a text means for a switch: one of its values, else a number if it is one. */
function valueOf(name: string, text: string): string | number | boolean {
	const known = switchViews.flatMap(({ switches }) => switches).find((view) => view.name === name);
	if (known?.range) return Number(text);
	return known?.values.find(({ value }) => String(value) === text)?.value ?? text;
}

function readFault(text: string): Fault {
	const { data, error } = faultSchema.safeParse(parse(text));
	if (error) throw new Error(`${text} is not a fault: ${refusal(error)} See the list in sandbox/README.md.`);
	return data;
}

/** The value that a text holds as JSON, or undefined if it is none. */
function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

async function start(): Promise<void> {
	const { port, user, password, conversations, seed, help, ...repeated } = readArguments();
	if (help) {
		process.stdout.write(usage);
		return;
	}
	const sandbox = await startSandbox({
		port: Number(port),
		seed: Number(seed),
		switches: readSwitches(repeated.switch),
		faults: repeated.fault.map(readFault),
		account: { ...(user && { user }), ...(password && { password }) },
	});
	const { account, url, apiUrl } = sandbox;
	account.addConversations(shop, Number(conversations));
	process.stdout.write(`A local Afilnet is ready.

  Page      ${url}
  API       ${apiUrl}
  User      ${account.user}
  Password  ${account.password}

Ctrl-C stops it.
`);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
}

start().catch((error: NodeJS.ErrnoException) => {
	const said =
		error.code === 'EADDRINUSE'
			? 'The port is in use. Choose another one with --port, such as --port 4011.'
			: `${error.message}\n\n${usage}`;
	process.stderr.write(`${said}\n`);
	process.exitCode = 1;
});
