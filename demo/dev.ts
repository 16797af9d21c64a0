/**
 * `npm run dev`: a real n8n with this package as it stands in the checkout, beside the sandbox. Every change of `nodes/`,
 * `credentials/` and `icons/` is built at once, and n8n loads it again.
 */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { buildPackage, checkout, mirrorPackage } from '../host/package';
import type { Host } from '../host/startHost';
import { tellLast } from './progress';
import { runSession } from './session';

runSession({
	command: 'dev',
	options: {
		environment: { N8N_DEV_RELOAD: 'true' },
		async install(userFolder) {
			await buildPackage(join(userFolder, 'build.log'));
			mirrorPackage(userFolder);
		},
	},
	onReady: rebuildOnChange,
});

/** Builds what changes, and gives it to n8n. @returns what ends that */
function rebuildOnChange({ folder }: Host): () => void {
	const gulp = require.resolve('gulp/bin/gulp.js');
	const build = spawn(process.execPath, [gulp, 'watch', '--silent'], { cwd: checkout, stdio: 'inherit' });
	let due: NodeJS.Timeout | undefined;
	const watching = watch(join(checkout, 'dist'), { recursive: true }, () => {
		clearTimeout(due);
		// One build writes many files.
		due = setTimeout(() => {
			mirrorPackage(folder);
			tellLast('Built, and loaded by n8n: reload its page');
		}, 300);
	});
	return () => {
		watching.close();
		build.kill();
	};
}
