import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** Starts the sandbox as `npm run sandbox` does. */
function start(...options: string[]) {
	return spawn(process.execPath, ['--import', 'tsx', join('sandbox', 'start.ts'), ...options], {
		stdio: ['ignore', 'pipe', 'pipe'],
	});
}

test('starts with its options, prints where it is, and ends on SIGTERM', async () => {
	const started = start(
		'--port',
		'0',
		'--password',
		'secret',
		'--switch',
		'numbers=string',
		'--conversations',
		'5',
	);
	const [printed] = await once(started.stdout.setEncoding('utf8'), 'data');
	expect(printed).toMatch(/User +demo@afilnet\.test\n +Password +secret\n/);
	const [, page = ''] = /Page +(\S+)/.exec(String(printed)) ?? [];
	const state = await (await fetch(`${page}sandbox/state`)).json();
	expect(state).toMatchObject({ password: 'secret', switches: { numbers: 'string' } });
	expect(JSON.stringify(state)).toMatch('34610000005');
	started.kill('SIGTERM');
	expect(await once(started, 'close')).toEqual([0, null]);
});

test.each([
	[['--switch', 'numbers=roman'], 'numbers is one of: number, string, mixed.'],
	[['--switch', 'nothing'], 'There is no switch named nothing.'],
	[['--fault', 'quake'], 'quake is not a fault'],
	[['--surprise'], "Unknown option '--surprise'"],
])('%j is refused in words', async (options, said) => {
	const started = start('--port', '0', ...options);
	const [refused] = await Promise.all([text(started.stderr), once(started, 'close')]);
	expect(refused.startsWith(said)).toBe(true);
	expect(refused).not.toMatch(/\n +at /);
	expect(started.exitCode).toBe(1);
});
