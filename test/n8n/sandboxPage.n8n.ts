/** The sandbox's page in a browser: nothing that axe-core objects to, and files that can be seen, heard and saved. */
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import axe, { type AxeResults } from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';

import { startBrowser } from '../../host/browser';
import { startSandbox, type FileType, type Sandbox } from '../../sandbox';
import { lucia } from '../../sandbox/examples';
import { listen, type Listening } from '../../sandbox/listen';

const luciaHash = `#${String(new URLSearchParams(lucia))}`;

/** A red dot, a silence of a quarter of a second, and a document. */
const files: Record<string, { contentType: string; bytes: Buffer }> = {
	'/dot.png': {
		contentType: 'image/png',
		bytes: Buffer.from(
			'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
			'base64',
		),
	},
	'/voice.wav': { contentType: 'audio/wav', bytes: silence(0.25) },
	'/invoice.pdf': { contentType: 'application/pdf', bytes: Buffer.from('%PDF-1.4\n%%EOF\n') },
};

let sandbox: Sandbox;
let fileServer: Listening;
/** Whether the files are still at their addresses. */
let isServed = true;

beforeAll(async () => {
	const server = createServer(({ url = '' }, response) => {
		const { pathname } = new URL(url, 'http://127.0.0.1');
		const file = isServed ? files[pathname] : undefined;
		response.writeHead(file ? 200 : 404, { 'Content-Type': file?.contentType ?? 'text/plain' });
		response.end(file?.bytes);
	});
	fileServer = await listen(server);
});
beforeEach(async () => {
	isServed = true;
	sandbox = await startSandbox();
});
afterEach(async () => await sandbox.close());
afterAll(async () => await fileServer.close());

/** What axe-core objects to, each with where it stands. */
async function violations(page: Page): Promise<string[]> {
	await page.evaluate(axe.source);
	const found = await page.evaluate<AxeResults>('axe.run()');
	return found.violations.flatMap(({ id, impact, nodes }) =>
		nodes.map(({ target, failureSummary }) => `${impact} ${id}: ${target.join(' ')}: ${failureSummary}`),
	);
}

/** The page in every state that people see. */
const states: Record<string, (page: Page) => Promise<unknown>> = {
	'the list': async () => undefined,
	'a conversation': async (page) => {
		await page.getByRole('button', { name: 'Lucía Fernández' }).click();
		await page.getByRole('textbox', { name: 'Message from Lucía Fernández' }).waitFor();
	},
	'Connect n8n': async (page) => await page.getByRole('button', { name: 'Connect n8n' }).click(),
	Behavior: async (page) => {
		sandbox.faults.add({ kind: 'html', times: 1 });
		await page.reload();
		await page.getByRole('button', { name: 'Behavior' }).click();
		await page.getByRole('button', { name: 'Remove' }).waitFor();
	},
	'New Customer': async (page) => await page.getByRole('button', { name: 'New Customer' }).click(),
	'a search that finds nothing': async (page) =>
		await page.getByRole('searchbox').fill('nobody is called like this'),
	'an account without channels': async (page) => {
		for (const channel of sandbox.account.channels) sandbox.account.removeChannel(channel);
		await page.getByText('This account has no channels.').waitFor();
	},
	'files in a conversation': async (page) => {
		await sendFiles();
		await openLucia(page);
		await page.getByRole('link', { name: /invoice\.pdf/ }).waitFor();
	},
	'a sandbox that has stopped': async (page) => {
		await sandbox.close();
		await page.getByText('The sandbox does not answer.').waitFor();
	},
};

const looks = ([1400, 390] as const).flatMap((width) =>
	(['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

describe.each(looks)('$width pixels wide, $colorScheme', ({ width, colorScheme }) => {
	const open = usePage({ viewport: { width, height: 844 }, colorScheme });

	test.each(Object.entries(states))('axe-core objects to nothing in %s', async (_name, goThere) => {
		const page = await open();
		await goThere(page);
		expect(await violations(page)).toEqual([]);
	});
});

/** One browser for some tests. @returns how to open the page in a new tab */
function usePage(options: BrowserContextOptions = {}): () => Promise<Page> {
	let browser: Awaited<ReturnType<typeof startBrowser>>;
	beforeAll(async () => {
		browser = await startBrowser(options);
	});
	afterAll(async () => await browser.close());
	return async () => {
		const page = await browser.context.newPage();
		await page.goto(sandbox.url);
		await page.getByRole('heading', { name: 'Local Afilnet' }).waitFor();
		return page;
	};
}

const openLucia = async (page: Page) => await page.goto(`${sandbox.url}${luciaHash}`);

async function sendFiles(): Promise<void> {
	const types: Record<string, FileType> = {
		'dot.png': 'image',
		'voice.wav': 'voice',
		'invoice.pdf': 'document',
	};
	for (const [name, type] of Object.entries(types))
		sandbox.account.send(lucia, `See ${name}`, { type, url: `${fileServer.url}${name}` });
	await sandbox.files.settled();
}

describe('a conversation', () => {
	const open = usePage();

	test('takes what a customer writes, and marks it as read', async () => {
		const page = await open();
		await states['a conversation']?.(page);
		const message = page.getByRole('textbox', { name: 'Message from Lucía Fernández' });
		await message.fill('Is it ready?');
		await message.press('Enter');
		await page.getByRole('list', { name: 'Messages' }).getByText('Is it ready?').waitFor();
		await message.fill('I can come today.');
		await page.getByRole('button', { name: 'Send', exact: true }).click();
		await page.getByRole('list', { name: 'Messages' }).getByText('I can come today.').waitFor();
		expect(sandbox.account.messages(lucia).slice(-2)).toMatchObject([
			{ text: 'Is it ready?', sent: false, read: false },
			{ text: 'I can come today.', sent: false, read: false },
		]);

		await page.getByRole('button', { name: 'Mark as Read' }).click();
		await page.getByRole('button', { name: 'Mark as Read', disabled: true }).waitFor();
		expect(sandbox.account.messages(lucia).filter(({ sent, read }) => !sent && !read)).toEqual([]);
	});
});

test('a web address in a message opens in another tab, and nothing else is a link', async () => {
	const browser = await startBrowser();
	const page = await browser.context.newPage();
	sandbox.account.send(lucia, `Approve: ${sandbox.url}?a=1&b=2\n\nNot javascript:alert(1)`);
	await openLucia(page);
	const links = page.getByRole('list', { name: 'Messages' }).getByRole('link');
	const opening = browser.context.waitForEvent('page');
	await links.click();
	expect((await opening).url()).toBe(`${sandbox.url}?a=1&b=2`);
	await browser.close();
});

describe('Behavior', () => {
	const open = usePage();

	test('shows switches and their values in words, and sets them', async () => {
		const page = await open();
		await states['Behavior']?.(page);
		const list = page
			.getByRole('group', { name: 'Answers' })
			.getByRole('combobox', { name: 'List Without Rows', exact: true });
		expect(await list.locator('option').allTextContents()).toEqual(
			expect.arrayContaining(['As every list', '{"list":[]}', 'The number 0', 'No result']),
		);
		expect(await page.getByText(/asList|emptyList/).count()).toBe(0);
		await list.selectOption('The number 0');
		await page
			.getByRole('combobox', { name: 'Get Messages Marks the Conversation as Read' })
			.selectOption('Yes');
		const clock = page.getByRole('spinbutton', { name: 'Minutes That WhatsApp Is Ahead' });
		await clock.fill('-3');
		await clock.blur();
		await page.waitForFunction(async () => {
			const { switches } = await (await fetch('/sandbox/state')).json();
			return switches.whatsappClock === -3;
		});
		expect(sandbox.switches).toMatchObject({
			emptyList: 'zero',
			messagesMarkRead: true,
			whatsappClock: -3,
		});
	});

	test('adds every fault under the name of its button, and removes it', async () => {
		const page = await open();
		await page.getByRole('button', { name: 'Behavior' }).click();
		const dialog = page.getByRole('dialog', { name: 'Behavior' });
		const offers = dialog.locator('.offers').getByRole('button');
		const names = await offers.allTextContents();
		const added = dialog.getByRole('listitem');
		for (const [index, name] of names.entries()) {
			await offers.nth(index).click();
			await added.nth(index).getByText(name).waitFor();
		}
		expect(sandbox.faults.all).toHaveLength(names.length);
		for (let left = names.length; left > 0; left--) {
			await dialog.getByRole('button', { name: 'Remove' }).first().click();
			await added.nth(left - 1).waitFor({ state: 'detached' });
		}
		expect(sandbox.faults.all).toEqual([]);
	});
});

describe('files', () => {
	const open = usePage();

	test.each([
		['from its own address', false],
		['as the sandbox got it, when it is gone there', true],
	])('a picture is shown, a sound is played, a document is offered, %s', async (_where, fetchFiles) => {
		sandbox.switches.fetchFiles = fetchFiles;
		await sendFiles();
		isServed = !fetchFiles;
		const page = await open();
		await openLucia(page);

		await page.getByRole('img', { name: 'Image dot.png' }).waitFor();
		await page.waitForFunction(() => document.querySelector('img')?.naturalWidth === 1);
		await page.getByLabel('Audio voice.wav').evaluate(async (player: HTMLAudioElement) => {
			const ended = new Promise((resolve) => player.addEventListener('ended', resolve));
			await player.play();
			await ended;
		});
		const invoice = page.getByRole('link', { name: 'Document invoice.pdf' });
		expect(await invoice.getAttribute('href')).toBe(
			fetchFiles ? '/sandbox/files/3' : `${fileServer.url}invoice.pdf`,
		);
	});

	test('a document that the sandbox got is saved by its name', async () => {
		sandbox.switches.fetchFiles = true;
		await sendFiles();
		const page = await open();
		await openLucia(page);

		const saving = page.waitForEvent('download');
		await page.getByRole('link', { name: 'Document invoice.pdf' }).click();
		const saved = await saving;
		expect(saved.suggestedFilename()).toBe('invoice.pdf');
		expect(await buffer(await saved.createReadStream())).toEqual(files['/invoice.pdf']?.bytes);
	});
});

/** A sound of so many seconds in which nothing is heard, as a WAV file of 8,000 samples a second. */
function silence(seconds: number): Buffer {
	const samples = Math.round(8000 * seconds);
	const header = Buffer.alloc(44);
	header.write('RIFF', 0);
	header.writeUInt32LE(36 + samples, 4);
	header.write('WAVEfmt ', 8);
	header.writeUInt32LE(16, 16);
	header.writeUInt16LE(1, 20);
	header.writeUInt16LE(1, 22);
	header.writeUInt32LE(8000, 24);
	header.writeUInt32LE(8000, 28);
	header.writeUInt16LE(1, 32);
	header.writeUInt16LE(8, 34);
	header.write('data', 36);
	header.writeUInt32LE(samples, 40);
	return Buffer.concat([header, Buffer.alloc(samples, 128)]);
}
