import fc from 'fast-check';
import { OrderedQueue } from '../../nodes/Afilnet/sending/orderedQueue';

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

test('idle waits for every task that runs and for those that follow, and not where there is none', async () => {
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
