/** `npm run bench`: sends 500 messages to 50 conversations by several nodes in a real n8n, and prints what it took. */
import type { ChannelKey, Sandbox } from '../sandbox';
import { startSandbox } from '../sandbox';
import { cpuTime, median } from './lib/cpu';
import { startHost, type Host } from './lib/host';
import { circumstances, load, table } from './lib/markdown';
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
import { startTelegram } from './lib/telegram';

const messages = 500;
const conversations = 50;
const latency = { ms: 50, jitter: 25 };
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

/** One run of a sender with nothing else on the sandbox. Throws where not all messages arrived. */
async function measure(host: Host, sandbox: Sandbox, sender: Sender): Promise<Measurement> {
	for (const channel of Object.values(channels)) {
		sandbox.account.removeChannel(channel);
		sandbox.account.addChannel(channel, 'Measured');
	}
	sandbox.requests.clear();
	const { executionTime } = await host.nodeRun(await host.run(await host.createWorkflow(sender, items)));
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

/** The messages that arrived after one of a later item. @param arrived the items' numbers as they arrived */
function overtakenIn(arrived: number[]): number[] {
	return arrived.filter((number, place) => arrived.slice(0, place).some((earlier) => earlier > number));
}

async function sendWithLatency(host: Host, sandbox: Sandbox, senders: Sender[]): Promise<string> {
	const { id } = sandbox.faults.add({ kind: 'latency', ...latency });
	const measurements: Measurement[] = [];
	for (const sender of senders) {
		tell(`Sending with ${sender.name}`);
		measurements.push(await measure(host, sandbox, sender));
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

/** Each sender's CPU time for an item, in milliseconds, of every round: n8n's own, less that of a run that sends nothing. */
async function countCpu(host: Host, senders: Sender[]): Promise<number[][]> {
	const workflows: string[] = [];
	for (const sender of [nothing, ...senders]) workflows.push(await host.createWorkflow(sender, items));
	const taken: number[][] = [];
	// In turn, so that whatever else the machine does falls on all alike. The first round only warms up.
	for (let round = 0; round <= rounds; round++) {
		tell(`Counting CPU time, round ${round} of ${rounds}`);
		const totals: number[] = [];
		for (const workflow of workflows) {
			const before = cpuTime(host.processId);
			const execution = await host.run(workflow);
			totals.push(cpuTime(host.processId) - before);
			await host.nodeRun(execution);
		}
		const [idle = 0, ...sending] = totals;
		if (round > 0) taken.push(sending.map((total) => (total - idle) / messages));
	}
	return senders.map((_sender, index) => taken.map((round) => round[index] ?? Number.NaN));
}

/** Compares the first sender with the others. */
function cpuTable(senders: Sender[], taken: number[][]): string {
	const [own = Number.NaN] = taken.map(median);
	return table(
		['Node', 'CPU time an item', 'Range', 'Afilnet against it'],
		senders.map(({ name }, index) => {
			const times = taken[index] ?? [];
			return [
				name,
				`${median(times).toFixed(2)} ms`,
				`${Math.min(...times).toFixed(2)} to ${Math.max(...times).toFixed(2)} ms`,
				`${(own / median(times)).toFixed(2)} times`,
			];
		}),
	);
}

async function bench(): Promise<void> {
	const sandbox = await startSandbox({ account: { empty: true } });
	const telegramServer = await startTelegram(sandbox, channels.telegram, latency);
	const host = await startHost(tell);
	const { user, password } = sandbox.account;
	await host.addCredential('afilnetApi', { user, password, apiUrl: sandbox.apiUrl });
	await host.addCredential('telegramApi', { accessToken: '1:sandbox', baseUrl: telegramServer.url });
	const http = httpRequest(sandbox.apiUrl, { user, password }, twoExpressions);
	const comparedBy = (form: typeof fourExpressions) => [
		afilnet(form),
		httpRequestWithCredential(sandbox.apiUrl, form),
		httpRequest(sandbox.apiUrl, { user, password }, form),
	];

	print(`${circumstances(host.node)}, n8n ${host.version}.`);
	print(`Load of the machine before: ${load()} on average of the last minute.`);

	const sending = [afilnet(twoExpressions), http, oneByOne(http), telegram];
	print(
		`${messages} messages to ${conversations} conversations, each answer after ${latency.ms} ms ± ${latency.jitter} ms:`,
	);
	print(await sendWithLatency(host, sandbox, sending));

	const [withTwo, withFour] = [comparedBy(twoExpressions), comparedBy(fourExpressions)];
	const taken = await countCpu(host, [...withTwo, ...withFour]);
	print(`CPU time without latency, median of ${rounds} runs, where destination and message are expressions:`);
	print(cpuTable(withTwo, taken.slice(0, withTwo.length)));
	print('Where platform and channel are expressions too:');
	print(cpuTable(withFour, taken.slice(withTwo.length)));
	print(`Load of the machine after: ${load()}.`);
	await host.stop();
	await telegramServer.close();
	await sandbox.close();
}

/** A paragraph of what is measured. */
function print(paragraph: string): void {
	process.stdout.write(`${paragraph}\n\n`);
}

/** What goes on meanwhile. */
function tell(line: string): void {
	process.stderr.write(`${line}\n`);
}

bench().then(
	() => process.exit(0),
	(reason: unknown) => {
		process.stderr.write(`${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}\n`);
		process.exit(1);
	},
);
