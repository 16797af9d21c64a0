import type { Locator, Page } from 'playwright-core';
import { panel } from '../../../host/browser';
import { until } from '../../../host/until';
import type { Desk } from './desk';

/** Declares a check by the name that the report shows. */
export type Check = (name: string, act: (desk: Desk) => Promise<void>) => void;

/** A parameter of the open node or credential, by its internal name. */
export const parameter = (page: Page, name: string) => page.getByTestId(`parameter-input-${name}`).first();

/** A picker of the open node, by its internal name. */
export const picker = (page: Page, name: string) => page.getByTestId(`resource-locator-${name}`).first();

/** What a picker shows as chosen; empty if nothing is. */
export const chosen = async (page: Page, name: string) =>
	await picker(page, name).getByTestId('rlc-input').inputValue();

/** Chooses an option of a drop-down parameter with the mouse. */
export async function choose(page: Page, name: string, option: string): Promise<void> {
	await parameter(page, name).click();
	await chooseEntry(page, option);
}

/** Where options are added to the open node: n8n writes it into the field or, if there is one option alone, on a button. */
export const addOption = (page: Page) =>
	panel(page)
		.getByPlaceholder('Add Option')
		.or(panel(page).getByText('Add Option'))
		.filter({ visible: true })
		.last();

/** Adds an option to the open node with the mouse. */
export async function add(page: Page, option: string): Promise<void> {
	await addOption(page).click();
	await chooseEntry(page, option);
}

/** Chooses from the drop-down list that is open. */
async function chooseEntry(page: Page, option: string): Promise<void> {
	await page
		.getByRole('option', { name: option, exact: true })
		.or(page.locator('.el-select-dropdown__item').filter({ has: page.getByText(option, { exact: true }) }))
		.filter({ visible: true })
		.first()
		.click();
}

/** Chooses the credential of the open node, for which n8n has taken the one that was made last. */
export async function chooseCredential({ page, credential }: Desk): Promise<void> {
	await page.getByTestId('node-credentials-select').click();
	await page.getByTestId(`node-credentials-select-item-${credential.id}`).click();
}

/** Opens the list of a picker. */
export async function openList(page: Page, name: string): Promise<void> {
	await picker(page, name).getByTestId('rlc-input').click();
}

/** The entries of the list that is open. */
export const entries = (page: Page) => page.getByTestId('rlc-item').filter({ visible: true });

/** Opens the list of a picker and chooses the entry that has this text. */
export async function pick(page: Page, name: string, entry: string): Promise<void> {
	await openList(page, name);
	await entries(page).filter({ hasText: entry }).click();
	await until(async () => (await chosen(page, name)).includes(entry));
}

/** Types into the search of the open list. */
export async function search(page: Page, text: string): Promise<void> {
	await page.getByTestId('rlc-search').filter({ visible: true }).fill(text);
}

/** Types into a text parameter. */
export async function write(page: Page, name: string, text: string): Promise<void> {
	await parameter(page, name).locator('input, textarea').first().fill(text);
}

/** The names of the parameters that the open node shows, from top to bottom. */
export async function shownParameters(page: Page): Promise<string[]> {
	const inputs = panel(page).getByTestId('node-parameters').locator('[data-test-id^="parameter-input-"]');
	const ids = await inputs
		.filter({ visible: true })
		.evaluateAll((found) => found.map((one) => one.getAttribute('data-test-id') ?? ''));
	const names = ids.map((id) => id.replace('parameter-input-', '')).filter((name) => name !== 'field');
	return [...new Set(names)];
}

/** The open node's output: its column names and its rows, as the table shows them. */
export async function outputTable(page: Page): Promise<{ columns: string[]; rows: string[][] }> {
	const output = panel(page).getByTestId('output-panel');
	await output.getByTestId('radio-button-table').click();
	const table = output.locator('table').first();
	await table.waitFor();
	const cells = async (row: Locator, kind: string) =>
		(await row.locator(kind).allInnerTexts()).map((text) => text.trim()).filter((text) => text !== '');
	const rows = await table.locator('tbody tr').all();
	return {
		columns: await cells(table.locator('thead tr').first(), 'th'),
		rows: await Promise.all(rows.map(async (row) => await cells(row, 'td'))),
	};
}
