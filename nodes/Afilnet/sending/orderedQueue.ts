/**
 * Runs tasks in order within a key and side by side across keys, at most `limit` at once. Keys that wait take turns,
 * so that one with many tasks holds up nobody else. It knows nothing of what the tasks do.
 */
export class OrderedQueue {
	/** Tasks that wait, by key. A key is in here from its first task until its last one has ended. */
	private readonly waiting = new Map<string, Task[]>();
	/** Keys whose next task may start, the longest waiting first. A Set: first in, first out, found at once. */
	private readonly ready = new Set<string>();
	private readonly whenIdle: Array<() => void> = [];
	private running = 0;
	private stopped = false;

	/** @param limit most tasks at once, 1 or more */
	constructor(private readonly limit: number) {}

	/**
	 * Adds a task behind the ones its key already has.
	 * @returns what the task gives, or undefined where the queue was stopped before the task had started
	 * @throws whatever the task throws; other tasks go on
	 */
	async add<Result>(key: string, task: () => Promise<Result>): Promise<Result | undefined> {
		if (this.stopped) return undefined;
		return await new Promise<Result | undefined>((resolve, reject) => {
			const run = async () => await task().then(resolve, reject);
			const queued = { run, drop: () => resolve(undefined) };
			const tasks = this.waiting.get(key);
			if (tasks) {
				tasks.push(queued);
			} else {
				this.waiting.set(key, [queued]);
				this.ready.add(key);
			}
			this.startNext();
		});
	}

	/** Starts nothing any more. Tasks that run are left to end. */
	stop(): void {
		this.stopped = true;
		for (const tasks of this.waiting.values()) for (const task of tasks) task.drop();
		this.waiting.clear();
		this.ready.clear();
	}

	/** Resolves once no task runs. */
	async idle(): Promise<void> {
		if (this.running === 0) return;
		await new Promise<void>((resolve) => this.whenIdle.push(resolve));
	}

	private startNext(): void {
		while (this.running < this.limit) {
			const [key] = this.ready;
			if (key === undefined) return;
			this.ready.delete(key);
			const task = this.waiting.get(key)?.shift();
			if (task) void this.start(key, task);
		}
	}

	private async start(key: string, task: Task): Promise<void> {
		this.running++;
		await task.run();
		this.running--;
		if (this.waiting.get(key)?.length) {
			this.ready.add(key);
		} else {
			this.waiting.delete(key);
		}
		this.startNext();
		if (this.running === 0) for (const resolve of this.whenIdle.splice(0)) resolve();
	}
}

interface Task {
	run: () => Promise<void>;
	drop: () => void;
}
