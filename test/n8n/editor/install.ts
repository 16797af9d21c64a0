import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { packageName } from '../../../host/package';
import { start } from '../../../host/workflows';
import type { Check } from './checks';
import type { Desk } from './desk';

const terms = ['afilnet', 'whatsapp', 'telegram', 'web chat', 'unread'];

/** Both nodes show up where people look for them, and n8n loads them without complaint. */
export function checkInstall(check: Check): void {
	check('1 install: the log has no warning about the package', async ({ n8n }) => {
		const lines = n8n.readLog().split('\n');
		expect(
			lines.some((line) => line.includes('n8n ready on') || line.includes('Editor is now accessible')),
		).toBe(true);
		expect(lines.filter((line) => /afilnet/i.test(line))).toEqual([]);
		expect(lines.filter((line) => /community package|failed to load|unrecognized/i.test(line))).toEqual([]);
	});

	check('1 install: it is the tarball that n8n runs', async ({ n8n }) => {
		const folder = join(n8n.userFolder, '.n8n', 'nodes', 'node_modules', packageName);
		const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
		expect(manifest).toMatchObject({ name: packageName });
	});

	check(`1 install: the nodes panel finds Afilnet under ${terms.join(', ')}`, async (desk) => {
		await openNodesPanel(desk);
		const searchBar = desk.page.getByTestId('node-creator-search-bar');
		for (const term of terms) {
			// What the last term found is gone before the next one is searched for.
			await searchBar.fill('nothing is called so');
			await entry(desk.page).waitFor({ state: 'hidden' });
			await searchBar.fill(term);
			await entry(desk.page).waitFor();
		}
	});

	check('1 install: the panel offers the trigger and the six actions', async (desk) => {
		const { page } = desk;
		await openNodesPanel(desk);
		await page.getByTestId('node-creator-search-bar').fill('afilnet');
		await entry(page).click();
		for (const heading of ['Actions', 'Triggers']) {
			const category = page.getByTestId('node-creator-category-item').filter({ hasText: heading });
			await category.waitFor();
			if (!(await itemsBelow(page, heading))) await category.click();
		}
		const names = page.getByTestId('node-creator').getByTestId('node-creator-item-name');
		for (const action of [
			'Get many channels',
			'Get many chats',
			'Get many messages',
			'Get many unread messages',
			'Send message',
			'Send file',
			'On new unread message in any channel',
			'On new unread message in a channel',
			'On new unread message in a conversation',
		])
			await names.getByText(action, { exact: true }).waitFor();
	});

	for (const [scheme, file] of [
		['light', 'afilnet.svg'],
		['dark', 'afilnet.dark.svg'],
	] as const) {
		check(`1 install: the icon is drawn on ${scheme}`, async (desk) => {
			await desk.page.emulateMedia({ colorScheme: scheme });
			await openNodesPanel(desk);
			await desk.page.getByTestId('node-creator-search-bar').fill('afilnet');
			const icon = entry(desk.page).locator('img').first();
			await icon.waitFor();
			expect(await icon.getAttribute('src')).toMatch(new RegExp(`/${file.replaceAll('.', '\\.')}$`));
			expect(await icon.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
			await desk.page.emulateMedia({ colorScheme: 'light' });
		});
	}
}

async function openNodesPanel(desk: Desk): Promise<void> {
	await desk.open('Nodes Panel', [start()]);
	await desk.page.getByTestId('node-creator-plus-button').click();
}

const entry = (page: Page) =>
	page
		.getByTestId('node-creator')
		.getByTestId('item-iterator-item')
		.filter({ has: page.getByTestId('node-creator-item-name').getByText('Afilnet', { exact: true }) })
		.first();

/** Whether a category of the nodes panel is open: its first action is there. */
async function itemsBelow(page: Page, heading: string): Promise<boolean> {
	const first = heading === 'Actions' ? 'Send message' : 'On new unread message in any channel';
	return await page.getByTestId('node-creator-item-name').getByText(first, { exact: true }).isVisible();
}
