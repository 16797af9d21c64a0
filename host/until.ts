import { setTimeout as wait } from 'node:timers/promises';

/**
 * Waits until something holds, looking every `every` ms.
 * @throws with what was awaited if it has not come after `patience` ms
 */
export async function until(
	holds: () => boolean | Promise<boolean>,
	{ patience = 90_000, every = 50 } = {},
): Promise<void> {
	const deadline = Date.now() + patience;
	while (!(await holds())) {
		if (Date.now() > deadline) throw new Error(`Waited ${patience} ms in vain for ${holds.toString()}`);
		await wait(every);
	}
}
