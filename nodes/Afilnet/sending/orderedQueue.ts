/** What a task gives if it has to run again, as the next one of its key. */
export const again = Symbol('again');

/** Keys in which tasks run or wait. Queues that share them keep the order of a key across all of them. */
export type Lanes = Map<string, Lane>;

interface Lane {
	isBusy: boolean;
	/** The tasks of each queue in their order. The queue whose turn is next stands first. */
	waiting: Map<OrderedQueue, Task[]>;
}

interface Task {
	/** @returns whether the task has ended, rather than asked to run again */
	run: () => Promise<boolean>;
	drop: () => void;
}

/**
 * Runs tasks in order within a key and side by side across keys, at most `limit` at once. Keys that wait take turns,
 * so that one with many tasks holds up nobody else. It knows nothing of what the tasks do.
 */
export class OrderedQueue {
	/** Keys in which tasks of this queue wait, the longest waiting first. A Set: first in, first out, found at once. */
	private readonly keys = new Set<string>();
	private readonly whenIdle: Array<() => void> = [];
	private running = 0;
	private pauses = 0;
	private stopped = false;

	/** Whether nothing is started any more. */
	get isStopped(): boolean {
		return this.stopped;
	}

	/**
	 * @param limit most tasks at once, 1 or more
	 * @param lanes shared with other queues, whose tasks then wait for those of this one and the other way round, never
	 * for longer than one task takes
	 */
	constructor(
		private readonly limit: number,
		private readonly lanes: Lanes = new Map<string, Lane>(),
	) {}

	/**
	 * Adds a task behind the ones its key already has.
	 * @returns what the task gives, or undefined if the queue was stopped before the task had started
	 * @throws whatever the task throws; other tasks go on
	 */
	async add<Result>(key: string, task: () => Promise<Result | typeof again>): Promise<Result | undefined> {
		if (this.stopped) return undefined;
		return await new Promise<Result | undefined>((resolve, reject) => {
			const run = async () => {
				try {
					const result = await task();
					if (result === again) return false;
					resolve(result);
				} catch (thrown) {
					reject(thrown);
				}
				return true;
			};
			const { waiting } = this.lane(key);
			const queued = { run, drop: () => resolve(undefined) };
			const tasks = waiting.get(this);
			if (tasks) tasks.push(queued);
			else waiting.set(this, [queued]);
			this.keys.add(key);
			this.startNext();
		});
	}

	/** Starts nothing until {@link resume} has been called as often as this. Tasks that run are left to end. */
	pause(): void {
		this.pauses++;
	}

	resume(): void {
		this.pauses--;
		this.startNext();
	}

	/** Starts nothing any more. Tasks that run are left to end. */
	stop(): void {
		this.stopped = true;
		for (const key of this.keys) {
			const { waiting } = this.lane(key);
			for (const task of waiting.get(this) ?? []) task.drop();
			waiting.delete(this);
			this.forgetIfEmpty(key);
		}
		this.keys.clear();
	}

	/** Resolves once no task runs. */
	async idle(): Promise<void> {
		if (this.running === 0) return;
		await new Promise<void>((resolve) => this.whenIdle.push(resolve));
	}

	private get hasRoom(): boolean {
		return this.pauses === 0 && this.running < this.limit;
	}

	private lane(key: string): Lane {
		const lane = this.lanes.get(key) ?? { isBusy: false, waiting: new Map<OrderedQueue, Task[]>() };
		this.lanes.set(key, lane);
		return lane;
	}

	private startNext(): void {
		for (const key of this.keys) {
			if (!this.hasRoom) return;
			this.startFirst(key);
		}
	}

	/** Starts a task of a free key: of the first queue that has room, be it this one or another. */
	private startFirst(key: string): void {
		const lane = this.lane(key);
		if (lane.isBusy) return;
		for (const [queue, tasks] of lane.waiting) {
			const task = queue.hasRoom ? tasks.shift() : undefined;
			if (task) return void queue.start(key, lane, task, tasks);
		}
	}

	/** @param rest the later tasks of the key */
	private async start(key: string, lane: Lane, task: Task, rest: Task[]): Promise<void> {
		lane.isBusy = true;
		this.running++;
		const hasEnded = await task.run();
		this.running--;
		lane.isBusy = false;
		if (!hasEnded) this.putBack(task, rest);
		this.endTurn(key, lane, rest);
		this.startNext();
		this.startFirst(key);
		this.forgetIfEmpty(key);
		if (this.running === 0) for (const resolve of this.whenIdle.splice(0)) resolve();
	}

	private putBack(task: Task, rest: Task[]): void {
		if (this.stopped) task.drop();
		else rest.unshift(task);
	}

	/** The key waits for its next turn behind the other keys, and this queue in it behind the other queues. */
	private endTurn(key: string, { waiting }: Lane, rest: Task[]): void {
		this.keys.delete(key);
		waiting.delete(this);
		if (this.stopped || rest.length === 0) return;
		this.keys.add(key);
		waiting.set(this, rest);
	}

	private forgetIfEmpty(key: string): void {
		const { isBusy, waiting } = this.lane(key);
		if (!isBusy && waiting.size === 0) this.lanes.delete(key);
	}
}
