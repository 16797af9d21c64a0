// n8n's own scanner of community packages, run on the working tree and on the packed tarball as n8n runs it on the
// published package's source and tarball. What it fetches from GitHub and npm is what is already here.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';

const repository = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'afilnet-scan-'));

/** Packs what `npm run build` has built and unpacks it again. */
function unpackTarball() {
	const shell = process.platform === 'win32';
	execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: repository, shell });
	const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz'));
	execFileSync('tar', ['-xzf', tarball], { cwd: folder });
	return join(folder, 'package');
}

async function scan(name, place, patterns) {
	const { passed, message, details = '' } = await analyzePackage(place, patterns);
	process.stdout.write(
		passed ? `n8n's scanner finds nothing in the ${name}\n` : `${message}: ${name}\n${details}\n`,
	);
	if (!passed) process.exitCode = 1;
}

try {
	await scan('source', repository, SOURCE_FILE_PATTERNS);
	await scan('tarball', unpackTarball(), ['**/*.js', 'package.json']);
} finally {
	rmSync(folder, { recursive: true });
}
