/**
 * `npm run bench:requests`: how many requests a second the trigger makes in a real n8n if 1,000 conversations have something
 * new at once. `-- --old v0.1.0` measures an older package beside this one, by its tarball or its revision of git.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { startHost, type Host } from '../host/startHost';
import { until } from '../host/until';
import { afilnetTrigger, inARow } from '../host/workflows';
import type { RecordedRequest } from '../sandbox';
import { circumstances, load, table } from './lib/markdown';
import { packToCompare, type Packed } from './lib/packages';
import { print, tell } from './lib/progress';
import { activate, pollTimes } from './lib/traffic';

const conversations = 1000;
const rounds = 3;
const channel = { platform: 'whatsapp', platformId: '900' } as const;

/** An n8n with a workflow that polls, and the conversations it reads. */
interface Poller {
	packed: Packed;
	host: Host;
	workflow: string;
	destinations: string[];
}

interface Poll {
	packed: Packed;
	requests: number;
	/** From the first request to the last answer. */
	seconds: number;
}

async function startPoller(packed: Packed): Promise<Poller> {
	const sandbox = { account: { empty: true } };
	const host = await startHost({ tarball: packed.tarball, sandbox, report: tell });
	host.sandbox.account.addChannel(channel, 'Shop');
	const destinations = host.sandbox.account.addConversations(channel, conversations);
	const trigger = afilnetTrigger({ ...pollTimes(60), watch: 'account' }, host.credential);
	const { id } = await host.rest.createWorkflow(inARow('Poll', [trigger]));
	return { packed, host, workflow: id, destinations };
}

/** Lets every customer write at once, and measures the poll that reads it. */
async function measure({ packed, host, workflow, destinations }: Poller): Promise<Poll> {
	const { rest, sandbox } = host;
	await activate(rest, workflow, sandbox);
	sandbox.requests.clear();
	for (const destination of destinations) sandbox.account.receive({ ...channel, destination }, 'New');
	await until(() => isRead(host), { patience: 300_000, every: 500 });
	await rest.deactivate(workflow);
	const poll = pollsOf(sandbox.requests.all).reduce(
		(most, one) => (one.length > most.length ? one : most),
		[],
	);
	const ended = Math.max(...poll.map((request) => request.ended ?? request.started));
	return { packed, requests: poll.length, seconds: (ended - (poll[0]?.started ?? Number.NaN)) / 1000 };
}

/** Whether every conversation was asked for, and nothing more has been for three seconds. */
function isRead({ sandbox: { requests } }: Host): boolean {
	const asked = new Set(requests.all.map(({ parameters }) => parameters.destination));
	const last = requests.all.at(-1)?.ended ?? Infinity;
	return asked.size > conversations && requests.inFlight === 0 && Date.now() - last > 3000;
}

/** The requests of each poll, which begins with the list of channels. */
function pollsOf(requests: readonly RecordedRequest[]): RecordedRequest[][] {
	const polls: RecordedRequest[][] = [];
	for (const request of requests) {
		if (request.parameters.method === 'getchatchannels') polls.push([]);
		polls.at(-1)?.push(request);
	}
	return polls;
}

async function bench(old: string | undefined): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'afilnet-requests-'));
	const pollers: Poller[] = [];
	const before = load();
	const polls: Poll[] = [];
	try {
		for (const packed of await packToCompare(folder, old)) pollers.push(await startPoller(packed));
		// In turn, so that other load of the machine is the same for both, and one at a time.
		for (let round = 1; round <= rounds; round++) {
			for (const poller of pollers) {
				tell(`Round ${round} of ${rounds}, ${poller.packed.name} package`);
				polls.push(await measure(poller));
			}
		}
		const { node, version } = pollers[0]?.host.installation ?? { node: process.execPath, version: '' };
		print(
			`${circumstances(node)}, n8n ${version} with SQLite. Load of the machine ${before} before, ${load()} after.`,
		);
		print(`A poll of ${conversations} conversations that all have a new message, ${rounds} rounds in turn:`);
		print(tableOf(polls));
	} finally {
		for (const { host } of pollers) await host.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

function tableOf(polls: Poll[]): string {
	return table(
		['Package', 'Requests', 'Time', 'Requests a second'],
		polls
			.toSorted((one, other) => one.packed.name.localeCompare(other.packed.name))
			.map(({ packed, requests, seconds }) => [
				packed.name,
				String(requests),
				`${seconds.toFixed(1)} s`,
				(requests / seconds).toFixed(0),
			]),
	);
}

const { values } = parseArgs({ options: { old: { type: 'string' } } });
void bench(values.old);
