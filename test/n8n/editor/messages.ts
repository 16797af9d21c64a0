import type { INodeParameters } from 'n8n-workflow';
import { executeNode, openNode, panel } from '../../../host/browser';
import { freePort } from '../../../host/environment';
import { afilnet, start, typedIn } from '../../../host/workflows';
import type { Check } from './checks';
import type { Desk } from './desk';

const send: INodeParameters = {
	resource: 'message',
	operation: 'send',
	platform: 'whatsapp',
	platformId: typedIn('100'),
	destination: typedIn('34600000001'),
	message: 'Hello',
};

/** What a person reads if a run does not get through: what happened, and what to do. */
export function checkMessages(check: Check): void {
	check('7 messages: a wrong channel', async (desk) => {
		await saysAtRun(desk, 'wrong-channel', { ...send, platformId: typedIn('999') }, [
			'The channel was not found (CHANNEL_NOT_FOUND)',
			"Check that 'Platform' and 'Channel' belong together. 'From List' shows the channels of the account.",
		]);
	});

	check('7 messages: an empty message from an expression', async (desk) => {
		await saysAtRun(desk, 'empty-message', { ...send, message: '={{ $json.text }}' }, [
			"'Message' is empty",
			"Fill in 'Message'. If it is an expression, look at what it gives for this item.",
		]);
		expect(desk.sandbox.requests.all.filter(({ parameters }) => parameters.message === '')).toEqual([]);
	});

	check('7 messages: an empty message field is marked before anything is sent', async (desk) => {
		const { page, sandbox } = desk;
		await desk.open('Empty Field', [start(), desk.afilnet({ ...send, message: '' })]);
		await openNode(page, 'Afilnet');
		const before = sandbox.requests.all.length;
		await panel(page).getByTestId('node-execute-button').click();
		await panel(page).getByTestId('parameter-issues').first().waitFor();
		expect(sandbox.requests.all.length).toBe(before);
	});

	check('7 messages: Afilnet is down', async (desk) => {
		desk.sandbox.faults.add({ kind: 'status', status: 503 });
		await saysAtRun(desk, 'afilnet-down', send, [
			'Afilnet is not available right now (HTTP 503)',
			'Try again later.',
		]);
	});

	check('7 messages: Afilnet cannot be reached', async (desk) => {
		await saysAt(desk, `http://127.0.0.1:${await freePort()}/`, [
			'The address of Afilnet could not be reached',
			"Check 'API URL'",
		]);
	});

	check('7 messages: an API URL that would send the password in the clear', async (desk) => {
		await saysAt(desk, 'http://www.afilnet.com/api/http/', [
			"'API URL' in the Afilnet credential must begin with https://",
			"Afilnet's own address is https://www.afilnet.com/api/http/.",
		]);
	});

	check('7 messages: a time-out', async (desk) => {
		desk.sandbox.faults.add({ kind: 'hang' });
		await saysAtRun(desk, 'time-out', { ...send, requestOptions: { timeout: 1_000 } }, [
			'Afilnet did not answer in time',
			'the message may or may not have been delivered',
		]);
	});
}

async function saysAtRun(
	desk: Desk,
	name: string,
	parameters: INodeParameters,
	words: string[],
): Promise<void> {
	await desk.open(name, [start(), desk.afilnet(parameters)]);
	await saysInPanel(desk, words);
}

/** The same with a credential of another address. */
async function saysAt(desk: Desk, apiUrl: string, words: string[]): Promise<void> {
	const credential = await desk.rest.connect(desk.sandbox, apiUrl, { apiUrl });
	await desk.open(apiUrl, [start(), afilnet(send, credential)]);
	await saysInPanel(desk, words);
}

/** Runs the node that is open in the editor and reads what its output panel says. */
async function saysInPanel({ page }: Desk, words: string[]): Promise<void> {
	await openNode(page, 'Afilnet');
	await executeNode(page);
	const output = panel(page).getByTestId('output-panel');
	const text = (await output.innerText()).replace(/\s+/g, ' ');
	for (const word of words) expect(text).toContain(word);
}
