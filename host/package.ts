import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { explain } from './explain';
import { isJsonObject, readJson, writeJson, type JsonObject } from './json';
import { runNpm } from './npm';

export const packageName = 'n8n-nodes-afilnet';
export const checkout = resolve(__dirname, '..');

/**
 * Builds this package and packs it as it would be published.
 * @param into the caller's folder for the tarball and the log; made if it is missing
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

async function buildPackage(log: string, source: string, environment = {}): Promise<void> {
	await runNpm(['run', 'build'], source, log, { environment }).catch(
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
 * Builds the package of the checkout straight into an n8n's user folder. It is no link to the checkout, since n8n would
 * not see a change behind one: it watches this folder, and forgets only modules that were loaded from below it.
 * @returns the variable with which `gulp watch` goes on building there
 */
export async function buildInto(userFolder: string): Promise<Record<string, string>> {
	const folder = folderIn(userFolder);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	const built = { AFILNET_DIST: join(folder, 'dist') };
	await buildPackage(join(userFolder, 'build.log'), checkout, built);
	enter(userFolder, readJson(join(checkout, 'package.json')));
	return built;
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
