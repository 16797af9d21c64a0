import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { run } from './child';

/**
 * Runs npm in a folder, its output added to a log. Throws with the end of the log where npm does not get through.
 * @param node the Node that runs npm: this process's own, if left out
 */
export async function runNpm(
	commandLine: string[],
	folder: string,
	log: string,
	node = process.execPath,
): Promise<void> {
	await run(`npm ${commandLine.join(' ')}`, {
		command: node,
		arguments: [npmScript(), ...commandLine, '--loglevel=error'],
		folder,
		environment: process.env,
		log,
	});
}

/** npm's own script: the npm that started this process, else the first one on the PATH. */
function npmScript(): string {
	const folders = [dirname(process.execPath), ...(process.env.PATH ?? '').split(delimiter)];
	const candidates = folders.flatMap((folder) =>
		[folder, join(folder, '..', 'lib')].map((place) =>
			join(place, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
		),
	);
	const script = [process.env.npm_execpath ?? '', ...candidates].find((path) => existsSync(path));
	if (!script) throw new Error('npm was not found. Start this with npm run.');
	return script;
}
