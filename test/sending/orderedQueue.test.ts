import fc from 'fast-check';
import { Again, OrderedQueue, type Lanes } from '../../nodes/Afilnet/sending/orderedQueue';

interface PlannedTask {
	key: string;
	/** How many turns of the event loop's microtasks it takes. */
	turns: number;
	fails: boolean;
}

const plannedTask = fc.record({
	key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
	turns: fc.nat(6),
	fails: fc.boolean(),
});
const plan = fc.array(plannedTask, { maxLength: 40 });
const limit = fc.integer({ min: 1, max: 7 });

async function pass(turns: number): Promise<void> {
	for (let turn = 0; turn < turns; turn++) await Promise.resolve();
}

/** Adds all tasks at once and records what happens: which tasks started and ended, in which order. */
function runAll(queue: OrderedQueue, tasks: PlannedTask[]) {
	const events: Array<{ event: 'start' | 'end'; index: number; key: string }> = [];
	const results = tasks.map(async ({ key, turns, fails }, index) => {
		return await queue.add(key, async () => {
			events.push({ event: 'start', index, key });
			await pass(turns);
			events.push({ event: 'end', index, key });
			if (fails) throw new Error(`task ${index}`);
			return index;
		});
	});
	return { events, settled: Promise.allSettled(results) };
}

test('every task runs, and one that fails fails alone', async () => {
	await fc.assert(
		fc.asyncProperty(limit, plan, async (most, tasks) => {
			const settled = await runAll(new OrderedQueue(most), tasks).settled;

			expect(settled).toMatchObject(
				tasks.map(({ fails }, index) =>
					fails
						? { status: 'rejected', reason: { message: `task ${index}` } }
						: { status: 'fulfilled', value: index },
				),
			);
		}),
	);
});

test('tasks of a key run one after another in the order in which they came', async () => {
	await fc.assert(
		fc.asyncProperty(limit, plan, async (most, tasks) => {
			const { events, settled } = runAll(new OrderedQueue(most), tasks);
			await settled;

			for (const wanted of new Set(tasks.map(({ key }) => key))) {
				const ofKey = events.filter(({ key }) => key === wanted);
				const inTurn = tasks.flatMap(({ key }, index) =>
					key === wanted
						? [
								{ event: 'start', index, key },
								{ event: 'end', index, key },
							]
						: [],
				);
				expect(ofKey).toEqual(inTurn);
			}
		}),
	);
});

test('never more than the limit at once, and as many as there are keys for', async () => {
	await fc.assert(
		fc.asyncProperty(limit, plan, async (most, tasks) => {
			const { events, settled } = runAll(new OrderedQueue(most), tasks);
			const startedAtOnce = events.length;
			await settled;

			let running = 0;
			for (const { event } of events) {
				running += event === 'start' ? 1 : -1;
				expect(running).toBeLessThanOrEqual(most);
			}
			expect(startedAtOnce).toBe(Math.min(most, new Set(tasks.map(({ key }) => key)).size));
		}),
	);
});

test('a key that waits is not overtaken twice by another one', async () => {
	await fc.assert(
		fc.asyncProperty(limit, plan, async (most, tasks) => {
			const { events, settled } = runAll(new OrderedQueue(most), tasks);
			await settled;

			// A key waits from the start, and again from each end of a task of its own.
			const keys = new Set(tasks.map(({ key }) => key));
			const waits: Array<{ key: string; from: number }> = [...keys].map((key) => ({ key, from: 0 }));
			for (const [index, { event, key }] of events.entries()) {
				if (event === 'end') waits.push({ key, from: index + 1 });
			}
			for (const { key, from } of waits) {
				const starts = events.slice(from).filter(({ event }) => event === 'start');
				const itsOwn = starts.findIndex((start) => start.key === key);
				const before = starts.slice(0, Math.max(itsOwn, 0)).map((start) => start.key);
				expect(new Set(before).size).toBe(before.length);
			}
		}),
	);
});

test('a key with many tasks holds up nobody', async () => {
	const { events, settled } = runAll(new OrderedQueue(1), [
		...Array<PlannedTask>(100).fill({ key: 'a', turns: 1, fails: false }),
		{ key: 'b', turns: 1, fails: false },
	]);
	await settled;

	expect(events.findIndex(({ key }) => key === 'b')).toBeLessThanOrEqual(4);
});

test('stopped, it starts nothing more and lets end what runs', async () => {
	await fc.assert(
		fc.asyncProperty(limit, plan, fc.nat(20), async (most, tasks, turns) => {
			const queue = new OrderedQueue(most);
			const { events, settled } = runAll(queue, tasks);
			await pass(turns);
			queue.stop();
			const started = events.filter(({ event }) => event === 'start').length;
			await queue.idle();

			expect(events.filter(({ event }) => event === 'start')).toHaveLength(started);
			expect(events.filter(({ event }) => event === 'end')).toHaveLength(started);
			expect(await queue.add('a', async () => 1)).toBeUndefined();
			const dropped = (await settled).filter((end) => end.status === 'fulfilled' && end.value === undefined);
			expect(dropped).toHaveLength(tasks.length - started);
		}),
	);
});

test('tasks that come while others run, some added by tasks, keep order and bound, and all end', async () => {
	const arrival = fc.record({
		task: plannedTask,
		pause: fc.nat(4),
		followUps: fc.array(plannedTask, { maxLength: 3 }),
	});
	await fc.assert(
		fc.asyncProperty(limit, fc.array(arrival, { maxLength: 20 }), async (most, arrivals) => {
			const queue = new OrderedQueue(most);
			const added = new Map<string, number[]>();
			const started = new Map<string, number[]>();
			let [count, running, ended] = [0, 0, 0];
			const add = async ({ key, turns }: PlannedTask, followUps: PlannedTask[]): Promise<void> => {
				const index = count++;
				note(added, key, index);
				await queue.add(key, async () => {
					note(started, key, index);
					expect(++running).toBeLessThanOrEqual(most);
					await pass(turns);
					for (const followUp of followUps) results.push(add(followUp, []));
					running--;
					ended++;
				});
			};
			const results: Array<Promise<void>> = [];
			for (const { task, pause, followUps } of arrivals) {
				results.push(add(task, followUps));
				await pass(pause);
			}
			for (const result of results) await result;

			expect(ended).toBe(count);
			expect(started).toEqual(added);
		}),
	);
});

function note(indexes: Map<string, number[]>, key: string, index: number): void {
	indexes.set(key, [...(indexes.get(key) ?? []), index]);
}

test('idle waits for every task that runs and for those that follow, and not if there is none', async () => {
	await fc.assert(
		fc.asyncProperty(limit, plan, fc.nat(20), async (most, tasks, turns) => {
			const queue = new OrderedQueue(most);
			await queue.idle();
			const { events, settled } = runAll(queue, tasks);
			await pass(turns);
			await Promise.all([queue.idle(), queue.idle()]);

			expect(events).toHaveLength(2 * tasks.length);
			await settled;
			await queue.idle();
		}),
	);
});

test('a task that asks for it runs again before the later ones of its key, once the pause has ended', async () => {
	const queue = new OrderedQueue(2);
	const started: string[] = [];
	const add = (name: string, key: string, times = 1) =>
		queue.add(key, async () => {
			started.push(name);
			if (--times === 0) return name;
			queue.pause();
			return new Again();
		});
	const all = Promise.all([add('first', 'a', 2), add('second', 'a'), add('third', 'b'), add('fourth', 'c')]);
	await pass(20);
	expect(started).toEqual(['first']);

	queue.resume();
	expect(await all).toEqual(['first', 'second', 'third', 'fourth']);
	expect(started.filter((name) => ['first', 'second'].includes(name))).toEqual(['first', 'first', 'second']);
});

describe('queues that share their lanes', () => {
	const arrivals = fc.array(fc.record({ queue: fc.nat(2), task: plannedTask, pause: fc.nat(3) }), {
		maxLength: 40,
	});
	const limits = fc.tuple(limit, limit, limit);

	test('one task of a key at a time, in order within a queue, the bound of each kept, and nothing left behind', async () => {
		await fc.assert(
			fc.asyncProperty(limits, arrivals, async (most, planned) => {
				const lanes: Lanes = new Map();
				const queues = most.map((each) => new OrderedQueue(each, lanes));
				const [running, busy] = [[0, 0, 0], new Set<string>()];
				const [added, started] = [new Map<string, number[]>(), new Map<string, number[]>()];
				const results: Array<Promise<unknown>> = [];
				for (const [index, { queue, task, pause }] of planned.entries()) {
					note(added, `${queue} ${task.key}`, index);
					const run = async () => {
						note(started, `${queue} ${task.key}`, index);
						expect(busy.has(task.key)).toBe(false);
						busy.add(task.key);
						running[queue] = (running[queue] ?? 0) + 1;
						expect(running[queue]).toBeLessThanOrEqual(most[queue] ?? 0);
						await pass(task.turns);
						running[queue] = (running[queue] ?? 0) - 1;
						busy.delete(task.key);
					};
					results.push(queues[queue]?.add(task.key, run) ?? Promise.reject(new Error('no queue')));
					await pass(pause);
				}
				await Promise.all(results);

				expect(started).toEqual(added);
				expect(lanes.size).toBe(0);
			}),
		);
	});

	test('nobody waits for more than one task of another, and a queue that is stopped leaves nothing behind', async () => {
		const lanes: Lanes = new Map();
		const [busy, other] = [new OrderedQueue(1, lanes), new OrderedQueue(1, lanes)];
		const started: string[] = [];
		const add = (queue: OrderedQueue, name: string, key: string) =>
			queue.add(key, async () => {
				started.push(name);
				await pass(3);
			});
		const all = [
			...['one', 'two', 'three'].map((name) => add(busy, name, 'a')),
			add(other, 'other', 'a'),
			add(other, 'elsewhere', 'b'),
		];
		await pass(15);
		busy.stop();
		await Promise.all(all);

		expect(started.indexOf('other')).toBeLessThanOrEqual(3);
		expect(started.indexOf('elsewhere')).toBeLessThanOrEqual(started.indexOf('other') + 2);
		expect(lanes.size).toBe(0);
	});

	test('a pause of one holds up no other', async () => {
		const lanes: Lanes = new Map();
		const [paused, other] = [new OrderedQueue(1, lanes), new OrderedQueue(1, lanes)];
		paused.pause();
		const waiting = paused.add('a', async () => 'paused');

		expect(await other.add('a', async () => 'other')).toBe('other');
		paused.resume();
		expect(await waiting).toBe('paused');
		expect(lanes.size).toBe(0);
	});
});

describe('a task that rests', () => {
	test('holds its key, but nothing of the limit', async () => {
		const queue = new OrderedQueue(1);
		const started: string[] = [];
		let wake = () => {};
		const rest = new Promise<void>((resolve) => (wake = resolve));
		let parts = 0;
		const long = queue.add('a', async () => {
			started.push(`part ${++parts}`);
			return parts === 1 ? new Again(rest) : 'long';
		});
		const later = queue.add('a', async () => void started.push('later'));
		const other = queue.add('b', async () => void started.push('other'));
		await other;
		expect(started).toEqual(['part 1', 'other']);

		wake();
		expect(await long).toBe('long');
		await later;
		expect(started).toEqual(['part 1', 'other', 'part 2', 'later']);
	});

	test('ends with the queue', async () => {
		const lanes: Lanes = new Map();
		const queue = new OrderedQueue(1, lanes);
		const resting = queue.add('a', async () => new Again(new Promise<void>(() => {})));
		await pass(5);
		queue.stop();

		expect(await resting).toBeUndefined();
		await pass(5);
		expect(lanes.size).toBe(0);
	});
});
