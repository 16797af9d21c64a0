/**
 * `npm run test:queue`: customers write while n8n answers them in queue mode, with one main process and two workers, and
 * parts of it are killed. `-- --short` is the form for CI, with fewer messages and one kill; `-- --settings durable` or
 * `default` is one half of the whole.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { durableCursors } from '../../host/environment';
import { until } from '../../host/until';
import { typedIn } from '../../host/workflows';
import type { Sandbox } from '../../sandbox';
import { circumstances, load, table } from '../lib/markdown';
import { print, tell } from '../lib/progress';
import { count, Customers, startReplies, storedExecutions, type StoredExecution } from '../lib/traffic';
import { busiest, startCluster, workOf, type Cluster } from './cluster';
import { sendFiles } from './files';
import { askAndAnswer } from './waiting';

/** Longer than an execution takes, as a minute is: two executions at once may answer a conversation in any order. */
const pollSeconds = 30;

interface Scenario {
	name: string;
	/** What happens once half of the messages are written. */
	disturb: (cluster: Cluster) => Promise<void>;
}

const undisturbed: Scenario = { name: 'Undisturbed', disturb: async () => {} };
const workerKilled: Scenario = {
	name: 'A worker killed',
	disturb: async (cluster) => await busiest(cluster).kill(),
};
const redisRestarted: Scenario = {
	name: 'Redis restarted',
	disturb: async ({ redis }) => await redis.restart(),
};
const mainKilled: Scenario = {
	name: 'The main process killed',
	disturb: async ({ main }) => await main.kill(),
};

interface Size {
	messages: number;
	customers: number;
}

interface Result {
	scenario: Scenario;
	arrived: number;
	answered: number;
	repeated: number;
	lost: number;
	overtaken: number;
	/** Lost messages in executions that were killed: n8n marks them as crashed and does not run them again. */
	lostInKilled: number;
	/** Lost messages in executions that ended well. */
	lostInFinished: number;
	/** Messages that started no execution or more than one. */
	notStarted: number;
	startedAgain: number;
	/** Executions of each worker. */
	work: number[];
	/** n8n processes that ended by themselves and were started again. */
	restarts: number;
	seconds: number;
}

/** Lets customers write to a new channel, at ten messages a second, and counts what became of the messages. */
async function play(cluster: Cluster, scenario: Scenario, size: Size): Promise<Result> {
	const { rest, sandbox } = cluster.host;
	const began = Date.now();
	const channel = { platform: 'whatsapp', platformId: String(began) } as const;
	sandbox.account.addChannel(channel, scenario.name);
	const conversations = Array.from({ length: size.customers }, (_customer, number) => ({
		...channel,
		destination: String(34_700_000_001 + number),
	}));
	const watched = { watch: 'channel', platform: 'whatsapp', platformId: typedIn(channel.platformId) };
	const id = await startReplies(cluster.host, pollSeconds, watched);
	const customers = new Customers(sandbox, conversations);
	const [workBefore, restartsBefore] = [workOf(cluster), restartsOf(cluster)];

	const earlier = await write(customers, size, async () => await disturb(cluster, scenario, id));
	await untilQuiet(customers);
	const executions = (await storedExecutions(rest, id)).map((execution) => ({
		...execution,
		texts: [
			...new Set([...execution.texts, ...(earlier.find((one) => one.id === execution.id)?.texts ?? [])]),
		],
	}));
	await rest.deactivate(id);
	return {
		scenario,
		...customers.tally(),
		...whereabouts(customers, executions),
		work: workOf(cluster).map((executed, worker) => executed - (workBefore[worker] ?? 0)),
		restarts: restartsOf(cluster) - restartsBefore,
		seconds: (Date.now() - began) / 1000,
	};
}

/** Writes all messages, with a disturbance once half of them are written. @returns what that has read */
async function write<Read>(
	customers: Customers,
	size: Size,
	startDisturbance: () => Promise<Read[]>,
): Promise<Read[]> {
	customers.write(1);
	// With durable cursors n8n has stored nothing before the first poll that emits.
	await until(() => customers.tally().lost === 0, { patience: 300_000 });
	let disturbance: Promise<Read[]> | undefined;
	while (customers.written.length < size.messages) {
		customers.write(Math.min(5, size.messages - customers.written.length));
		if (!disturbance && customers.written.length >= size.messages / 2) {
			disturbance = untilAnswering(customers.sandbox).then(startDisturbance);
		}
		await wait(500);
	}
	return (await disturbance) ?? [];
}

/** In which executions the messages are. */
function whereabouts(customers: Customers, executions: StoredExecution[]) {
	const started = count(executions.flatMap(({ texts }) => texts));
	const finished = new Set(
		executions.filter(({ status }) => status === 'success').flatMap(({ texts }) => texts),
	);
	const answered = new Set(customers.answers().flat());
	const unanswered = customers.written.map(({ text }) => text).filter((text) => !answered.has(text));
	return {
		lostInKilled: unanswered.filter((text) => started.has(text) && !finished.has(text)).length,
		lostInFinished: unanswered.filter((text) => finished.has(text)).length,
		notStarted: customers.written.filter(({ text }) => !started.has(text)).length,
		startedAgain: [...started.values()].filter((times) => times > 1).length,
	};
}

/**
 * Disturbs the cluster, and reads what n8n has stored before it gives up what was killed: if an execution's worker is
 * gone, n8n drops the messages after a minute and a half.
 */
async function disturb(cluster: Cluster, scenario: Scenario, workflow: string): Promise<StoredExecution[]> {
	const disturbance = scenario.disturb(cluster);
	let stored: StoredExecution[] | undefined;
	const isRead = async () => {
		// What was killed does not answer until it is started again.
		stored = await storedExecutions(cluster.host.rest, workflow).catch(() => undefined);
		return stored !== undefined;
	};
	await wait(1000);
	await until(isRead, { patience: 120_000, every: 1000 });
	await disturbance;
	return stored ?? [];
}

const restartsOf = ({ main, workers }: Cluster) =>
	[main, ...workers].reduce((sum, { restarts }) => sum + restarts, 0);

/** Waits until an answer is under way, so that the kill comes in the middle of the work. */
async function untilAnswering({ requests }: Sandbox): Promise<void> {
	const isAnswering = () =>
		requests.all
			.slice(-100)
			.some(({ parameters, ended }) => parameters.method === 'sendmessage' && ended === undefined);
	await until(isAnswering, { patience: 300_000, every: 2 });
}

/** Waits until everything is answered, or nothing more has been for two minutes, in which n8n gives up what was killed. */
async function untilQuiet(customers: Customers): Promise<void> {
	const latest = { lost: -1, since: Date.now() };
	while (Date.now() - latest.since < 120_000) {
		const { lost } = customers.tally();
		if (lost !== latest.lost) Object.assign(latest, { lost, since: Date.now() });
		if (lost === 0 && Date.now() - latest.since > 2 * pollSeconds * 1000) return;
		await wait(1000);
	}
}

/** What must never happen. What n8n leaves open is only counted. */
function shortcomings(result: Result, isDurable: boolean): string[] {
	const { scenario, answered, arrived, repeated, overtaken, notStarted, startedAgain } = result;
	const found: Array<[boolean, string]> = [
		[result.lostInFinished > 0, 'messages were lost in executions that ended well'],
		[repeated > startedAgain, 'messages were answered again within an execution'],
		[isDurable && notStarted + startedAgain > 0, 'messages did not start exactly one execution'],
		[scenario === undisturbed && answered < arrived, 'messages were lost'],
		[scenario === undisturbed && repeated > 0, 'messages were answered again'],
		[scenario === undisturbed && overtaken > 0, 'answers overtook each other'],
		[scenario === undisturbed && result.work.includes(0), 'a worker had nothing to do'],
	];
	return found.filter(([isSo]) => isSo).map(([, what]) => `${scenario.name}: ${what}.`);
}

function tableOf(results: Result[]): string {
	return table(
		[
			...['', 'Arrived', 'Answered', 'Repeated', 'Lost', 'Overtaken'],
			...[
				'Lost in a killed execution',
				'Started none',
				'Started more than one',
				'Executions',
				'n8n restarts',
			],
		],
		results.map((result) => [
			result.scenario.name,
			...[result.arrived, result.answered, result.repeated, result.lost, result.overtaken].map(String),
			...[result.lostInKilled, result.notStarted, result.startedAgain].map(String),
			result.work.join(' + '),
			String(result.restarts),
		]),
	);
}

const titles = { durable: 'Durable poll cursors', default: 'Default settings' };
const settings = { durable: durableCursors, default: {} };

async function playAll(name: keyof typeof settings, scenarios: Scenario[], size: Size): Promise<string[]> {
	const cluster = await startCluster(2, settings[name]);
	cluster.host.sandbox.faults.add({ kind: 'latency', ms: 50, jitter: 25 });
	const results: Result[] = [];
	const found: string[] = [];
	const before = load();
	try {
		found.push(...(await sendFiles(cluster.host)), ...(await askAndAnswer(cluster.host)));
		for (const scenario of scenarios) {
			tell(`${titles[name]}: ${scenario.name}`);
			const result = await play(cluster, scenario, size);
			results.push(result);
			tell(JSON.stringify(result));
		}
	} finally {
		await cluster.stop();
	}
	const { node } = cluster.host.installation;
	print(`${titles[name]}. ${circumstances(node)}. Load of the machine ${before} before, ${load()} after.`);
	print(tableOf(results));
	return [...found, ...results.flatMap((result) => shortcomings(result, name === 'durable'))];
}

async function run(): Promise<void> {
	const { values } = parseArgs({ options: { short: { type: 'boolean' }, settings: { type: 'string' } } });
	if (values.settings && !(values.settings in settings)) throw new Error('--settings is durable or default.');
	const found: string[] = [];
	if (values.short) {
		found.push(...(await playAll('durable', [mainKilled], { messages: 200, customers: 50 })));
	} else {
		for (const name of ['durable', 'default'] as const) {
			if (!values.settings || values.settings === name) found.push(...(await playAll(name, all, full)));
		}
	}
	for (const line of found) tell(line);
	process.exitCode = found.length > 0 ? 1 : 0;
}

const all = [undisturbed, mainKilled, workerKilled, redisRestarted];
const full: Size = { messages: 2000, customers: 200 };

void run();
