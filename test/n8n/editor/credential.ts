import type { Page } from 'playwright-core';
import { openNode } from '../../../host/browser';
import { until } from '../../../host/until';
import { start } from '../../../host/workflows';
import { parameter, write, type Check } from './checks';
import type { Desk } from './desk';

/** A new user makes the credential in the node's panel and is told whether it works. */
export function checkCredential(check: Check): void {
	check(
		'2 credential: the form explains where user and password come from, and the list of IP addresses',
		async (desk) => {
			await newCredential(desk);
			const { page } = desk;
			await form(page).getByText('Options > Access to API').first().waitFor();
			await form(page).getByText('IP addresses').first().waitFor();
			expect(await parameter(page, 'password').locator('input').getAttribute('type')).toBe('password');
			expect(await parameter(page, 'apiUrl').locator('input').inputValue()).toBe(
				'https://www.afilnet.com/api/http/',
			);
		},
	);

	check('2 credential: a wrong password shows the reason, the right one turns green', async (desk) => {
		const { page, sandbox } = desk;
		await newCredential(desk);
		await write(page, 'user', sandbox.account.user);
		await write(page, 'password', 'wrong');
		await write(page, 'apiUrl', sandbox.apiUrl);
		await save(page);
		await form(page).getByText('More details').click();
		await form(page).getByText('Afilnet did not accept the user and password').first().waitFor();
		await form(page).getByText('may only allow listed IP addresses').first().waitFor();

		await write(page, 'password', sandbox.account.password);
		await save(page);
		// n8n 2 closes the form of a credential that works, and tests it again when it is opened.
		await until(async () => !(await form(page).isVisible()) || (await isGreen(page)));
		if (!(await form(page).isVisible())) await page.getByTestId('credential-edit-button').click();
		await until(async () => await isGreen(page));
	});
}

const form = (page: Page) => page.getByTestId('editCredential-modal').first();

const isGreen = async (page: Page) =>
	await form(page).getByText('Connection tested successfully').first().isVisible();

async function save(page: Page): Promise<void> {
	await page
		.getByTestId('credential-save-button')
		.locator('button')
		.or(page.getByTestId('credential-save-button'))
		.last()
		.click();
}

async function newCredential(desk: Desk): Promise<void> {
	await desk.open('Credential', [start(), desk.afilnet({})]);
	await openNode(desk.page, 'Afilnet');
	await desk.page.getByTestId('node-credentials-select').click();
	await desk.page.getByTestId('node-credentials-select-item-new').first().click();
	await form(desk.page).waitFor();
}
