import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PackageDirectoryLoader } from 'n8n-core';

const repository = resolve(__dirname, '..');

test('index.js exports the classes', () => {
	const classes = jest.requireActual<object>('../index.js');

	expect(Object.keys(classes)).toEqual(expect.arrayContaining(['Afilnet', 'AfilnetApi', 'AfilnetTrigger']));
});

test("n8n's loader finds the nodes and the credential", async () => {
	const loader = new PackageDirectoryLoader(repository);
	await loader.loadAll();

	expect(Object.keys(loader.nodeTypes)).toEqual(['afilnet', 'afilnetTrigger']);
	expect(Object.keys(loader.credentialTypes)).toEqual(['afilnetApi']);
	expect(loader.known.credentials.afilnetApi?.supportedNodes).toEqual(['afilnet', 'afilnetTrigger']);
});

test('the icons and codex files are where n8n looks for them', async () => {
	const loader = new PackageDirectoryLoader(repository);
	await loader.loadAll();

	for (const { iconUrl, codex } of loader.types.nodes) {
		const icons = typeof iconUrl === 'string' ? { iconUrl } : { ...iconUrl };
		expect(Object.values(icons)).toHaveLength(2);
		for (const icon of Object.values(icons)) {
			expect(existsSync(join(repository, icon.replace(`icons/${loader.packageName}/`, '')))).toBe(true);
		}
		expect(codex?.categories).toContain('Communication');
	}
});

test('nothing is needed at run time but what n8n brings', () => {
	const manifest: unknown = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));

	expect(manifest).toMatchObject({ peerDependencies: { 'n8n-workflow': '*' } });
	expect(manifest).not.toHaveProperty('dependencies');
});

/** Every file below a folder whose name ends so, as a path from the repository with slashes. */
function filesOf(folder: string, ending: string): string[] {
	return readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
		.map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
		.filter((file) => file.endsWith(ending));
}

interface Packed {
	files: Array<{ path: string }>;
}

describe('the packed tarball', () => {
	let packed: Packed;
	beforeAll(() => {
		const shell = process.platform === 'win32';
		const answer = execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: repository, shell });
		const [only]: [Packed] = JSON.parse(answer.toString());
		packed = only;
	}, 60_000);

	test('holds the built nodes, the README, the license and the changelog, and nothing else', () => {
		const sources = [...filesOf('credentials', '.ts'), ...filesOf('nodes', '.ts')];
		const expected = [
			'CHANGELOG.md',
			'LICENSE',
			'README.md',
			'index.js',
			'package.json',
			...sources.map((file) => `dist/${file.replace(/\.ts$/, '.js')}`),
			...filesOf('nodes', '.json').map((file) => `dist/${file}`),
			...filesOf('icons', '.svg').map((file) => `dist/${file}`),
		];

		expect(packed.files.map(({ path }) => path).sort()).toEqual(expected.sort());
	});

	test('tells nothing of the machine that built it', () => {
		for (const { path } of packed.files) {
			const text = readFileSync(join(repository, path), 'utf8');
			expect({ path, tells: text.includes(repository) || text.includes('sourceMappingURL') }).toEqual({
				path,
				tells: false,
			});
		}
	});
});
