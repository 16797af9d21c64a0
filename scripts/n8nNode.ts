/**
 * Runs n8n's own tool, `n8n-node lint` and `n8n-node build`, on a copy of the package. There n8n's unchanged ESLint
 * configuration holds, as `"strict": true` in package.json promises, and its build must give the very files that
 * `npm run build` gives.
 *
 * In the checkout itself the tool stops at eslint.config.mjs, which takes n8n's rules without the 700 MB of the tool. With
 * n8n's configuration it would also reject the code that runs on Node alone (test/, sandbox/, host/, demo/, bench/ and
 * scripts/), since n8n's rules forbid Node's own modules in every TypeScript file of a folder. So the copy leaves that
 * code out. It is never published, and n8n's scanner, which `npm test` runs, does not look at it either.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { installLocked, testHosts } from '../host/install';

const checkout = resolve(__dirname, '..');

/** What is published, what that is built from, and nothing else. */
const product = [
	'CHANGELOG.md',
	'LICENSE',
	'README.md',
	'credentials',
	'icons',
	'index.js',
	'nodes',
	'package.json',
	'tsconfig.json',
];

/** As n8n's template has it: in strict mode the tool refuses any other. */
const eslintConfig = "import { config } from '@n8n/node-cli/eslint';\n\nexport default config;\n";

/** Installs the tool outside the checkout, or finds it there. @returns its `node_modules` */
async function installTool(): Promise<string> {
	const folder = join(testHosts(), 'n8n-node');
	await installLocked({ name: "n8n's tool", manifest: join(__dirname, 'n8n-node'), folder, report: tell });
	return join(folder, 'node_modules');
}

/** Lays the package out in an empty folder as n8n's template lays one out. */
function copyPackage(folder: string, nodeModules: string): void {
	for (const name of product) cpSync(join(checkout, name), join(folder, name), { recursive: true });
	writeFileSync(join(folder, 'eslint.config.mjs'), eslintConfig);
	symlinkSync(nodeModules, join(folder, 'node_modules'), 'junction');
}

/** Runs the tool in the copy. Throws with all that it wrote if it fails, or if it only warns. */
function runTool(command: 'lint' | 'build', copy: string): void {
	const script = join(copy, 'node_modules', '@n8n', 'node-cli', 'bin', 'n8n-node.mjs');
	const { status, stdout, stderr } = spawnSync(process.execPath, [script, command], {
		cwd: copy,
		encoding: 'utf8',
	});
	// ESLint's summary of what it has found, warnings included.
	if (status !== 0 || stdout.includes('✖')) throw new Error(`n8n-node ${command}:\n${stdout}${stderr}`);
	tell(`n8n-node ${command} passes`);
}

/** Throws if a file of one folder is missing in the other or differs there. */
function assertSameFiles(one: string, other: string): void {
	const [ours, theirs] = [contentsOf(one), contentsOf(other)];
	const differing = [...new Set([...ours.keys(), ...theirs.keys()])].filter(
		(file) => ours.get(file) !== theirs.get(file),
	);
	if (differing.length > 0)
		throw new Error(`n8n-node build and npm run build differ in dist:\n${differing.join('\n')}`);
	tell(`n8n-node build gives the ${ours.size} files that npm run build gives`);
}

/** The content of every file below a folder, by its path from there. */
function contentsOf(folder: string): Map<string, string> {
	const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
	return new Map(files.map((file) => [relative(folder, file), readFileSync(file, 'utf8')]));
}

function tell(line: string): void {
	process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
	const nodeModules = await installTool();
	const copy = mkdtempSync(join(tmpdir(), 'afilnet-n8n-node-'));
	try {
		copyPackage(copy, nodeModules);
		runTool('lint', copy);
		runTool('build', copy);
		assertSameFiles(join(checkout, 'dist'), join(copy, 'dist'));
	} finally {
		rmSync(copy, { recursive: true });
	}
}

main().catch((reason: unknown) => {
	process.stderr.write(`${reason instanceof Error ? reason.message : String(reason)}\n`);
	process.exitCode = 1;
});
