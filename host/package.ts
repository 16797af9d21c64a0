import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { explain } from './explain';
import { isJsonObject, readJson, writeJson, type JsonObject } from './json';
import { runNpm } from './npm';

export const packageName = 'n8n-nodes-afilnet';
export const checkout = resolve(__dirname, '..');

/**
 * Builds this package and packs it as it would be published.
 * @param into a folder of the caller's own, for the tarball and the log; made if it is missing
 * @param source the folder of the package: this checkout, if left out, or that of another revision
 * @returns the tarball's path. Throws with the end of npm's output if the build does not get through.
 */
export async function packPackage(into: string, source = checkout): Promise<string> {
	mkdirSync(into, { recursive: true });
	for (const file of tarballsIn(into)) rmSync(join(into, file));
	const log = join(into, 'pack.log');
	rmSync(log, { force: true });
	await buildPackage(log, source);
	await runNpm(['pack', '--pack-destination', into], source, log);
	const [tarball] = tarballsIn(into);
	if (!tarball) throw new Error(`npm pack left no tarball in ${into}.`);
	return join(into, tarball);
}

const tarballsIn = (folder: string) => readdirSync(folder).filter((file) => file.endsWith('.tgz'));

/** Builds this package into `dist`. Throws with the end of the log if the build does not get through. */
export async function buildPackage(log: string, source = checkout): Promise<void> {
	await runNpm(['run', 'build'], source, log).catch(
		explain('This package could not be built. Run npm ci, then start again.'),
	);
}

/** Packs the package as it was at a revision of git, such as a tag, with the tools that are installed now. */
export async function packRevision(revision: string, into: string): Promise<string> {
	const source = join(into, 'source');
	mkdirSync(source, { recursive: true });
	const archive = execFileSync('git', ['archive', revision], { cwd: checkout, maxBuffer: 2 ** 28 });
	execFileSync('tar', ['-x', '-C', source], { input: archive });
	symlinkSync(join(checkout, 'node_modules'), join(source, 'node_modules'), 'junction');
	return await packPackage(into, source);
}

/**
 * Puts the package into an n8n's user folder as n8n's own installer of community nodes leaves it
 * (`downloadPackage` in n8n's community-packages.service): unpacked, freed of what only its development needs, and
 * named in the ledger. n8n loads it at its next start.
 */
export function installPackage(tarball: string, userFolder: string): void {
	const folder = folderIn(userFolder);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	execFileSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
	enter(userFolder, readJson(join(folder, 'package.json')));
}

/**
 * Puts the package there as the last build has left it in the checkout. It is copied, since n8n would not see a change
 * behind a link: it watches the folder itself, and forgets only modules that were loaded from below it.
 */
export function mirrorPackage(userFolder: string): void {
	const folder = folderIn(userFolder);
	cpSync(join(checkout, 'dist'), join(folder, 'dist'), { recursive: true });
	enter(userFolder, readJson(join(checkout, 'package.json')));
}

/** Where n8n keeps the package's files. */
export const folderIn = (userFolder: string) => join(nodesIn(userFolder), 'node_modules', packageName);
const nodesIn = (userFolder: string) => join(userFolder, '.n8n', 'nodes');

/** Writes the manifest as the installer leaves it, and names the package in the ledger. */
function enter(userFolder: string, manifest: JsonObject): void {
	for (const part of ['devDependencies', 'peerDependencies', 'optionalDependencies']) delete manifest[part];
	writeJson(join(folderIn(userFolder), 'package.json'), manifest);

	const ledger = join(nodesIn(userFolder), 'package.json');
	const { dependencies } = readJson(ledger, {});
	const others = isJsonObject(dependencies) ? dependencies : {};
	writeJson(ledger, {
		name: 'installed-nodes',
		private: true,
		dependencies: { ...others, [packageName]: manifest.version },
	});
}
