import { randomBytes } from 'node:crypto';

import { isUnderWay } from '../../host/rest';
import type { Host } from '../../host/startHost';
import { until } from '../../host/until';
import { afilnet, inARow, node, typedIn, webhook } from '../../host/workflows';
import { tell } from '../lib/progress';

const conversation = { platform: 'whatsapp', platformId: 'files', destination: '34700000001' } as const;

/**
 * Lets a worker send two files: one that came by a webhook to the main process, one that the worker has downloaded. The
 * sandbox gets both at once, and again after the execution has ended.
 * @returns what went wrong
 */
export async function sendFiles(host: Host): Promise<string[]> {
	const { rest, sandbox, n8n } = host;
	tell('Sending files of a workflow');
	sandbox.switches.fetchFiles = true;
	sandbox.account.addChannel(conversation, 'Files');
	sandbox.account.receive(conversation, 'Hello');
	const { id } = await rest.createWorkflow(workflow(host));
	await rest.activate(id);
	const photo = randomBytes(1_000_000);
	const form = new FormData();
	form.set('data', new Blob([photo], { type: 'image/png' }), 'photo.png');
	await fetch(`${n8n.url}webhook/photo`, { method: 'POST', body: form });
	await until(async () => (await rest.executions(id)).some((one) => !isUnderWay(one)));
	await rest.deactivate(id);
	await sandbox.files.settled();
	sandbox.switches.fetchFiles = false;

	const page = Buffer.from(await (await fetch(sandbox.url)).arrayBuffer());
	const links = [...sandbox.files.all];
	if (links.length !== 2) return [`${links.length} files were sent instead of 2.`];
	const later = await Promise.all(links.map(async ({ url }) => await sandbox.files.fetch(url)));
	return [...links, ...later].flatMap(({ id: number, bytes, status, failure }, index) =>
		bytes.equals(index % 2 === 0 ? photo : page)
			? []
			: [`File ${number} did not come as it was sent (${failure ?? status}).`],
	);
}

function workflow({ credential, sandbox }: Host) {
	const { destination, platformId, platform } = conversation;
	const send = (name: string) =>
		afilnet(
			{
				...{ resource: 'message', operation: 'sendFile', platform },
				...{ platformId: typedIn(platformId), destination: typedIn(destination) },
				...{ fileSource: 'binaryData', fileType: 'auto' },
			},
			credential,
			name,
		);
	return inARow('Files', [
		webhook('photo'),
		send('Send the Photo'),
		node('HTTP Request', 'n8n-nodes-base.httpRequest', 4.2, {
			url: sandbox.url,
			options: { response: { response: { responseFormat: 'file' } } },
		}),
		send('Send the Page'),
	]);
}
