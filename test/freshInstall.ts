import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isJsonObject, readJson } from '../host/json';
import { runNpm } from '../host/npm';

const repository = resolve(__dirname, '..');

/**
 * Packs what `npm run build` has built and installs the tarball with npm in an empty folder, without a registry.
 * @param folder the caller's empty folder
 * @param node the Node that runs npm: this process's own, if left out
 * @returns where npm has put packages, such as `node_modules/n8n-nodes-afilnet`
 */
export async function installPacked(folder: string, node = process.execPath): Promise<string[]> {
	const log = join(folder, 'npm.log');
	await runNpm(['pack', '--pack-destination', folder], repository, log);
	const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? '';

	const empty = join(folder, 'empty');
	mkdirSync(empty);
	// The prefix keeps npm from a package.json or node_modules in a folder above.
	await runNpm(['install', '--offline', '--prefix', empty, join(folder, tarball)], empty, log, { node });

	const { packages } = readJson(join(empty, 'node_modules', '.package-lock.json'));
	return Object.keys(isJsonObject(packages) ? packages : {});
}
