import { join, resolve } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { startSandbox } from '../sandbox';
import { executeNode, openNode, openWorkflow, signInToEditor, startBrowser, takePicture } from './browser';
import { prepareExamples } from './examples';
import { installN8n, testHosts } from './install';
import { startN8n } from './n8n';
import { installPackage, packPackage } from './package';
import { signIn } from './rest';

const images = resolve(__dirname, '..', 'docs', 'images');
const tell = (line: string) => process.stdout.write(`${line}\n`);

/** Takes the pictures of the README anew: the node in n8n's editor, and the message that it sent on the sandbox page. */
async function takePictures(): Promise<void> {
	const userFolder = mkdtempSync(join(tmpdir(), 'afilnet-pictures-'));
	const installation = await installN8n('2.41.1', { into: testHosts(), report: tell });
	installPackage(await packPackage(join(userFolder, 'package')), userFolder);
	const sandbox = await startSandbox();
	const n8n = await startN8n({ installation, userFolder });
	const { context, close } = await startBrowser();
	const workflows = await prepareExamples(await signIn(n8n.url), sandbox);

	const editor = await context.newPage();
	await signInToEditor(editor, n8n.url);
	await openWorkflow(editor, n8n.url, workflows.get('Send a WhatsApp Message') ?? '');
	await openNode(editor, 'Send a Message');
	await executeNode(editor);
	await editor.getByText('Node executed successfully').waitFor({ state: 'hidden' });
	await takePicture(editor, join(images, 'demo-editor.png'));

	const phone = await context.newPage();
	await phone.goto(sandbox.url);
	await phone.getByText('Lucía Fernández').first().click();
	await phone.getByText('ready to be picked up').last().waitFor();
	await takePicture(phone, join(images, 'demo-sandbox.png'));

	await close();
	await n8n.stop();
	await sandbox.close();
	rmSync(userFolder, { recursive: true });
}

takePictures().then(
	() => process.exit(0),
	(reason: unknown) => {
		process.stderr.write(`${reason instanceof Error ? reason.stack : String(reason)}\n`);
		process.exit(1);
	},
);
