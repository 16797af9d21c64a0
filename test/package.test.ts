import { existsSync, readFileSync } from 'node:fs';
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
