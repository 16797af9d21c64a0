/**
 * `npm run dev`: a real n8n with this package as it stands in the checkout, beside the sandbox. Every change of `nodes/`,
 * `credentials/` and `icons/` is built at once, and n8n loads it again.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildInto, checkout } from '../host/package';
import { runSession } from './session';

let built: Record<string, string> = {};

runSession({
	command: 'dev',
	options: {
		environment: { N8N_DEV_RELOAD: 'true' },
		install: async (userFolder) => {
			built = await buildInto(userFolder);
		},
	},
	onReady: buildOnChange,
});

/** Builds what changes, for n8n to load. @returns what ends that */
function buildOnChange(): () => void {
	const gulp = join(checkout, 'node_modules', 'gulp', 'bin', 'gulp.js');
	const build = spawn(process.execPath, [gulp, 'watch', '--silent'], {
		cwd: checkout,
		env: { ...process.env, ...built },
		stdio: 'inherit',
	});
	process.stdout.write('\nEvery change is built and loaded by n8n: reload its page to see it.\n');
	return () => build.kill();
}
