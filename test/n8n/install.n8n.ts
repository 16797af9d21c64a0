/** As test/install.test.ts, by the Node that runs n8n 2. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installN8n, testHosts } from '../../host/install';
import { installPacked } from '../freshInstall';

const folder = mkdtempSync(join(tmpdir(), 'afilnet-install-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('npm install of the packed tarball on Node 24 brings one package', async () => {
	const { node } = await installN8n('2.41.1', { into: testHosts() });
	expect(execFileSync(node, ['--version'], { encoding: 'utf8' })).toMatch(/^v24\./);

	expect(await installPacked(folder, node)).toEqual(['node_modules/n8n-nodes-afilnet']);
}, 1_800_000);
