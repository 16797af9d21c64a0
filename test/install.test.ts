import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPacked } from './freshInstall';

const folder = mkdtempSync(join(tmpdir(), 'afilnet-install-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('npm install of the packed tarball brings one package', async () => {
	expect(await installPacked(folder)).toEqual(['node_modules/n8n-nodes-afilnet']);
}, 120_000);
