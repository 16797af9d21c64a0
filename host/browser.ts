import { existsSync } from 'node:fs';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { owner } from './rest';

/** Where the usual systems keep Chromium or Chrome. */
const executables = [
	process.env.CHROMIUM ?? '',
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Without Chromium's own look-ups of hosts, and without its sandbox, which root may not use. */
const quiet = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/**
 * Starts the system's Chromium, headless, with a fresh profile. It ends with this process.
 * Throws if there is none; `CHROMIUM` may name one.
 */
export async function startBrowser(options: BrowserContextOptions = {}) {
	const executablePath = executables.find((path) => existsSync(path));
	if (!executablePath) throw new Error('No Chromium was found. Install it, or name it in CHROMIUM.');
	const browser = await chromium.launch({ executablePath, args: quiet });
	const context = await browser.newContext({
		viewport: { width: 1400, height: 900 },
		locale: 'en-GB',
		...options,
	});
	return { context, close: async () => await browser.close() };
}

/** Signs in to n8n's editor as the owner, through its own form. */
export async function signInToEditor(page: Page, url: string): Promise<void> {
	await page.goto(`${url}signin`);
	await page.locator('input[type="email"], input[name="emailOrLdapLoginId"]').first().fill(owner.email);
	await page.locator('input[type="password"]').fill(owner.password);
	await page.locator('[data-test-id="form-submit-button"]').click();
	await page.waitForURL((address) => !address.pathname.includes('signin'));
}

/** Opens a workflow and waits until its nodes are drawn. */
export async function openWorkflow(page: Page, url: string, id: string): Promise<void> {
	await page.goto(`${url}workflow/${id}`);
	await page.locator('.vue-flow__node').first().waitFor();
}

/** Opens the panel of a node of the open workflow, as a double click does. */
export async function openNode(page: Page, name: string): Promise<void> {
	await page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
	await panel(page).waitFor();
}

export async function closeNode(page: Page): Promise<void> {
	const closing = page.locator('[data-test-id="ndv-close-button"], [data-test-id="back-to-canvas"]');
	await closing.filter({ visible: true }).first().click();
	await panel(page).waitFor({ state: 'hidden' });
}

/** The panel of the open node. */
export const panel = (page: Page) => page.locator('[data-test-id="ndv"], [data-test-id="ndv-modal"]').first();

/** Runs the open workflow with the editor's button. */
export async function executeWorkflow(page: Page): Promise<void> {
	await page.locator('[data-test-id="execute-workflow-button"]').first().click();
}

/** Runs the open node, and what stands before it, with its panel's button, and waits for its output or its message. */
export async function executeNode(page: Page): Promise<void> {
	const button = panel(page).locator('[data-test-id="node-execute-button"]');
	await button.click();
	const output = panel(page).locator('[data-test-id="output-panel"]');
	await output
		.locator('[data-test-id="ndv-items-count"]')
		.or(output.locator('[data-test-id="node-error-message"]'))
		.first()
		.waitFor();
}
