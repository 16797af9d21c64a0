/** The pages of a question in Chromium, as wide as a phone, with the headers that they are sent with. */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { AxeResults } from 'axe-core';
import express from 'express';
import fc from 'fast-check';
import type { BrowserContext, Page } from 'playwright-core';

import { startBrowser } from '../../host/browser';
import { closedPage, pageHeaders, questionPage, thanksPage } from '../../nodes/Afilnet/waiting/page';
import type { Answer } from '../../nodes/Afilnet/waiting/question';

const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };
const images = resolve(__dirname, '../../docs/images');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const message =
	'May we refund 40 € to Lucía?\n\nOrder 1234: the jacket came in the wrong size, and she has sent it back.';
const pageOf = (text: string, answer: Answer, label: string, notice?: string) =>
	questionPage({ id: 'question', message: text, buttons: [] }, { answer, label }, notice);

const pages: Record<string, string> = {
	approve: pageOf(message, 'approve', 'Approve'),
	decline: pageOf(message, 'decline', 'Decline'),
	text: pageOf(message, 'text', 'Answer'),
	notice: pageOf(message, 'text', 'Answer', 'Write your answer first.'),
	arabic: pageOf('هل توافق على رد المبلغ؟', 'approve', 'موافق'),
	long: pageOf('W'.repeat(500), 'approve', 'W'.repeat(120)),
	thanks: thanksPage,
	closed: closedPage,
};

let url: string;
/** What was posted, in order. */
const posted: unknown[] = [];
let stop: () => Promise<void>;

beforeAll(async () => {
	const app = express();
	app.use(express.urlencoded({ extended: false }));
	app.get('/frame', (_request, response) => void response.send('<iframe src="/approve"></iframe>'));
	app.all('/:name', (request, response) => {
		if (request.method === 'POST') posted.push({ ...request.query, ...request.body });
		response.set(pageHeaders).send(request.method === 'POST' ? thanksPage : pages[request.params.name]);
	});
	const server = await new Promise<ReturnType<typeof app.listen>>((listening) => {
		const one = app.listen(0, '127.0.0.1', () => listening(one));
	});
	const { port } = server.address() as AddressInfo;
	url = `http://127.0.0.1:${port}/`;
	stop = async () => {
		server.closeAllConnections();
		await new Promise((closed) => server.close(closed));
	};
});
afterAll(async () => await stop());

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
	let context: BrowserContext;
	let page: Page;
	let close: () => Promise<void>;
	beforeAll(async () => {
		({ context, close } = await startBrowser({ ...phone, colorScheme }));
		page = await context.newPage();
	});
	afterAll(async () => await close());

	test.each(Object.keys(pages))(
		'%s: axe finds nothing, and nothing is wider than the phone',
		async (name) => {
			for (const width of [390, 320]) {
				await page.setViewportSize({ width, height: 844 });
				await page.goto(url + name);
				const found = await page.evaluate<AxeResults>(`${axe}; axe.run()`);

				expect(
					found.violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) })),
				).toEqual([]);
				expect(found.passes.map(({ id }) => id)).toContain('color-contrast');
				expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
			}
		},
	);

	test('the style holds under its policy', async () => {
		await page.goto(`${url}approve`);
		const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);

		expect(background).toBe(colorScheme === 'light' ? 'rgb(244, 245, 247)' : 'rgb(20, 22, 26)');
	});

	test('by keyboard alone', async () => {
		posted.length = 0;
		await page.goto(`${url}approve?question=1&answer=approve`);
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		await page.getByText('Thank you').waitFor();

		await page.goto(`${url}text?question=1&answer=text`);
		await page.keyboard.press('Tab');
		await page.keyboard.type('Yes');
		await page.keyboard.press('Tab');
		await page.keyboard.press('Space');
		await page.getByText('Thank you').waitFor();
		expect(posted).toEqual([
			{ question: '1', answer: 'approve' },
			{ question: '1', answer: 'text', text: 'Yes' },
		]);
	});

	test('an empty answer is not posted', async () => {
		posted.length = 0;
		await page.goto(`${url}text`);
		await page.getByRole('button', { name: 'Send' }).click();

		expect(await page.getByLabel('Your answer').evaluate((field) => field.matches(':invalid'))).toBe(true);
		expect(posted).toEqual([]);
	});

	test('no other page can hold it in a frame', async () => {
		await page.goto(`${url}frame`);
		const frame = page.frames()[1];

		expect(await frame?.locator('form').count()).toBe(0);
	});

	test('what a person wrote is shown as written, and is nothing else', async () => {
		await page.goto(`${url}approve`);
		const texts = fc.sample(
			fc.string({
				unit: fc.constantFrom('<', '>', '"', "'", '&', ';', '/', '!', '-', 'b', ' ', 'é', '😀', '\u202e'),
			}),
			500,
		);
		const htmls = texts.map((text) => pageOf(text, 'approve', text, text));
		const shown = await page.evaluate((all) => {
			const parser = new DOMParser();
			return all.map((html) => {
				const parsed = parser.parseFromString(html, 'text/html');
				const of = (selector: string) => parsed.querySelector(selector)?.textContent;
				return [parsed.querySelectorAll('*').length, of('.message'), of('.notice'), of('button')];
			});
		}, htmls);
		const [[elements] = []] = shown;

		expect(shown).toEqual(texts.map((text) => [elements, text, text, text]));
	});

	test('the picture of the README', async () => {
		if (!process.env.PICTURES || colorScheme === 'dark') return;
		await page.setViewportSize({ width: 390, height: 340 });
		await page.goto(`${url}approve`);
		await page.screenshot({ path: resolve(images, 'send-and-wait-page.png') });
	});
});
