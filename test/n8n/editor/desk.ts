import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';
import { type BrowserContext, type Locator, type Page, selectors } from 'playwright-core';
import { openWorkflow, signInToEditor, startBrowser } from '../../../host/browser';
import { newest, type N8nVersion } from '../../../host/install';
import type { WorkflowDefinition } from '../../../host/rest';
import { startHost, type Host } from '../../../host/startHost';
import { afilnet, afilnetTrigger, inARow } from '../../../host/workflows';

const images = resolve(__dirname, '..', '..', '..', 'docs', 'images');
/** How long the editor may take for a step, in milliseconds. */
const patience = 90_000;

/** What a person who tries the package sits at: an n8n with the package, a local Afilnet, and a browser with the editor. */
export interface Desk extends Host {
	version: N8nVersion;
	context: BrowserContext;
	/** The page on which the owner of n8n is signed in. */
	page: Page;
	/** Saves a workflow of these nodes, each joined to the next if nothing else is said, and opens it in the editor. */
	open(name: string, nodes: INode[], connections?: WorkflowDefinition['connections']): Promise<string>;
	/** The Afilnet node with the right credential. */
	afilnet(parameters: INodeParameters): INode;
	/** The Afilnet Trigger node with the right credential. */
	afilnetTrigger(parameters?: INodeParameters): INode;
	/**
	 * Saves a picture for the documentation, if pictures were asked for.
	 * @param options whether n8n's passing notices, which cover what is below them, are part of it
	 */
	picture(name: string, target: Page | Locator, options?: { notices: boolean }): Promise<void>;
	/** Keeps a picture of what the page shows, to look at after a check that did not pass. */
	keepEvidence(check: string): Promise<void>;
	leave(): Promise<void>;
}

/** Sets up a desk with n8n in a new folder, the package installed from its tarball. */
export async function sitDown(version: N8nVersion): Promise<Desk> {
	selectors.setTestIdAttribute('data-test-id');
	const browser = await startBrowser();
	browser.context.setDefaultTimeout(patience);
	browser.context.setDefaultNavigationTimeout(patience);
	const host = await startHost({
		version,
		// n8n 1 keeps files in memory otherwise, and from memory none can be sent.
		environment: { N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem' },
		report: (line) => process.stdout.write(`${line}\n`),
	});
	const { n8n, rest, credential } = host;

	const page = await browser.context.newPage();
	// Leaving a workflow that is not saved: a browser that is driven stays on the page otherwise.
	page.on('dialog', (dialog) => void dialog.accept());
	await signInToEditor(page, n8n.url);
	return {
		...host,
		version,
		context: browser.context,
		page,
		async open(name, nodes, connections) {
			const definition = connections ? { name, nodes, connections } : inARow(name, nodes);
			const { id } = await rest.createWorkflow(definition);
			await openWorkflow(page, n8n.url, id);
			return id;
		},
		afilnet: (parameters) => afilnet(parameters, credential),
		afilnetTrigger: (parameters = {}) =>
			afilnetTrigger({ pollTimes: { item: [{ mode: 'everyMinute' }] }, ...parameters }, credential),
		picture: async (name, target, options) => await takePicture(name, target, version, options),
		async keepEvidence(check) {
			const evidence = join(tmpdir(), 'afilnet-editor-evidence');
			mkdirSync(evidence, { recursive: true });
			const file = join(evidence, `${version} ${check.replace(/[^\w ]+/g, '')}.png`);
			await page.screenshot({ path: file });
			process.stdout.write(`What the editor showed: ${file}\n`);
		},
		async leave() {
			await browser.close();
			await host.stop();
		},
	};
}

async function takePicture(
	name: string,
	target: Page | Locator,
	version: N8nVersion,
	{ notices } = { notices: false },
): Promise<void> {
	if (!process.env.PICTURES || version !== newest) return;
	mkdirSync(images, { recursive: true });
	await target.screenshot({
		path: join(images, `${name}.png`),
		animations: 'disabled',
		caret: 'hide',
		...(!notices && { style: '[role="alert"], .el-notification { visibility: hidden !important }' }),
	});
}
