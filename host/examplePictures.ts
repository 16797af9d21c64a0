import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { openWorkflow, signInToEditor, startBrowser } from './browser';
import { readWorkflow } from './examples';
import { installN8n, testHosts } from './install';
import { startN8n } from './n8n';
import { installPackage, packPackage } from './package';
import { signIn } from './rest';

const examples = resolve(__dirname, '..', 'examples');
const tell = (line: string) => process.stdout.write(`${line}\n`);

/** What n8n's editor shows beside the workflow itself. */
const beside = `button, [data-test-id="canvas-handle-plus-wrapper"], [data-test-id="canvas-controls"], [data-test-id="node-issues"] { visibility: hidden !important }`;

/** Takes the pictures of `examples/README.md` anew: each workflow as n8n's editor draws it. */
async function takeExamplePictures(): Promise<void> {
	const userFolder = mkdtempSync(join(tmpdir(), 'afilnet-example-pictures-'));
	const installation = await installN8n('2.41.1', { into: testHosts(), report: tell });
	installPackage(await packPackage(join(userFolder, 'package')), userFolder);
	const n8n = await startN8n({ installation, userFolder });
	const rest = await signIn(n8n.url);
	const { context, close } = await startBrowser({ viewport: { width: 1300, height: 760 } });
	context.setDefaultTimeout(120_000);
	const page = await context.newPage();
	await signInToEditor(page, n8n.url);

	for (const file of readdirSync(examples).filter((name) => name.endsWith('.json'))) {
		const { id } = await rest.createWorkflow(readWorkflow(join('..', '..', 'examples', file)));
		await openWorkflow(page, n8n.url, id);
		await takeCanvas(page, join(examples, 'images', file.replace('.json', '.png')));
		tell(file);
	}

	await close();
	await n8n.stop();
	rmSync(userFolder, { recursive: true });
}

/** The open workflow, fitted to the page, with a small margin and nothing beside it. */
async function takeCanvas(page: Page, path: string): Promise<void> {
	await page.addStyleTag({ content: beside });
	await page.keyboard.press('1');
	await page.waitForTimeout(1_500);
	const boxes = await page.locator('.vue-flow__node, .vue-flow__edge-path').evaluateAll((nodes) =>
		nodes.map((node) => {
			const { left, top, right, bottom } = node.getBoundingClientRect();
			return { left, top, right, bottom };
		}),
	);
	// Wide enough for the nodes' names, which stand outside of their boxes.
	const margin = 56;
	const x = Math.min(...boxes.map(({ left }) => left)) - margin;
	const y = Math.min(...boxes.map(({ top }) => top)) - 20;
	const width = Math.max(...boxes.map(({ right }) => right)) + margin - x;
	const height = Math.max(...boxes.map(({ bottom }) => bottom)) + margin - y;
	await page.screenshot({ path, clip: { x, y, width, height }, animations: 'disabled' });
}

takeExamplePictures().then(
	() => process.exit(0),
	(reason: unknown) => {
		process.stderr.write(`${reason instanceof Error ? reason.stack : String(reason)}\n`);
		process.exit(1);
	},
);
