import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';
import { type BrowserContext, type Locator, type Page, selectors } from 'playwright-core';
import { openWorkflow, signInToEditor, startBrowser } from '../../../host/browser';
import { installN8n, testHosts, type N8nVersion } from '../../../host/install';
import { type N8n, startN8n } from '../../../host/n8n';
import { installPackage, packPackage } from '../../../host/package';
import { type Credential, type Rest, signIn, type WorkflowDefinition } from '../../../host/rest';
import { type Sandbox, startSandbox } from '../../../sandbox';

const images = resolve(__dirname, '..', '..', '..', 'docs', 'images');
/** How long the editor may take for a step, in milliseconds. */
const patience = 90_000;

/** What a person who tries the package sits at: an n8n with the package, a local Afilnet, and a browser with the editor. */
export interface Desk {
	version: N8nVersion;
	n8n: N8n;
	rest: Rest;
	sandbox: Sandbox;
	/** A credential with the right user and password. */
	credential: Credential;
	context: BrowserContext;
	/** The page on which the owner of n8n is signed in. */
	page: Page;
	/** Saves a workflow of these nodes, each joined to the next, and opens it in the editor. */
	open(name: string, nodes: INode[], connections?: WorkflowDefinition['connections']): Promise<string>;
	/** The Afilnet node with the right credential. */
	afilnet(parameters: INodeParameters, name?: string): INode;
	/** The Afilnet Trigger node with the right credential. */
	afilnetTrigger(parameters?: INodeParameters): INode;
	/**
	 * Saves a picture for the documentation, where pictures were asked for.
	 * @param options whether n8n's passing notices, which cover what is below them, are part of it
	 */
	picture(name: string, target: Page | Locator, options?: { notices: boolean }): Promise<void>;
	/** Keeps a picture of what the page shows, to look at after a check that did not pass. */
	keepEvidence(check: string): Promise<void>;
	leave(): Promise<void>;
}

/** Sets up a desk with n8n in a folder of its own, the package installed from its tarball. */
export async function sitDown(version: N8nVersion): Promise<Desk> {
	selectors.setTestIdAttribute('data-test-id');
	const browser = await startBrowser();
	browser.context.setDefaultTimeout(patience);
	browser.context.setDefaultNavigationTimeout(patience);
	const folder = mkdtempSync(join(tmpdir(), 'afilnet-editor-'));
	const installation = await installN8n(version, {
		into: testHosts(),
		report: (line) => process.stdout.write(`${line}\n`),
	});
	installPackage(await packPackage(join(folder, 'package')), folder);
	const sandbox = await startSandbox();
	const n8n = await startN8n({ installation, userFolder: folder });
	const rest = await signIn(n8n.url);
	const { user, password } = sandbox.account;
	const credential = await rest.createCredential({
		name: 'Sandbox',
		type: 'afilnetApi',
		data: { user, password, apiUrl: sandbox.apiUrl },
	});

	const page = await browser.context.newPage();
	// Leaving a workflow that is not saved: a browser that is driven stays on the page otherwise.
	page.on('dialog', (dialog) => void dialog.accept());
	await signInToEditor(page, n8n.url);

	const withCredential = { credentials: { afilnetApi: { id: credential.id, name: credential.name } } };
	return {
		version,
		n8n,
		rest,
		sandbox,
		credential,
		context: browser.context,
		page,
		async open(name, nodes, connections = inARow(nodes)) {
			const { id } = await rest.createWorkflow({ name, nodes, connections });
			await openWorkflow(page, n8n.url, id);
			return id;
		},
		afilnet: (parameters, name = 'Afilnet') => ({
			...node(name, 'n8n-nodes-afilnet.afilnet', 1, parameters),
			...withCredential,
		}),
		afilnetTrigger: (parameters = {}) => ({
			...node('Afilnet Trigger', 'n8n-nodes-afilnet.afilnetTrigger', 1, {
				pollTimes: { item: [{ mode: 'everyMinute' }] },
				...parameters,
			}),
			...withCredential,
		}),
		async picture(name, target, { notices } = { notices: false }) {
			if (!process.env.PICTURES || version !== '2.41.1') return;
			mkdirSync(images, { recursive: true });
			await target.screenshot({
				path: join(images, `${name}.png`),
				animations: 'disabled',
				caret: 'hide',
				...(!notices && { style: '[role="alert"], .el-notification { visibility: hidden !important }' }),
			});
		},
		async keepEvidence(check) {
			const evidence = join(tmpdir(), 'afilnet-editor-evidence');
			mkdirSync(evidence, { recursive: true });
			const file = join(evidence, `${version} ${check.replace(/[^\w ]+/g, '')}.png`);
			await page.screenshot({ path: file });
			process.stdout.write(`What the editor showed: ${file}\n`);
		},
		async leave() {
			await browser.close();
			await n8n.stop();
			await sandbox.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** A node of a workflow; {@link inARow} or the caller joins it to others. */
export function node(name: string, type: string, typeVersion: number, parameters: INodeParameters): INode {
	return { id: randomUUID(), name, type, typeVersion, position: [0, 0], parameters };
}

/** The trigger behind the editor's button. */
export const start = () => node('Start', 'n8n-nodes-base.manualTrigger', 1, {});

/** A picker's value as a person types it in. */
export const byId = (value: string) => ({ __rl: true, mode: 'id', value });

function inARow(nodes: INode[]): WorkflowDefinition['connections'] {
	for (const [index, each] of nodes.entries()) each.position = [index * 260, 0];
	return Object.fromEntries(
		nodes
			.slice(1)
			.map(({ name }, index) => [
				nodes[index]?.name ?? '',
				{ main: [[{ node: name, type: 'main' as const, index: 0 }]] },
			]),
	);
}
