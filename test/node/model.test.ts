/**
 * Random runs of the node against a sandbox in which anything may go wrong at any point of the wire. Whatever happens,
 * nothing is sent twice, nothing is lost without being reported, and messages to one customer keep their order.
 */
import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';

import { startSandbox, type Fault, type Sandbox } from '../../sandbox';
import { loadEngine, type Engine } from '../engine/engine';
import { operations, picked, textIfAny } from '../engine/afilnet';

/** How many runs there are. */
const count = Number(process.env.AFILNET_RUNS ?? 1_000);
/** Runs side by side, each with a sandbox of its own: a look that has to wait five seconds holds up no other run. */
const sideBySide = 40;

const send = { methods: ['sendmessage' as const], times: 1 };
const faults: Record<string, Fault> = {
	'lost before delivery': { ...send, kind: 'cut' },
	'lost after delivery': { ...send, kind: 'cut', when: 'after' },
	'lost within the answer': { ...send, kind: 'cut', midway: true, when: 'after' },
	'taken up two seconds after the connection broke': { ...send, kind: 'late', ms: 2_000 },
	'a proxy gives up after delivery': { ...send, kind: 'status', status: 504, when: 'after' },
	'a proxy gives up before delivery': { ...send, kind: 'status', status: 502 },
	'a page after delivery': { ...send, kind: 'html', when: 'after' },
	'not taken on': { ...send, kind: 'status', status: 503 },
	'too many requests': { ...send, kind: 'status', status: 429 },
	refused: { ...send, kind: 'code', code: 'CHANNEL_NOT_FOUND' },
	'a list that cannot be read': { kind: 'status', status: 500, methods: ['getmessages'], times: 1 },
	'a start that cannot be read': { kind: 'status', status: 500, methods: ['getchats'], times: 1 },
};

const scenarios = fc.record({
	messages: fc.array(fc.record({ to: fc.nat(2), text: fc.constantFrom('a', 'b', 'c') }), {
		minLength: 1,
		maxLength: 7,
	}),
	faults: fc.array(fc.record({ name: fc.constantFrom(...Object.keys(faults)), skip: fc.nat(7) }), {
		maxLength: 4,
	}),
	as: fc.constantFrom('node', 'node', 'tools in turn', 'tools side by side'),
	onError: fc.constantFrom('stopWorkflow' as const, 'continueRegularOutput' as const),
	retryOnFail: fc.boolean(),
	maxTries: fc.integer({ min: 2, max: 4 }),
	maxConcurrency: fc.integer({ min: 1, max: 4 }),
	batching: fc.option(fc.record({ batchSize: fc.integer({ min: 1, max: 3 }), batchInterval: fc.nat(20) })),
	unreadable: fc.option(fc.nat(7), { freq: 8 }),
	newestFirst: fc.boolean(),
});
type Scenario = typeof scenarios extends fc.Arbitrary<infer Value> ? Value : never;

let engine: Engine;
beforeAll(async () => {
	engine = await loadEngine();
});

/** What a run has told of each message: sent, or not (or nobody knows). Undefined if the run failed as a whole. */
interface Told {
	sent: Array<boolean | undefined>;
	failed: boolean;
}

async function runAsNode(
	scenario: Scenario,
	items: Array<{ to: string; text: string }>,
	sandbox: Sandbox,
): Promise<Told> {
	const { batching, unreadable, maxConcurrency, onError, retryOnFail, maxTries } = scenario;
	const input = items.map((item, index) => (index === unreadable ? { to: item.to } : item));
	const outcome = await engine.runNode({
		parameters: {
			...sendEach,
			options: { maxConcurrency },
			...(batching && { requestOptions: { batching: { batch: batching } } }),
		},
		credential: credentialOf(sandbox),
		items: input,
		...{ onError, retryOnFail, maxTries, waitBetweenTries: 1 },
	});
	const sent = items.map((_item, index) => {
		const output = outcome.items.find(({ pairedItem }) => Object(pairedItem).item === index);
		return output && output.json.error === undefined && output.json.sent === true;
	});
	return { sent, failed: outcome.error !== undefined };
}

async function runAsTools(
	scenario: Scenario,
	items: Array<{ to: string; text: string }>,
	sandbox: Sandbox,
): Promise<Told> {
	const { retryOnFail, maxTries, onError } = scenario;
	const link = { ai_tool: [[{ node: 'Agent', type: 'ai_tool' as const, index: 0 }]] };
	const settings = { parameters: asTool, retryOnFail, maxTries, waitBetweenTries: 1, onError };
	const outcome = await engine.runWorkflow({
		credential: credentialOf(sandbox),
		items: items.map((item, index) => ({ ...item, tool: index % 2 ? 'Say' : 'Tell' })),
		nodes: [
			{ name: 'Agent', type: 'test.agent', parameters: { parallel: scenario.as === 'tools side by side' } },
			{ name: 'Say', type: 'afilnetTool', ...settings },
			{ name: 'Tell', type: 'afilnetTool', ...settings },
		],
		connections: { Start: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] }, Say: link, Tell: link },
	});
	const sent = outcome.output('Agent').map(({ json }) => String(json.answer).includes('"sent":true'));
	return { sent, failed: outcome.error !== undefined };
}

const sendEach: INodeParameters = {
	...operations.sendmessage,
	destination: picked('={{ $json.to }}', 'id'),
	message: textIfAny,
};
const asTool: INodeParameters = {
	...operations.sendmessage,
	destination: picked("={{ $fromAI('to', 'Whom', 'string') }}", 'id'),
	message: "={{ $fromAI('text', 'What', 'string') }}",
};

function credentialOf({ account, apiUrl }: Sandbox) {
	return { user: account.user, password: account.password, apiUrl };
}

/** Plays a scenario and tells what is wrong with how it went. */
async function play(scenario: Scenario, sandbox: Sandbox, round: number): Promise<string | undefined> {
	sandbox.faults.clear();
	sandbox.requests.clear();
	sandbox.switches.messageOrder = scenario.newestFirst ? 'newest' : 'oldest';
	for (const { name, skip } of scenario.faults) {
		const fault = faults[name];
		if (fault) sandbox.faults.add({ ...fault, skip });
	}
	const items = scenario.messages.map(({ to, text }) => ({
		to: String(34700000000 + 10 * round + to),
		text,
	}));
	const isNode = scenario.as === 'node';
	const told = await (isNode ? runAsNode : runAsTools)(scenario, items, sandbox);
	for (const customer of new Set(items.map(({ to }) => to))) {
		const key = { platform: 'whatsapp', platformId: '100', destination: customer } as const;
		const delivered = sandbox.account.messages(key).map(({ text }) => text);
		const wanted = items.filter(({ to }) => to === customer).map(({ text }) => text);
		const promised = items
			.filter(({ to }, index) => to === customer && told.sent[index])
			.map(({ text }) => text);
		const what = `${JSON.stringify({ wanted, promised, delivered })}`;
		if (!isWithin(delivered, wanted)) return `sent twice: ${what}`;
		if (!isWithin(promised, delivered)) return `lost, and told as sent: ${what}`;
		if (!told.failed && isNode && scenario.onError === 'stopWorkflow' && !isWithin(wanted, delivered))
			return `lost, and nothing was told: ${what}`;
		const keepsOrder = isNode && scenario.onError === 'stopWorkflow';
		if (keepsOrder && !isSubsequence(delivered, wanted)) return `overtaken: ${what}`;
	}
	return undefined;
}

/** Whether a list holds each text at least as often as another one. */
function isWithin(part: readonly string[], whole: readonly string[]): boolean {
	const left = [...whole];
	return part.every((text) => {
		const place = left.indexOf(text);
		if (place >= 0) left.splice(place, 1);
		return place >= 0;
	});
}

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
	let next = 0;
	for (const text of whole) if (text === part[next]) next++;
	return next === part.length;
}

test('nothing is sent twice, lost in silence or overtaken', async () => {
	const seed = Number(process.env.AFILNET_SEED ?? 1);
	const waiting = [...fc.sample(scenarios, { numRuns: count, seed }).entries()];
	const unheard: unknown[] = [];
	const note = (reason: unknown) => unheard.push(reason);
	process.on('unhandledRejection', note);
	const found: string[] = [];
	const work = async () => {
		const sandbox = await startSandbox({ account: { empty: true } });
		sandbox.account.addChannel({ platform: 'whatsapp', platformId: '100' }, 'Shop');
		for (let next = waiting.shift(); next && found.length === 0; next = waiting.shift()) {
			const [round, scenario] = next;
			const wrong = await play(scenario, sandbox, round);
			if (wrong) found.push(`${wrong}\nseed ${seed}, run ${round}: ${JSON.stringify(scenario)}`);
		}
		await sandbox.close();
	};
	await Promise.all(Array.from({ length: sideBySide }, work));
	process.off('unhandledRejection', note);

	expect(found).toEqual([]);
	expect(unheard).toEqual([]);
}, 900_000);
