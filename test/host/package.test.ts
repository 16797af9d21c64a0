import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackage } from '../../host/package';

const folder = mkdtempSync(join(tmpdir(), 'afilnet-package-'));
afterAll(() => rmSync(folder, { recursive: true }));

function pack(version: string): string {
	const content = join(folder, version, 'package');
	mkdirSync(content, { recursive: true });
	const manifest = { name: 'n8n-nodes-afilnet', version, peerDependencies: { 'n8n-workflow': '*' } };
	writeFileSync(join(content, 'package.json'), JSON.stringify(manifest));
	writeFileSync(join(content, `${version}.js`), '');
	const tarball = join(folder, `${version}.tgz`);
	execFileSync('tar', ['-czf', tarball, '-C', join(folder, version), 'package']);
	return tarball;
}

test('the package replaces its older self and leaves the other community nodes alone', () => {
	const nodes = join(folder, 'user', '.n8n', 'nodes');
	mkdirSync(nodes, { recursive: true });
	writeFileSync(
		join(nodes, 'package.json'),
		JSON.stringify({ dependencies: { 'n8n-nodes-other': '1.0.0' } }),
	);

	installPackage(pack('0.0.1'), join(folder, 'user'));
	installPackage(pack('0.0.2'), join(folder, 'user'));

	const installed = join(nodes, 'node_modules', 'n8n-nodes-afilnet');
	const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
	expect(read(join(installed, 'package.json'))).toEqual({ name: 'n8n-nodes-afilnet', version: '0.0.2' });
	expect(() => readFileSync(join(installed, '0.0.1.js'))).toThrow('ENOENT');
	expect(read(join(nodes, 'package.json'))).toMatchObject({
		dependencies: { 'n8n-nodes-other': '1.0.0', 'n8n-nodes-afilnet': '0.0.2' },
	});
});
