/**
 * `npm run bench:trigger`: what a poll of the trigger costs: requests, CPU time and what it remembers. The built node runs
 * in n8n's own engine against a sandbox in another process, over HTTP. `-- --old v0.1.0` measures an older revision of git
 * beside this checkout.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { packRevision } from '../host/package';
import { loadEngine, type Engine } from '../test/engine/engine';
import { median } from './lib/cpu';
import { circumstances, load, table } from './lib/markdown';
import { print, tell } from './lib/progress';
import { SandboxProcess } from './lib/sandboxProcess';

const conversations = 10_000;
const changed = 20;
const active = 1000;
/** So many messages each: more than the trigger remembers of a conversation. */
const messagesOfActive = 25;
const rounds = 3;

interface Poll {
	poll: string;
	requests: number;
	items: number;
	/** What the trigger remembers after it, in KB. */
	state: number;
	/** CPU time of the poll with n8n's engine around it, and from its beginning to its end, in ms. */
	cpu: number;
	time: number;
}

/** The polls of a trigger from its activation on. */
async function measure(engine: Engine, ids: 'short' | 'long'): Promise<Poll[]> {
	const sandbox = await SandboxProcess.start(ids);
	await sandbox.order('add', conversations);
	const trigger = engine.activate({ parameters: { watch: 'account' }, credential: sandbox.credential });
	const tick = trigger.register({ activation: 'activate' });
	const polls: Poll[] = [];
	/** A poll after so many customers have written, so many messages each. */
	const step = async (poll: string, writes: number, times = 1) => {
		for (let left = times; left > 0 && writes > 0; left--)
			await sandbox.order('write', conversations / writes);
		const [began, before] = [performance.now(), process.cpuUsage()];
		const items = (await tick()) ?? [];
		const { user, system } = process.cpuUsage(before);
		polls.push({
			poll,
			items: items.length,
			cpu: (user + system) / 1000,
			time: performance.now() - began,
			state: JSON.stringify(trigger.staticData).length / 1000,
			requests: await sandbox.order('rest'),
		});
	};
	await step('activation', 0);
	await step('nothing new', 0);
	await step(`${changed} changed`, changed);
	await step(`the same ${changed} again`, changed);
	await step('nothing new', 0);
	await step(`${active} with ${messagesOfActive} each`, active, messagesOfActive);
	await step('nothing new', 0);
	sandbox.stop();
	return polls;
}

async function bench(old: string | undefined): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'afilnet-polling-'));
	const before = load();
	try {
		const engines = new Map([['new', await loadEngine()]]);
		if (old) {
			tell(`Building ${old}`);
			await packRevision(old, folder);
			engines.set('old', await loadEngine(join(folder, 'source')));
		}
		for (const ids of ['short', 'long'] as const) print(await compare(engines, ids));
		print(`${circumstances(process.execPath)}. Load of the machine ${before} before, ${load()} after.`);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** In turn, so that other load of the machine is the same for all. */
async function compare(engines: ReadonlyMap<string, Engine>, ids: 'short' | 'long'): Promise<string> {
	const measured = new Map<string, Poll[][]>([...engines.keys()].map((name) => [name, []]));
	for (let round = 1; round <= rounds; round++) {
		for (const [name, engine] of engines) {
			tell(`Round ${round} of ${rounds}, ${name} package, ${ids} ids`);
			measured.get(name)?.push(await measure(engine, ids));
		}
	}
	const names = [...engines.keys()];
	const rows = (measured.get('new')?.[0] ?? []).map(({ poll }, place) => [
		poll,
		...names.flatMap((name) => cellsOf((measured.get(name) ?? []).flatMap((polls) => polls[place] ?? []))),
	]);
	const columns = ['requests', 'items', 'state', 'CPU', 'time'];
	const head = names.flatMap((name) => columns.map((column) => (old(names) ? `${column}, ${name}` : column)));
	const title = `${conversations} conversations, ${ids} ids, medians of ${rounds} rounds:`;
	return `${title}\n\n${table(['Poll', ...head], rows)}`;
}

const old = (names: readonly string[]) => names.length > 1;

function cellsOf(polls: readonly Poll[]): string[] {
	const of = (name: Exclude<keyof Poll, 'poll'>) => median(polls.map((poll) => poll[name])).toFixed(0);
	return [of('requests'), of('items'), `${of('state')} KB`, `${of('cpu')} ms`, `${of('time')} ms`];
}

const { values } = parseArgs({ options: { old: { type: 'string' } } });
void bench(values.old);
