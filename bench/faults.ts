/**
 * `npm run test:faults`: customers write while Afilnet fails in one way after another, each for ten polls. Afterwards
 * every message has started exactly one execution, and none was answered twice.
 */
import { setTimeout as wait } from 'node:timers/promises';

import { until } from '../host/until';
import type { Fault, Sandbox } from '../sandbox';
import { circumstances, load, table } from './lib/markdown';
import { print, tell } from './lib/progress';
import { startRepliesHost, type RepliesHost } from './lib/repliesHost';
import { count, storedExecutions } from './lib/traffic';

const polls = 10;

interface Trouble {
	name: string;
	begin: (sandbox: Sandbox) => void;
	end: (sandbox: Sandbox) => void;
}

const troubles: Trouble[] = [
	fault('Afilnet down', { kind: 'cut' }),
	fault('Every second request failing', { kind: 'status', share: 0.5 }),
	fault('Answers after 30 seconds', { kind: 'latency', ms: 30_000 }),
	fault('HTML from a proxy', { kind: 'html' }),
	{
		name: 'A wrong password',
		begin: ({ account }) => (account.password = 'changed'),
		end: ({ account }) => (account.password = 'sandbox'),
	},
];

function fault(name: string, what: Fault): Trouble {
	return { name, begin: ({ faults }) => faults.add(what), end: ({ faults }) => faults.clear() };
}

interface Result {
	name: string;
	seconds: number;
	arrived: number;
	/** Messages that started no execution. */
	lost: number;
	/** Messages that started more than one. */
	repeated: number;
	answered: number;
	answeredTwice: number;
	/** Messages whose execution stopped with what n8n shows as an error, before they were answered. */
	stopped: number;
}

/** Lets customers write through ten polls of trouble and beyond, until n8n has taken up everything. */
async function play({ sandbox, customers, rest, workflow }: RepliesHost, trouble: Trouble): Promise<Result> {
	const [began, from] = [Date.now(), customers.written.length];
	const writing = setInterval(() => customers.write(1), 500);
	await pollsBegun(sandbox, 2);
	trouble.begin(sandbox);
	await pollsBegun(sandbox, polls);
	trouble.end(sandbox);
	await pollsBegun(sandbox, 2);
	clearInterval(writing);
	await pollsBegun(sandbox, 4);
	await wait(10_000);

	const executions = await storedExecutions(rest, workflow);
	const started = count(executions.flatMap(({ texts }) => texts));
	const unfinished = new Set(
		executions.filter(({ status }) => status !== 'success').flatMap(({ texts }) => texts),
	);
	const answers = count(customers.answers().flat());
	const written = customers.written.slice(from).map(({ text }) => text);
	return {
		name: trouble.name,
		seconds: (Date.now() - began) / 1000,
		arrived: written.length,
		lost: written.filter((text) => !started.has(text)).length,
		repeated: written.filter((text) => (started.get(text) ?? 0) > 1).length,
		answered: written.filter((text) => answers.has(text)).length,
		answeredTwice: written.filter((text) => (answers.get(text) ?? 0) > 1).length,
		stopped: written.filter((text) => !answers.has(text) && unfinished.has(text)).length,
	};
}

/** Waits until so many more polls have begun. */
async function pollsBegun({ requests }: Sandbox, wanted: number): Promise<void> {
	const from = requests.all.at(-1)?.id ?? 0;
	const begun = () =>
		requests.all.filter(({ id, parameters }) => id > from && parameters.method === 'getchatchannels').length;
	await until(() => begun() >= wanted, { patience: wanted * 90_000, every: 200 });
}

async function run(): Promise<void> {
	const host = await startRepliesHost({ customers: 20, pollSeconds: 5 });
	const loadBefore = load();
	const results: Result[] = [];
	try {
		for (const trouble of troubles) {
			tell(trouble.name);
			results.push(await play(host, trouble));
			tell(JSON.stringify(results.at(-1)));
		}
	} finally {
		await host.stop();
	}
	const { node, version } = host.installation;
	print(
		`${circumstances(node)}, n8n ${version} with SQLite. Load of the machine ${loadBefore} before, ${load()} after.`,
	);
	print(
		table(
			[
				'',
				'Arrived',
				'Lost',
				'Repeated',
				'Answered',
				'Answered twice',
				'Not sent, in a failed execution',
				'Seconds',
			],
			results.map(({ name, arrived, lost, repeated, answered, answeredTwice, stopped, seconds }) => [
				name,
				...[arrived, lost, repeated, answered, answeredTwice, stopped].map(String),
				seconds.toFixed(0),
			]),
		),
	);
	const isSound = ({ arrived, lost, repeated, answered, answeredTwice, stopped }: Result) =>
		lost + repeated + answeredTwice === 0 && answered + stopped === arrived;
	process.exitCode = results.every(isSound) ? 0 : 1;
}

void run();
