/**
 * `npm run test:kill`: customers write without a pause while n8n is killed ten times in the middle of it and started again,
 * with durable poll cursors and with the default settings. With durable poll cursors every message must have started
 * exactly one execution by what n8n has stored. Without them, what n8n leaves open is counted. `-- --rounds 2` is shorter.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { durableCursors } from '../host/environment';
import { packPackage } from '../host/package';
import { isUnderWay, type ExecutionSummary } from '../host/rest';
import { startHost, type Host } from '../host/startHost';
import { until } from '../host/until';
import type { ConversationKey, Sandbox } from '../sandbox';
import { circumstances, load, table } from './lib/markdown';
import { print, tell } from './lib/progress';
import { count, Customers, startReplies, storedExecutions, type Written } from './lib/traffic';

const pollSeconds = 5;
const channel = { platform: 'whatsapp', platformId: '900' } as const;
const conversations = Array.from({ length: 20 }, (_customer, number): ConversationKey => ({
	...channel,
	destination: String(34_700_000_001 + number),
}));
/** Looks often, to catch the moment right after an answer. */
const closely = { patience: 300_000, every: 2 };

interface Outcome {
	settings: string;
	isDurable: boolean;
	/** The Node.js that ran n8n. */
	node: string;
	written: number;
	/** Messages that started no execution. */
	lost: string[];
	/** Messages that started more than one. */
	repeated: string[];
	/** Of those, the ones that were not being polled when n8n was killed. */
	unexplained: string[];
	/** Messages whose one execution was killed before it had answered them. n8n does not run it again. */
	unanswered: number;
	/** Messages that were answered more than once. */
	answeredTwice: number;
}

/** Kills n8n during traffic, again and again, and returns what became of the messages. */
async function killAgainAndAgain(tarball: string, isDurable: boolean, rounds: number): Promise<Outcome> {
	const host = await startHost({
		tarball,
		...(isDurable && { environment: durableCursors }),
		sandbox: { account: { empty: true }, switches: { unreadMarksRead: isDurable } },
	});
	host.sandbox.account.addChannel(channel, 'Shop');
	const customers = new Customers(host.sandbox, conversations);
	let writing: NodeJS.Timeout | undefined;
	try {
		const id = await startReplies(host, pollSeconds);
		// Until then n8n has stored nothing that it could go on from.
		customers.write(conversations.length);
		await until(() => customers.tally().lost === 0, { patience: 300_000 });
		writing = setInterval(() => customers.write(1), 250);
		const kills = await kill(host, rounds);
		clearInterval(writing);
		await untilQuiet(customers, async () => await host.rest.executions(id));
		return await outcome(host, id, customers, kills, isDurable);
	} finally {
		clearInterval(writing);
		await host.stop();
	}
}

/** @returns the moments of the kills, in ms since 1970 */
async function kill(host: Host, rounds: number): Promise<number[]> {
	const kills: number[] = [];
	for (let round = 1; round <= rounds; round++) {
		await untilPolling(host.sandbox, round);
		kills.push(Date.now());
		await host.n8n.kill();
		await host.start();
	}
	return kills;
}

async function outcome(
	{ installation, rest, sandbox }: Host,
	workflow: string,
	customers: Customers,
	kills: number[],
	isDurable: boolean,
): Promise<Outcome> {
	const started = count((await storedExecutions(rest, workflow)).flatMap(({ texts }) => texts));
	const { written } = customers;
	const astray = written.filter(({ text }) => started.get(text) !== 1);
	const { lost, repeated } = customers.tally();
	return {
		settings: isDurable ? 'Durable poll cursors' : 'Default settings',
		isDurable,
		node: installation.node,
		written: written.length,
		lost: astray.filter(({ text }) => !started.has(text)).map(({ text }) => text),
		repeated: astray.filter(({ text }) => started.has(text)).map(({ text }) => text),
		unexplained: astray.filter((message) => !wasBeingPolled(sandbox, message, kills)).map(({ text }) => text),
		unanswered: lost,
		answeredTwice: repeated,
	};
}

/**
 * Waits for a moment worth a power cut, one to three polls after the start: in odd rounds some time in the three seconds
 * after a poll has begun, in even ones just after its last answer, when n8n stores what it emits.
 */
async function untilPolling({ requests }: Sandbox, round: number): Promise<void> {
	for (let poll = 0; poll <= round % 3; poll++) {
		if (poll > 0) await wait(pollSeconds * 500);
		const before = requests.all.length;
		await until(
			() => requests.all.slice(before).some(({ parameters }) => parameters.method === 'getchats'),
			closely,
		);
	}
	if (round % 2 === 1) return await wait(Math.random() * 3000);
	await wait(50);
	await until(() => requests.inFlight === 0, closely);
	await wait(Math.random() * 100);
}

/** Waits until nothing is under way in n8n and a few polls have brought nothing more, for three minutes at most. */
async function untilQuiet(
	customers: Customers,
	executions: () => Promise<ExecutionSummary[]>,
): Promise<void> {
	const deadline = Date.now() + 180_000;
	for (let before = -1, quiet = 0; quiet < 3 && Date.now() < deadline;) {
		const { lost } = customers.tally();
		const isRunning = (await executions()).some(isUnderWay);
		quiet = lost === before && !isRunning ? quiet + 1 : 0;
		before = lost;
		await wait(pollSeconds * 1000);
	}
}

/** Whether a message was read by a poll that n8n may not have finished when it was killed. */
function wasBeingPolled({ requests }: Sandbox, { conversation, at }: Written, kills: number[]): boolean {
	const reading = requests.all.find(
		({ parameters, started }) =>
			parameters.method !== 'sendmessage' &&
			parameters.destination === conversation.destination &&
			started > at,
	);
	return kills.some((kill) => reading && reading.started < kill && reading.started > kill - 5000);
}

/** What must never happen. What n8n leaves open is only counted. */
function shortcomings({ isDurable, lost, repeated, unexplained, answeredTwice }: Outcome): string[] {
	const found: Array<[string, string[]]> = isDurable
		? [
				['started no execution', lost],
				['started more than one execution', repeated],
			]
		: [['were lost or repeated, though no poll had them at a kill', unexplained]];
	const twice = answeredTwice > (isDurable ? 0 : repeated.length);
	return [
		...found
			.filter(([, texts]) => texts.length > 0)
			.map(([what, texts]) => `Messages ${what}: ${texts.join(', ')}`),
		...(twice ? [`${answeredTwice} answers were given twice by one execution.`] : []),
	];
}

async function run(rounds: number): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'afilnet-kill-'));
	const before = load();
	try {
		const tarball = await packPackage(folder);
		tell(`Killing n8n ${rounds} times`);
		const outcomes = await Promise.all(
			[true, false].map((isDurable) => killAgainAndAgain(tarball, isDurable, rounds)),
		);
		print(
			`${circumstances(outcomes[0]?.node ?? process.execPath)}, ${rounds} kills. Load of the machine ${before} before, ${load()} after.`,
		);
		print(tableOf(outcomes));
		const found = outcomes.flatMap((one) => shortcomings(one).map((line) => `${one.settings}: ${line}`));
		for (const line of found) tell(line);
		process.exitCode = found.length > 0 ? 1 : 0;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function tableOf(outcomes: Outcome[]): string {
	return table(
		[
			'Settings',
			'Messages',
			'Started exactly one execution',
			'None',
			'More than one',
			'Answered twice',
			'In an execution that was killed',
		],
		outcomes.map(({ settings, written, lost, repeated, answeredTwice, unanswered }) => [
			settings,
			...[written, written - lost.length - repeated.length, lost.length, repeated.length].map(String),
			...[answeredTwice, Math.max(0, unanswered - lost.length)].map(String),
		]),
	);
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '10' } } });
void run(Number(values.rounds));
