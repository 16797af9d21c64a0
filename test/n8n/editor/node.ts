import { executeNode, openNode, panel } from '../../../host/browser';
import { until } from '../../../host/until';
import { node, start } from '../../../host/workflows';
import { marc } from '../../../sandbox/examples';
import type { Desk } from './desk';
import {
	addOption,
	choose,
	chooseCredential,
	outputTable,
	parameter,
	pick,
	picker,
	shownParameters,
	write,
	type Check,
} from './checks';

interface OperationCheck {
	resource: string;
	operation: string;
	/** The parameters that the operation uses, and no other. */
	parameters: string[];
	/** Further steps of the set-up, after platform, channel and conversation. */
	finish?: (desk: Desk) => Promise<void>;
	/** What the output's table shows. */
	columns: string[];
	/** A text in the first row. */
	shows: string;
}

const row = ['platformid', 'platform', 'message', 'destination', 'messageid', 'sent', 'status', 'datetime'];
const place = ['platform', 'platformId', 'destination'];
const list = ['returnAll', 'limit'];

const operations: OperationCheck[] = [
	{
		resource: 'Channel',
		operation: 'Get Many',
		parameters: ['resource', 'operation', ...list],
		columns: ['platformid', 'platform', 'name'],
		shows: 'Shop WhatsApp',
	},
	{
		resource: 'Chat',
		operation: 'Get Many',
		parameters: ['resource', 'operation', 'platform', 'platformId', ...list],
		columns: row,
		shows: 'whatsapp',
	},
	{
		resource: 'Message',
		operation: 'Get Many',
		parameters: ['resource', 'operation', ...place, ...list],
		columns: row,
		shows: 'Do you ship to the UK?',
	},
	{
		resource: 'Message',
		operation: 'Get Many Unread',
		parameters: ['resource', 'operation', ...place, ...list],
		columns: row.map((name) => (name === 'sent' ? 'issent' : name)),
		shows: 'Do you ship to the UK?',
	},
	{
		resource: 'Message',
		operation: 'Send',
		parameters: ['resource', 'operation', ...place, 'message'],
		finish: async ({ page }) => await write(page, 'message', 'Yes, within three days'),
		columns: ['sent', 'platform', 'platformid', 'destination', 'message'],
		shows: 'Yes, within three days',
	},
	{
		resource: 'Message',
		operation: 'Send File',
		parameters: ['resource', 'operation', ...place, 'fileType', 'fileSource', 'fileUrl'],
		finish: async ({ page }) => {
			await choose(page, 'fileType', 'Document');
			await write(page, 'fileUrl', 'https://www.example.com/rates.pdf');
		},
		columns: ['sent', 'platform', 'platformid', 'destination', 'type', 'fileurl'],
		shows: 'https://www.example.com/rates.pdf',
	},
];

/** Every operation is set up with the mouse, run, and shows what it gave. */
export function checkNode(check: Check): void {
	for (const one of operations) {
		check(`3 node: ${one.resource} > ${one.operation} is set up with the mouse and runs`, async (desk) => {
			const { page } = desk;
			await desk.open(`${one.resource} ${one.operation}`, [start(), desk.afilnet({})]);
			await openNode(page, 'Afilnet');
			await choose(page, 'resource', one.resource);
			await choose(page, 'operation', one.operation);
			await until(async () => same(await shownParameters(page), one.parameters)).catch(() => undefined);
			expect(await shownParameters(page)).toEqual(one.parameters);

			if (one.parameters.includes('platform')) await choose(page, 'platform', 'WhatsApp');
			if (one.parameters.includes('platformId')) await pick(page, 'platformId', 'Shop WhatsApp');
			if (one.parameters.includes('destination')) await pick(page, 'destination', '447700900123');
			await one.finish?.(desk);
			await executeNode(page);

			const { columns, rows } = await outputTable(page);
			expect(columns).toEqual(one.columns);
			expect(rows[0]).toContain(one.shows);
		});
	}

	check(
		'3 node: chosen in the nodes panel, a plain send needs no scrolling and no further operation',
		async (desk) => {
			const { page, sandbox } = desk;
			await page.goto(`${desk.n8n.url}workflow/new`);
			await page.getByTestId('canvas-plus-button').click();
			await page.getByTestId('node-creator-search-bar').fill('afilnet');
			await page.getByTestId('node-creator-item-name').getByText('Afilnet', { exact: true }).first().click();
			const action = page.getByTestId('node-creator-item-name').getByText('Send message', { exact: true });
			const actions = page.getByTestId('node-creator-category-item').filter({ hasText: 'Actions' });
			await actions.waitFor();
			if (!(await action.isVisible())) await actions.click();
			await action.click();
			await panel(page).waitFor();
			await chooseCredential(desk);
			await pick(page, 'platformId', 'Shop WhatsApp');
			await pick(page, 'destination', '34600000002');
			await write(page, 'message', 'See you on Saturday');

			const bottom = await addOption(page).boundingBox();
			expect((bottom?.y ?? Infinity) + (bottom?.height ?? 0)).toBeLessThan(850);
			await executeNode(page);
			const texts = sandbox.account.messages(marc).map(({ text }) => text);
			expect(texts.at(-1)).toBe('See you on Saturday');
			await outputTable(page);
		},
	);

	check('3 node: Send File takes a file of the workflow, with the mouse', async (desk) => {
		const { page, sandbox, picture } = desk;
		const text = 'Your appointment: tomorrow at 10:30';
		const before = [
			node('Edit Fields', 'n8n-nodes-base.set', 3.4, {
				mode: 'raw',
				jsonOutput: JSON.stringify({ text }),
				options: {},
			}),
			node('Convert to File', 'n8n-nodes-base.convertToFile', 1.1, {
				operation: 'toText',
				sourceProperty: 'text',
				options: { fileName: 'appointment.txt' },
			}),
		];
		await desk.open('Send File of the Workflow', [start(), ...before, desk.afilnet({})]);
		await openNode(page, 'Afilnet');
		await choose(page, 'operation', 'Send File');
		await pick(page, 'platformId', 'Shop WhatsApp');
		await pick(page, 'destination', '34600000001');
		await choose(page, 'fileType', 'Automatic');
		await choose(page, 'fileSource', 'Input Data');
		const shown = ['resource', 'operation', ...place, 'fileType', 'fileSource', 'binaryPropertyName'];
		await until(async () => same(await shownParameters(page), shown)).catch(() => undefined);
		expect(await shownParameters(page)).toEqual(shown);
		await executeNode(page);

		const { columns, rows } = await outputTable(page);
		expect(columns).toEqual(['sent', 'platform', 'platformid', 'destination', 'type', 'filename']);
		expect(rows[0]).toContain('appointment.txt');
		await picture('send-file-input-data', panel(page));
		const { file } =
			sandbox.account
				.messages({ platform: 'whatsapp', platformId: '100', destination: '34600000001' })
				.at(-1) ?? {};
		expect((await sandbox.files.fetch(file?.url ?? '')).bytes.toString()).toBe(text);
	});

	check('3 node: placeholders and hints show what a value looks like', async (desk) => {
		const { page } = desk;
		await desk.open('Placeholders', [start(), desk.afilnet({ operation: 'sendFile' })]);
		await openNode(page, 'Afilnet');
		for (const name of ['platformId', 'destination']) await chooseMode(desk, name, 'By ID');
		const placeholderOf = async (name: string) =>
			await parameter(page, name).locator('input, textarea').last().getAttribute('placeholder');
		expect(await placeholderOf('fileUrl')).toBe('e.g. https://www.example.com/image.jpg');
		expect(await placeholderOf('platformId')).toBe('e.g. 100');
		expect(await placeholderOf('destination')).toBe('e.g. 34600000001');
		await panel(page).getByText("The 'platformid' of the channel").first().waitFor();
		await panel(page).getByText('number with its country code').first().waitFor();

		await choose(page, 'operation', 'Send');
		await until(async () => (await placeholderOf('message')) === 'e.g. Your order is on its way');
	});
}

const same = (one: string[], other: string[]) => one.join() === other.join();

async function chooseMode({ page }: Desk, name: string, mode: string): Promise<void> {
	await picker(page, name).getByTestId('rlc-mode-selector').click();
	const item = page
		.locator('[data-test-id="mode-id"], [role="option"], .el-select-dropdown__item')
		.filter({ hasText: mode, visible: true });
	await item.first().click();
	// While this list closes, its entry could be taken for one of the next list.
	await item.first().waitFor({ state: 'hidden' });
}
