/** Prints what CHANGELOG.md says on a version: `npx tsx scripts/releaseNotes.ts 1.2.3`. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * The part of a changelog on one version, without its heading.
 * @param changelog in the form of Keep a Changelog: each version has a heading such as `## [1.2.3] - 2026-12-01`
 * Throws if the version has no heading with a date, or nothing under it.
 */
export function releaseNotes(changelog: string, version: string): string {
	const [, ...parts] = changelog.split(/^## /m);
	const part = parts.find((text) => text.startsWith(`[${version}] - `)) ?? '';
	const notes = part.split('\n').slice(1).join('\n').trim();
	if (!notes) throw new Error(`CHANGELOG.md says nothing under a heading ## [${version}] - <date>.`);
	return notes;
}

if (require.main === module) {
	const changelog = readFileSync(resolve(__dirname, '..', 'CHANGELOG.md'), 'utf8');
	process.stdout.write(`${releaseNotes(changelog, process.argv[2] ?? '')}\n`);
}
