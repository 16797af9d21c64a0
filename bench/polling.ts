/**
 * `npm run bench:trigger`: what a poll of the trigger costs beside many quiet conversations: requests, time and the size of its state. The built
 * node runs in n8n's own engine against the sandbox, over HTTP.
 */
import { startSandbox, type Sandbox } from '../sandbox';
import { shop, site } from '../sandbox/examples';
import { loadEngine, type Engine } from '../test/engine/engine';
import { circumstances, table } from './lib/markdown';

const changed = 20;

interface Row {
	conversations: number;
	ids: string;
	poll: string;
	requests: number;
	milliseconds: number;
	items: number;
	stateKB: number;
}

const columns: Array<keyof Row> = [
	'conversations',
	'ids',
	'poll',
	'requests',
	'milliseconds',
	'items',
	'stateKB',
];

async function measure(engine: Engine, count: number, ids: 'short' | 'long'): Promise<Row[]> {
	const sandbox = await startSandbox({ account: { empty: true } });
	try {
		return await measureIn(sandbox, engine, count, ids);
	} finally {
		await sandbox.close();
	}
}

async function measureIn(
	sandbox: Sandbox,
	engine: Engine,
	count: number,
	ids: 'short' | 'long',
): Promise<Row[]> {
	const { account, apiUrl, requests } = sandbox;
	const channel = ids === 'long' ? site : shop;
	account.addChannel(channel, 'Benchmark');
	const destinations = account.addConversations(channel, count);
	if (ids === 'long') lengthenIds(sandbox);
	const { user, password } = account;
	const trigger = engine.activate({
		parameters: { watch: 'account' },
		credential: { user, password, apiUrl },
	});
	const tick = trigger.register({ activation: 'activate' });

	const step = async (poll: string): Promise<Row> => {
		requests.clear();
		const started = performance.now();
		const items = (await tick()) ?? [];
		const milliseconds = Math.round(performance.now() - started);
		const stateKB = Math.round(JSON.stringify(trigger.staticData).length / 1000);
		return {
			conversations: count,
			ids,
			poll,
			requests: requests.all.length,
			milliseconds,
			items: items.length,
			stateKB,
		};
	};
	const rows = [await step('activation'), await step('nothing new')];
	for (const destination of destinations.filter((_id, index) => index % (count / changed) === 0)) {
		account.receive({ ...channel, destination }, 'New');
	}
	return [...rows, await step(`${changed} new`)];
}

/** Ids as WhatsApp's own, of 60 characters. */
function lengthenIds({ account }: Sandbox): void {
	for (const channel of account.channels) {
		for (const { messages } of channel.conversations.values()) {
			for (const message of messages) message.messageId = `wamid.${message.messageId.padStart(54, 'A')}`;
		}
	}
}

async function main(): Promise<void> {
	const engine = await loadEngine();
	const rows: Row[] = [];
	for (const ids of ['short', 'long'] as const) {
		for (const count of [100, 1000, 10_000]) rows.push(...(await measure(engine, count, ids)));
	}
	const cells = rows.map((row) => columns.map((column) => String(row[column])));
	process.stdout.write(`${circumstances(process.execPath)}\n\n${table(columns, cells)}\n`);
}

void main();
