/**
 * `npm run bench`: sends 500 messages to 50 conversations by several nodes in a real n8n, and prints what it took.
 * `-- --old v0.1.0` measures an older package beside this one, by its tarball or its revision of git.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { ChannelKey, Sandbox } from '../sandbox';
import { cpuTime, median } from './lib/cpu';
import { circumstances, load, table } from './lib/markdown';
import { packToCompare } from './lib/packages';
import { print, tell } from './lib/progress';
import {
	afilnet,
	fourExpressions,
	httpRequest,
	httpRequestWithCredential,
	nothing,
	oneByOne,
	telegram,
	twoExpressions,
	type Sender,
} from './lib/senders';
import { SendingHost } from './lib/sendingHost';
import { startTelegram } from './lib/telegram';

const messages = 500;
const conversations = 50;
const latency = { ms: 50, jitter: 25 };
/** Requests that Afilnet takes in a second. */
const limit = 20;
const rounds = 5;

const channels: Record<'afilnet' | 'telegram', ChannelKey> = {
	afilnet: { platform: 'whatsapp', platformId: '100' },
	telegram: { platform: 'telegram', platformId: '100' },
};

/** One message for each conversation in turn: neighbours in a conversation are `conversations` items apart. */
const items = Array.from({ length: messages }, (_item, number) => ({
	platform: channels.afilnet.platform,
	platformid: channels.afilnet.platformId,
	destination: String(34_600_000_001 + (number % conversations)),
	message: `Message ${number}`,
}));

interface Measurement {
	sender: Sender;
	/** How long n8n's node ran, in milliseconds, as n8n recorded it. */
	duration: number;
	mostInFlight: number;
	overtaken: number;
}

/** One run of a sender with nothing else on the sandbox. Throws if not all messages arrived. */
async function measure(sendingHost: SendingHost, sender: Sender): Promise<Measurement> {
	const { sandbox } = sendingHost.host;
	empty(sandbox);
	const { executionTime } = await sendingHost.nodeRun(
		await sendingHost.run(await sendingHost.createWorkflow(sender, items)),
	);
	const arrived = Object.values(channels).flatMap((channel) =>
		sandbox.account
			.conversations(channel)
			.map((conversation) => conversation.messages.map(({ text }) => Number(text.replace('Message ', '')))),
	);
	if (arrived.flat().length !== messages) throw new Error(`${sender.name}: not all messages arrived`);
	return {
		sender,
		duration: executionTime,
		mostInFlight: sandbox.requests.mostInFlight,
		overtaken: arrived.flatMap(overtakenIn).length,
	};
}

/** Leaves the channels, with nothing in them. */
function empty({ account, requests }: Sandbox): void {
	for (const channel of Object.values(channels)) {
		account.removeChannel(channel);
		account.addChannel(channel, 'Measured');
	}
	requests.clear();
}

/** The messages that arrived after one of a later item. @param arrived the items' numbers as they arrived */
function overtakenIn(arrived: number[]): number[] {
	return arrived.filter((number, place) => arrived.slice(0, place).some((earlier) => earlier > number));
}

async function sendWithLatency(sendingHost: SendingHost, senders: Sender[]): Promise<string> {
	const { sandbox } = sendingHost.host;
	const { id } = sandbox.faults.add({ kind: 'latency', ...latency });
	const measurements: Measurement[] = [];
	for (const sender of senders) {
		tell(`Sending with ${sender.name}`);
		measurements.push(await measure(sendingHost, sender));
	}
	sandbox.faults.remove(id);
	const slowest = measurements.find(({ sender }) => sender === telegram)?.duration ?? Number.NaN;
	return table(
		['Node', 'Time', 'Against Telegram', 'Most requests in flight', 'Messages overtaken'],
		measurements.map(({ sender, duration, mostInFlight, overtaken }) => [
			sender.name,
			`${(duration / 1000).toFixed(1)} s`,
			`${(slowest / duration).toFixed(1)} times as fast`,
			String(mostInFlight),
			String(overtaken),
		]),
	);
}

/** Sends while Afilnet answers with HTTP 429 to what is above its limit. */
async function sendUnderLimit(sendingHost: SendingHost): Promise<string> {
	const { faults } = sendingHost.host.sandbox;
	tell(`Sending at ${limit} requests a second`);
	const { id } = faults.add({ kind: 'rateLimit', requests: limit });
	const { sender, duration, overtaken } = await measure(sendingHost, afilnet(twoExpressions));
	faults.remove(id);
	const shortest = 1000 * (messages / limit);
	return table(
		['Node', 'Time', 'The limit allows', 'Against it', 'Messages overtaken'],
		[
			[
				sender.name,
				`${(duration / 1000).toFixed(1)} s`,
				`${(shortest / 1000).toFixed(1)} s`,
				`${(duration / shortest).toFixed(2)} times`,
				String(overtaken),
			],
		],
	);
}

/** A sender in one of the hosts, and the CPU time that it took for an item, in milliseconds, in each round. */
interface Counted {
	sendingHost: SendingHost;
	sender: Sender;
	taken: number[];
}

/** Counts n8n's CPU time for an item, less that of a run that sends nothing. */
async function countCpu(hosts: SendingHost[], senders: (host: SendingHost) => Sender[]): Promise<Counted[]> {
	const counted = hosts.map((sendingHost) =>
		[nothing, ...senders(sendingHost)].map((sender) => ({
			sendingHost,
			sender,
			workflow: '',
			totals: new Array<number>(),
		})),
	);
	for (const { host } of hosts) empty(host.sandbox);
	for (const one of counted.flat()) one.workflow = await one.sendingHost.createWorkflow(one.sender, items);
	// In turn, so that other load of the machine is the same for all. The first round only warms up.
	for (let round = 0; round <= rounds; round++) {
		tell(`Counting CPU time, round ${round} of ${rounds}`);
		for (const { sendingHost, workflow, totals } of counted.flat()) {
			const total = await cpuOf(sendingHost, workflow);
			if (round > 0) totals.push(total);
		}
	}
	return counted.flatMap(([idle, ...sending]) =>
		sending.map(({ totals, ...one }) => ({
			...one,
			taken: totals.map((total, round) => (total - (idle?.totals[round] ?? Number.NaN)) / messages),
		})),
	);
}

/** The CPU time that n8n takes for one run of a workflow, in milliseconds. */
async function cpuOf(sendingHost: SendingHost, workflow: string): Promise<number> {
	const { processId } = sendingHost.host.n8n;
	const before = cpuTime(processId);
	const execution = await sendingHost.run(workflow);
	const total = cpuTime(processId) - before;
	await sendingHost.nodeRun(execution);
	return total;
}

/** Compares this package's node with the others in the same host. */
function cpuTable(counted: Counted[]): string {
	const own = (host: SendingHost) =>
		counted.find(({ sendingHost, sender }) => sendingHost === host && sender.type.endsWith('.afilnet'));
	return table(
		['Node', 'Package', 'CPU time an item', 'Range', 'Afilnet against it'],
		counted.map(({ sendingHost, sender, taken }) => [
			sender.name,
			sendingHost.packed.name,
			`${median(taken).toFixed(2)} ms`,
			`${Math.min(...taken).toFixed(2)} to ${Math.max(...taken).toFixed(2)} ms`,
			`${(median(own(sendingHost)?.taken ?? []) / median(taken)).toFixed(2)} times`,
		]),
	);
}

/** This package's node, and n8n's HTTP Request with and without the credential, with the same fields. */
const comparedBy =
	(form: typeof fourExpressions) =>
	({ host: { sandbox } }: SendingHost): Sender[] => [
		afilnet(form),
		httpRequestWithCredential(sandbox.apiUrl, form),
		httpRequest(sandbox, form),
	];

async function measureAll(hosts: SendingHost[], current: SendingHost): Promise<void> {
	const { installation, rest, sandbox } = current.host;
	const telegramServer = await startTelegram(sandbox, channels.telegram, latency);
	current.credentials.telegramApi = await rest.createCredential({
		name: 'Telegram',
		type: 'telegramApi',
		data: { accessToken: '1:sandbox', baseUrl: telegramServer.url },
	});
	print(`${circumstances(installation.node)}, n8n ${installation.version}.`);
	print(`Load of the machine before: ${load()} on average of the last minute.`);
	print(
		`${messages} messages to ${conversations} conversations, each answer after ${latency.ms} ms ± ${latency.jitter} ms:`,
	);
	const http = httpRequest(sandbox, twoExpressions);
	print(await sendWithLatency(current, [afilnet(twoExpressions), http, oneByOne(http), telegram]));
	await telegramServer.close();

	print(
		`The same ${messages} messages while Afilnet takes ${limit} requests a second and refuses the rest with HTTP 429:`,
	);
	print(await sendUnderLimit(current));

	print(`CPU time without latency, median of ${rounds} runs, if destination and message are expressions:`);
	print(cpuTable(await countCpu(hosts, comparedBy(twoExpressions))));
	print('If platform and channel are expressions too:');
	print(cpuTable(await countCpu(hosts, comparedBy(fourExpressions))));
	print(`Load of the machine after: ${load()}.`);
}

async function bench(old: string | undefined): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'afilnet-bench-'));
	const hosts: SendingHost[] = [];
	try {
		for (const packed of await packToCompare(folder, old)) hosts.push(await SendingHost.start(packed));
		const [current] = hosts;
		if (current) await measureAll(hosts, current);
	} finally {
		for (const { host } of hosts) await host.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

const { values } = parseArgs({ options: { old: { type: 'string' } } });
void bench(values.old);
