/**
 * Customers write without a pause while n8n is killed ten times in the middle of it and started again. By what n8n has
 * stored, with durable poll cursors every message started exactly one execution; without them, what n8n leaves open is
 * counted.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { durableCursors } from '../../host/environment';
import { installN8n, testHosts, type Installation } from '../../host/install';
import { startN8n } from '../../host/n8n';
import { installPackage, packPackage } from '../../host/package';
import { signIn, type ExecutionSummary } from '../../host/rest';
import { startSandbox, type ConversationKey, type Sandbox } from '../../sandbox';
import { count, Customers, startReplies, storedExecutions, until, type Written } from '../../host/replies';

const rounds = 10;
const pollSeconds = 5;
const channel = { platform: 'whatsapp', platformId: '900' } as const;
const conversations: ConversationKey[] = Array.from({ length: 20 }, (_customer, number) => ({
	...channel,
	destination: String(34_700_000_001 + number),
}));

const folder = mkdtempSync(join(tmpdir(), 'afilnet-kill-'));
let tarball: string;
let installation: Installation;

beforeAll(async () => {
	tarball = await packPackage(join(folder, 'package'));
	installation = await installN8n('2.41.1', { into: testHosts() });
}, 1_800_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
	kills: number;
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

/** Kills n8n in the middle of traffic, again and again, and tells what became of the messages. */
async function killAgainAndAgain(name: string, environment: Record<string, string>): Promise<Outcome> {
	const unreadMarksRead = name === 'durable';
	const sandbox = await startSandbox({ account: { empty: true }, switches: { unreadMarksRead } });
	sandbox.account.addChannel(channel, 'Shop');
	const userFolder = join(folder, name);
	installPackage(tarball, userFolder);
	const start = async () => await startN8n({ installation, userFolder, environment });
	let n8n = await start();
	let writing: NodeJS.Timeout | undefined;
	try {
		let rest = await signIn(n8n.url);
		const id = await startReplies(rest, sandbox, pollSeconds);

		const customers = new Customers(sandbox, conversations);
		// Until then n8n has stored nothing that it could go on from.
		customers.write(conversations.length);
		await until(() => customers.tally().lost === 0);
		writing = setInterval(() => customers.write(1), 250);
		const kills: number[] = [];
		for (let round = 1; round <= rounds; round++) {
			await untilPolling(sandbox, round);
			kills.push(Date.now());
			await n8n.kill();
			n8n = await start();
		}
		clearInterval(writing);
		rest = await signIn(n8n.url);
		await untilQuiet(customers, async () => await rest.executions(id));
		const executions = await storedExecutions(rest, id);
		const started = count(executions.flatMap(({ texts }) => texts));
		const { written } = customers;
		const astray = written.filter(({ text }) => started.get(text) !== 1);
		const { lost, repeated } = customers.tally();
		return {
			kills: kills.length,
			written: written.length,
			lost: astray.filter(({ text }) => !started.has(text)).map(({ text }) => text),
			repeated: astray.filter(({ text }) => started.has(text)).map(({ text }) => text),
			unexplained: astray
				.filter((message) => !wasBeingPolled(sandbox, message, kills))
				.map(({ text }) => text),
			unanswered: lost,
			answeredTwice: repeated,
		};
	} finally {
		clearInterval(writing);
		await n8n.kill();
		await sandbox.close();
	}
}

/**
 * Waits for a moment worth a power cut, one to three polls after the start: in odd rounds some time in the three seconds
 * after a poll has begun, in even ones just after its last answer, when n8n stores what it emits.
 */
async function untilPolling({ requests }: Sandbox, round: number): Promise<void> {
	for (let poll = 0; poll <= round % 3; poll++) {
		if (poll > 0) await wait(pollSeconds * 500);
		const before = requests.all.length;
		await until(() => requests.all.slice(before).some(({ parameters }) => parameters.method === 'getchats'));
	}
	if (round % 2 === 1) return await wait(Math.random() * 3000);
	await wait(50);
	await until(() => requests.inFlight === 0);
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
		const isRunning = (await executions()).some(({ status }) => ['new', 'running'].includes(status));
		quiet = lost === before && !isRunning ? quiet + 1 : 0;
		before = lost;
		await wait(pollSeconds * 1000);
	}
}

/** Whether a message was read by a poll that n8n may not have finished when it was killed. */
function wasBeingPolled({ requests }: Sandbox, { conversation, at }: Written, kills: number[]): boolean {
	const reading = requests.all.find(
		({ parameters, started }) =>
			parameters.method === 'getmessages' &&
			parameters.destination === conversation.destination &&
			started > at,
	);
	return kills.some((kill) => reading && reading.started < kill && reading.started > kill - 5000);
}

describe('n8n is killed ten times while customers write', () => {
	let durable: Outcome;
	let standard: Outcome;

	beforeAll(async () => {
		[durable, standard] = await Promise.all([
			killAgainAndAgain('durable', durableCursors),
			killAgainAndAgain('default', {}),
		]);
		tell('With durable poll cursors', durable);
		tell('With default settings', standard);
	}, 1_200_000);

	test('with durable poll cursors every message starts exactly one execution', () => {
		expect(durable).toMatchObject({ kills: rounds, lost: [], repeated: [] });
	});

	test('with default settings only what was being emitted at a kill is lost or repeated', () => {
		expect(standard).toMatchObject({ kills: rounds, unexplained: [] });
	});

	test('no execution answers a message twice', () => {
		expect(durable.answeredTwice).toBe(0);
		expect(standard.answeredTwice).toBeLessThanOrEqual(standard.repeated.length);
	});
});

function tell(
	settings: string,
	{ kills, written, lost, repeated, unanswered, answeredTwice }: Outcome,
): void {
	process.stdout.write(
		`${settings}, ${kills} kills, ${written} messages: ` +
			`${lost.length} started no execution, ${repeated.length} more than one; ` +
			`${unanswered} not answered, ${answeredTwice} answered twice.\n`,
	);
}
