import type { Locator, Page } from 'playwright-core';
import { executeNode, openNode, openWorkflow, panel } from '../../../host/browser';
import { until } from '../../../host/until';
import { using } from '../../../host/workflows';
import { marc } from '../../../sandbox/examples';
import { add, choose, outputTable, parameter, shownParameters, write, type Check } from './checks';

/** The trigger's panel, and its output dragged onto the fields of an answer. */
export function checkTrigger(check: Check): void {
	check('5 trigger: the panel shows what each choice needs', async (desk) => {
		const { page } = desk;
		await desk.open('Trigger Panel', [desk.afilnetTrigger()]);
		await openNode(page, 'Afilnet Trigger');
		const shown = async () =>
			(await shownParameters(page)).filter((name) => !['mode', 'pollTimes'].includes(name));
		expect(await shown()).toEqual(['watch']);
		await choose(page, 'watch', 'New Unread Message in a Channel');
		await until(async () => (await shown()).join() === 'watch,platform,platformId');
		await choose(page, 'watch', 'New Unread Message in a Conversation');
		await until(async () => (await shown()).join() === 'watch,platform,platformId,destination');
	});

	check('5 trigger: Fetch Test Event shows a sample', async (desk) => {
		const { page } = desk;
		await desk.open('Fetch Test Event', [desk.afilnetTrigger()]);
		await openNode(page, 'Afilnet Trigger');
		await executeNode(page);
		const { columns, rows } = await outputTable(page);
		expect(columns).toEqual(expect.arrayContaining(['platform', 'platformid', 'destination', 'message']));
		expect(rows.length).toBeGreaterThan(0);
	});

	check(
		'5 trigger: options are added with the mouse, and a test event shows what they give',
		async (desk) => {
			const { page, sandbox } = desk;
			sandbox.account.receive(marc, 'Is it open tomorrow?');
			await desk.open('Trigger Options', [desk.afilnetTrigger()]);
			await openNode(page, 'Afilnet Trigger');
			for (const [option, name] of [
				['Include Read Messages', 'includeRead'],
				['One Item per Conversation', 'onePerConversation'],
			] as const) {
				await add(page, option);
				await parameter(page, name).locator('.el-switch').click();
			}
			await add(page, 'Wait for More Messages (Seconds)');
			await write(page, 'quietSeconds', '5');
			await executeNode(page);

			const { columns, rows } = await outputTable(page);
			expect(columns).toContain('messages');
			expect(rows.flat().join('\n')).toContain('message:Is it open tomorrow?');
			await desk.picture('trigger-options', page);
		},
	);

	check(
		'4 drag and drop: the trigger’s output mapped onto Send answers, with nothing typed but the text',
		async (desk) => {
			const { page, sandbox } = desk;
			const key = { platform: 'telegram', platformId: '100', destination: '498765432' } as const;
			sandbox.account.receive(key, 'Order 20417');
			await desk.open('Answer', [desk.afilnetTrigger(), desk.afilnet({})]);
			await openNode(page, 'Afilnet Trigger');
			await executeNode(page);
			await page.getByText('Node executed successfully').first().waitFor();
			// The next node stands at the panel's right edge.
			await page.getByTestId('floating-node').last().click();
			await parameter(page, 'message').waitFor();
			for (const [field, target] of [
				['platform', 'platform'],
				['platformid', 'platformId'],
				['destination', 'destination'],
			] as const) {
				await drag(page, inputField(page, field), parameter(page, target));
				await parameter(page, target).getByText(`$json.${field}`).first().waitFor();
			}
			await write(page, 'message', 'It is on its way');
			await executeNode(page);
			expect(sandbox.account.messages(key).at(-1)).toMatchObject({ text: 'It is on its way', sent: true });
			await panel(page).getByText('Execute step').first().waitFor();
		},
	);

	check('5 trigger: activation with a wrong password shows the reason', async (desk) => {
		const { page, rest, sandbox } = desk;
		const credential = await rest.connect(sandbox, 'Wrong Password', { password: 'wrong' });
		const trigger = { ...desk.afilnetTrigger(), credentials: using(credential) };
		await desk.open('Wrong Password', [trigger]);
		await activate(page);
		await page.getByText('Afilnet did not accept the user and password').first().waitFor();
	});

	check(
		'5 trigger: activation with the right password works, and n8n says how often it looks',
		async (desk) => {
			const id = await desk.open('Right Password', [desk.afilnetTrigger()]);
			await activate(desk.page);
			await until(async () => (await desk.rest.workflow(id)).active);
			await desk.rest.untilPublished(id);
			await desk.rest.deactivate(id);
			await openWorkflow(desk.page, desk.n8n.url, id);
			await openNode(desk.page, 'Afilnet Trigger');
			await panel(desk.page).getByText('Poll Times').first().waitFor();
		},
	);
}

const inputField = (page: Page, name: string) =>
	panel(page).getByTestId('ndv-input-panel').locator(`[data-target="mappable"][data-name="${name}"]`).first();

/** Drags with the mouse, as a person does: n8n follows the pointer's way. */
async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
	await from.hover();
	await page.mouse.down();
	const center = async () => {
		const box = await to.boundingBox();
		if (!box) throw new Error('There is nowhere to drop it.');
		return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
	};
	const above = await center();
	await page.mouse.move(above.x, above.y - 60, { steps: 6 });
	// The field may have moved meanwhile, as those above it show what their expressions give.
	const target = await center();
	await page.mouse.move(target.x, target.y, { steps: 6 });
	await page.mouse.up();
}

/** Publishes the open workflow (n8n 2), or turns it on (n8n 1). */
async function activate(page: Page): Promise<void> {
	const publish = page.getByTestId('workflow-open-publish-modal-button');
	if (await publish.isVisible()) {
		await publish.click();
		await page.getByTestId('workflow-publish-button').click();
	} else await page.getByTestId('workflow-activate-switch').click();
}
