import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isJsonObject, readJson, writeJson } from './json';
import { runNpm } from './npm';

export const packageName = 'n8n-nodes-afilnet';
const repository = resolve(__dirname, '..');

/**
 * Builds this package and packs it as it would be published.
 * @param into a folder of the caller's own, for the tarball and the log; made where it is missing
 * @returns the tarball's path. Throws with the end of npm's output where the build does not get through.
 */
export async function packPackage(into: string): Promise<string> {
	mkdirSync(into, { recursive: true });
	const log = join(into, 'pack.log');
	rmSync(log, { force: true });
	await runNpm(['run', 'build'], repository, log);
	await runNpm(['pack', '--pack-destination', into], repository, log);
	const tarball = readdirSync(into).find((file) => file.endsWith('.tgz'));
	if (!tarball) throw new Error(`npm pack left no tarball in ${into}.`);
	return join(into, tarball);
}

/**
 * Puts the package into an n8n's user folder as n8n's own installer of community nodes leaves it
 * (`downloadPackage` in n8n's community-packages.service): unpacked, freed of what only its development needs, and
 * named in the ledger. n8n loads it at its next start.
 */
export function installPackage(tarball: string, userFolder: string): void {
	const nodes = join(userFolder, '.n8n', 'nodes');
	const folder = join(nodes, 'node_modules', packageName);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	execFileSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);

	const manifest = readJson(join(folder, 'package.json'));
	for (const part of ['devDependencies', 'peerDependencies', 'optionalDependencies']) delete manifest[part];
	writeJson(join(folder, 'package.json'), manifest);

	const ledger = join(nodes, 'package.json');
	const { dependencies } = readJson(ledger, {});
	const others = isJsonObject(dependencies) ? dependencies : {};
	writeJson(ledger, {
		name: 'installed-nodes',
		private: true,
		dependencies: { ...others, [packageName]: manifest.version },
	});
}
