import { sleep } from 'n8n-workflow';

/**
 * Waits so many milliseconds, or less if the execution is cancelled first. The sleep of n8n 2 rejects then, that of n8n 1
 * knows no signal.
 * @param signal of the execution, from `getExecutionCancelSignal`
 */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
	if (signal?.aborted) return;
	let stop = () => {};
	const cancelled = new Promise<void>((resolve) => (stop = resolve));
	signal?.addEventListener('abort', stop, { once: true });
	await Promise.race([sleep(milliseconds, signal).catch(stop), cancelled]);
	signal?.removeEventListener('abort', stop);
}
