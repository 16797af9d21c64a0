/**
 * `npm run test:soak`: customers write ten messages a second to 1,000 conversations for twenty minutes, one n8n with SQLite
 * answers them, and every minute its memory, the trigger's state and the last poll are measured. `-- --minutes 2` is shorter.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { until } from '../host/until';
import { circumstances, load, table } from './lib/markdown';
import { print, tell } from './lib/progress';
import { startRepliesHost, type RepliesHost } from './lib/repliesHost';

const customers = 1000;
const messagesPerSecond = 10;
const pollSeconds = 60;

interface Reading {
	minute: number;
	/** Resident memory of n8n's process, in MB. */
	memory: number;
	/** The trigger's state in n8n's database, in KB. */
	state: number;
	/** From the first request of the last poll to the last answer, in seconds. */
	poll: number;
	requests: number;
	/** Messages that had arrived and were not answered then. */
	waiting: number;
}

async function soak(minutes: number): Promise<void> {
	const host = await startRepliesHost({ customers, pollSeconds });
	const loadBefore = load();
	const readings: Reading[] = [];
	try {
		const began = Date.now();
		const writing = setInterval(() => host.customers.write(messagesPerSecond / 2), 500);
		for (let minute = 1; minute <= minutes; minute++) {
			await wait(began + minute * 60_000 - Date.now());
			const reading = await read(host, minute);
			readings.push(reading);
			tell(JSON.stringify(reading));
		}
		clearInterval(writing);
		// What has no answer by then is shown as lost.
		const patience = 4 * pollSeconds * 1000;
		await until(() => host.customers.tally().lost === 0, { patience, every: 1000 }).catch(() => {});
		await wait(1.5 * pollSeconds * 1000);
		readings.push(await read(host, (Date.now() - began) / 60_000));
		show(host, readings, `Load of the machine ${loadBefore} before, ${load()} after.`);
	} finally {
		await host.stop();
	}
}

async function read(
	{ n8n, rest, sandbox, workflow, customers: writers }: RepliesHost,
	minute: number,
): Promise<Reading> {
	const { all } = sandbox.requests;
	const polls = all.flatMap(({ parameters }, index) =>
		parameters.method === 'getchatchannels' ? [index] : [],
	);
	const reads = all
		.slice(polls.at(-2), polls.at(-1))
		.filter(({ parameters }) => parameters.method !== 'sendmessage');
	const ended = reads.map((request) => request.ended ?? request.started);
	return {
		minute,
		memory: residentMemory(n8n.processId),
		state: JSON.stringify((await rest.workflow(workflow)).staticData).length / 1024,
		poll: (Math.max(...ended) - (reads[0]?.started ?? Number.NaN)) / 1000,
		requests: reads.length,
		waiting: writers.tally().lost,
	};
}

/** In MB, as Linux counts it. */
function residentMemory(processId: number): number {
	const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${processId}/status`, 'utf8')) ?? [];
	return Number(kilobytes) / 1024;
}

function show({ installation, customers: writers }: RepliesHost, readings: Reading[], loads: string): void {
	const { arrived, answered, repeated, lost, overtaken } = writers.tally();
	print(`${circumstances(installation.node)}, n8n ${installation.version} with SQLite. ${loads}`);
	print(
		`${arrived} messages to ${customers} conversations: ${answered} answered, ${repeated} repeated, ${lost} lost, ${overtaken} overtaken.`,
	);
	print(
		table(
			['Minute', 'Memory of n8n', 'State', 'Last poll', 'Its requests', 'Not yet answered'],
			readings.map(({ minute, memory, state, poll, requests, waiting }) => [
				minute.toFixed(0),
				`${memory.toFixed(0)} MB`,
				`${state.toFixed(1)} KB`,
				`${poll.toFixed(1)} s`,
				String(requests),
				String(waiting),
			]),
		),
	);
	process.exitCode = repeated + lost > 0 ? 1 : 0;
}

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '20' } } });
void soak(Number(values.minutes));
