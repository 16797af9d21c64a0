import { openNode, panel } from '../../../host/browser';
import { until } from '../../../host/until';
import { node, start, typedIn } from '../../../host/workflows';
import { choose, chosen, entries, openList, parameter, pick, picker, search, type Check } from './checks';
import type { Desk } from './desk';

/** The pickers list by name, filter, say when there is nothing and why there is no list. */
export function checkPickers(check: Check): void {
	check('3 pickers: channels are listed by name and filter as one types', async (desk) => {
		const { page } = desk;
		await openNewNode(desk);
		await openList(page, 'platformId');
		await entriesAre(desk, ['Shop WhatsApp', 'Support WhatsApp']);
		await search(page, 'supp');
		await entriesAre(desk, ['Support WhatsApp']);
		await search(page, 'no such channel');
		await page.getByText('No results').filter({ visible: true }).waitFor();
	});

	check(
		'3 pickers: conversations are listed with their last message, newest first, and filter by it',
		async (desk) => {
			const { page, sandbox } = desk;
			const key = { platform: 'whatsapp', platformId: '101' } as const;
			sandbox.account.receive({ ...key, destination: '34600000003' }, 'Thank you, it is here');
			sandbox.account.receive({ ...key, destination: '34600000009' }, 'Is it open today?');
			await openNewNode(desk);
			await pick(page, 'platformId', 'Support WhatsApp');
			await openList(page, 'destination');
			const expected = ['34600000009: Is it open today?', '34600000003: Thank you, it is here'];
			await entriesAre(desk, expected);
			await search(page, 'thank');
			await entriesAre(desk, expected.slice(1));
			await search(page, 'nobody wrote this');
			await page.getByText('No results').filter({ visible: true }).waitFor();
		},
	);

	check('3 pickers: changing the platform clears the channel and the conversation', async (desk) => {
		const { page } = desk;
		await openNewNode(desk);
		await pick(page, 'platformId', 'Shop WhatsApp');
		await pick(page, 'destination', '34600000001');
		await choose(page, 'platform', 'Telegram');
		await until(
			async () => (await chosen(page, 'platformId')) === '' && (await chosen(page, 'destination')) === '',
		);
		await pick(page, 'platformId', 'Orders Bot');
	});

	check('3 pickers: changing the channel clears the conversation', async (desk) => {
		const { page } = desk;
		await openNewNode(desk);
		await pick(page, 'platformId', 'Shop WhatsApp');
		await pick(page, 'destination', '34600000001');
		await pick(page, 'platformId', 'Support WhatsApp');
		await until(async () => (await chosen(page, 'destination')) === '');
	});

	check('3 pickers: mapped fields stay when the node before gives another platform', async (desk) => {
		const { page } = desk;
		const customer = node('Customer', 'n8n-nodes-base.set', 3.4, {
			mode: 'raw',
			jsonOutput: JSON.stringify({ platform: 'telegram', platformid: '100', destination: '498765432' }),
		});
		const answer = desk.afilnet({
			platform: '={{ $json.platform }}',
			platformId: typedIn('={{ $json.platformid }}'),
			destination: typedIn('={{ $json.destination }}'),
		});
		await desk.open('Mapped', [start(), customer, answer]);
		await openNode(page, 'Afilnet');
		await panel(page).getByTestId('execute-previous-node').click();
		const preview = page.getByTestId('parameter-expression-preview-platform');
		await preview.getByText('telegram').waitFor();
		// The editor empties a field a moment after what it depends on has changed.
		await page.waitForTimeout(1_000);
		for (const name of ['platformId', 'destination'])
			await parameter(page, name).getByText('$json.').waitFor({ timeout: 5_000 });
	});

	check('3 pickers: without a channel the list of conversations says what to do', async (desk) => {
		await openNewNode(desk);
		await openList(desk.page, 'destination');
		await saysInstead(desk, "Choose a 'Channel' first");
	});

	check('3 pickers: a list that cannot be read says why', async (desk) => {
		desk.sandbox.faults.add({ kind: 'status', status: 503 });
		await openNewNode(desk);
		await openList(desk.page, 'platformId');
		await saysInstead(desk, 'Afilnet is not available right now (HTTP 503)');
	});

	check('3 pickers: the platform can be an expression too', async (desk) => {
		await openNewNode(desk, '={{ "tele" + "gram" }}');
		await openList(desk.page, 'platformId');
		await entriesAre(desk, ['Orders Bot']);
	});
}

async function openNewNode(desk: Desk, platform = 'whatsapp'): Promise<void> {
	await desk.open('Pickers', [start(), desk.afilnet({ resource: 'message', operation: 'send', platform })]);
	await openNode(desk.page, 'Afilnet');
	await picker(desk.page, 'platformId').waitFor();
}

/** Waits until the open list shows these entries and no other. */
async function entriesAre({ page }: Desk, expected: string[]): Promise<void> {
	const shown = async () => (await entries(page).allInnerTexts()).map((text) => text.trim());
	await until(async () => (await shown()).join('\n') === expected.join('\n')).catch(() => undefined);
	expect(await shown()).toEqual(expected);
}

async function saysInstead({ page }: Desk, words: string): Promise<void> {
	const message = page.getByTestId('rlc-error-container').filter({ visible: true });
	await message.waitFor();
	expect(await message.innerText()).toContain(words);
}
