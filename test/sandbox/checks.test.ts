import { compulsoryParameters, errorCodes, type Method } from '../../sandbox';
import { isMethod } from '../../sandbox/checks';
import { accepted, ask, lucia, parametersOf, post, shop, useSandbox } from './support';

const methods = Object.keys(compulsoryParameters).filter(isMethod);
const sandbox = useSandbox();

/** What each method answers, by the vendor's reference, beside the codes that all of them have. */
const ownCodes: Record<Method, string[]> = {
	getchatchannels: [],
	sendmessage: ['MISSING_COMPULSORY_PARAM', 'CHANNEL_NOT_FOUND'],
	sendfile: [
		'MISSING_COMPULSORY_PARAM',
		'CHANNEL_NOT_FOUND',
		'CHAT_NOT_FOUND',
		'INCORRECT_FILETYPE',
		'INCORRECT_FILEURL',
		'INCORRECT_THUMBURL',
	],
	getchats: ['MISSING_COMPULSORY_PARAM', 'CHANNEL_NOT_FOUND'],
	getmessages: ['MISSING_COMPULSORY_PARAM', 'CHANNEL_NOT_FOUND', 'CHAT_NOT_FOUND'],
	getunreadmessages: ['MISSING_COMPULSORY_PARAM', 'CHANNEL_NOT_FOUND', 'CHAT_NOT_FOUND'],
};

const commonCodes = [
	'MISSING_USER',
	'MISSING_PASSWORD',
	'MISSING_CLASS',
	'MISSING_METHOD',
	'INCORRECT_USER_PASSWORD',
	'INCORRECT_CLASS',
	'INCORRECT_METHOD',
];

/** A change to a request that earns each code. */
const spoilt: Record<string, Record<string, string | undefined>> = {
	MISSING_USER: { user: undefined },
	MISSING_PASSWORD: { password: '' },
	MISSING_CLASS: { class: undefined },
	MISSING_METHOD: { method: undefined },
	INCORRECT_USER_PASSWORD: { password: 'wrong' },
	INCORRECT_CLASS: { class: 'sms' },
	INCORRECT_METHOD: { method: 'constructor' },
	MISSING_COMPULSORY_PARAM: { platform: undefined },
	CHANNEL_NOT_FOUND: { platformid: '999' },
	CHAT_NOT_FOUND: { destination: '34600009999' },
	INCORRECT_FILETYPE: { type: 'sticker' },
	INCORRECT_FILEURL: { fileurl: 'ftp://example.com/jacket.jpg' },
	INCORRECT_THUMBURL: { thumburl: 'jacket' },
};

test.each(methods)('%s is accepted when everything is there', async (method) => {
	expect(await ask(sandbox(), method)).toMatchObject({ status: 'SUCCESS' });
});

test.each(methods)('%s is accepted as a GET query too', async (method) => {
	const query = parametersOf(sandbox(), method);
	const response = await fetch(`${sandbox().apiUrl}?${query}`);
	expect(await response.json()).toMatchObject({ status: 'SUCCESS' });
});

test.each(
	methods.flatMap((method) => [...commonCodes, ...ownCodes[method]].map((code) => [method, code] as const)),
)('%s answers %s with HTTP 200', async (method, code) => {
	const response = await post(sandbox(), method, spoilt[code]);
	expect(response.status).toBe(200);
	expect(await response.json()).toEqual({ status: 'ERROR', error: code });
});

test.each(
	methods.flatMap((method) => compulsoryParameters[method].map((parameter) => [method, parameter] as const)),
)('%s needs %s, and an empty one does not count', async (method, parameter) => {
	const missing = { status: 'ERROR', error: 'MISSING_COMPULSORY_PARAM' };
	expect(await ask(sandbox(), method, { [parameter]: undefined })).toEqual(missing);
	expect(await ask(sandbox(), method, { [parameter]: '' })).toEqual(missing);
});

test('the first check that applies answers, in the documented order', async () => {
	// Everything is wrong at first; each answer then mends what it named.
	const wrong = {
		...Object.assign({}, ...Object.values(spoilt).reverse()),
		platform: 'whatsapp',
		type: undefined,
	};
	const mended: Record<string, Record<string, string | undefined>> = {
		MISSING_USER: { user: 'somebody@afilnet.test' },
		MISSING_PASSWORD: { password: 'wrong' },
		MISSING_CLASS: { class: 'sms' },
		MISSING_METHOD: { method: 'nothing' },
		INCORRECT_USER_PASSWORD: { user: sandbox().account.user, password: sandbox().account.password },
		INCORRECT_CLASS: { class: 'chat' },
		INCORRECT_METHOD: { method: 'sendfile' },
		MISSING_COMPULSORY_PARAM: { type: 'sticker' },
		CHANNEL_NOT_FOUND: { platformid: '100' },
		CHAT_NOT_FOUND: { destination: lucia.destination },
		INCORRECT_FILETYPE: { type: 'image' },
		INCORRECT_FILEURL: { fileurl: accepted.sendfile['fileurl'] },
		INCORRECT_THUMBURL: { thumburl: 'https://example.com/small.jpg' },
	};
	const answered: string[] = [];
	let request: Record<string, string | undefined> = wrong;
	for (;;) {
		const { error } = await ask(sandbox(), 'sendfile', request);
		if (!error) break;
		answered.push(error);
		request = { ...request, ...mended[error] };
	}
	expect(answered).toEqual(errorCodes);
});

test('a platform that does not exist is a channel that is not found', async () => {
	expect(await ask(sandbox(), 'getchats', { platform: 'pigeon' })).toMatchObject({
		error: 'CHANNEL_NOT_FOUND',
	});
});

test('the same channel id on another platform is another channel', async () => {
	const { account } = sandbox();
	const telegram = { platform: 'telegram', platformId: '100' } as const;
	expect(account.channel(telegram)?.name).not.toBe(account.channel(shop)?.name);
	expect(await ask(sandbox(), 'getmessages', { platform: 'telegram' })).toMatchObject({
		error: 'CHAT_NOT_FOUND',
	});
});

test('a message to a new destination opens a conversation, a file does not', async () => {
	const destination = '34611111111';
	expect(await ask(sandbox(), 'sendfile', { destination })).toMatchObject({ error: 'CHAT_NOT_FOUND' });
	expect(await ask(sandbox(), 'sendmessage', { destination })).toMatchObject({ status: 'SUCCESS' });
	expect(sandbox().account.messages({ ...shop, destination })).toMatchObject([{ text: 'Hello', sent: true }]);
	expect(await ask(sandbox(), 'sendfile', { destination })).toMatchObject({ status: 'SUCCESS' });
});

test('a refused send delivers nothing', async () => {
	const before = sandbox().account.messages(lucia).length;
	for (const change of Object.values(spoilt)) await ask(sandbox(), 'sendfile', change);
	expect(sandbox().account.messages(lucia)).toHaveLength(before);
});

test.each([
	['line breaks', 'one\ntwo\r\nthree'],
	['signs of forms', 'a&b=c+d%20"\\<b>'],
	['other scripts', 'ñ €  שלום 😀'],
	['ten thousand characters', '€'.repeat(10_000)],
])('a text with %s arrives as it was', async (_what, message) => {
	await ask(sandbox(), 'sendmessage', { message });
	expect(sandbox().account.messages(lucia).at(-1)?.text).toBe(message);
});

test('a file arrives with its type, address, thumbnail and caption', async () => {
	const thumburl = 'https://example.com/small.jpg';
	await ask(sandbox(), 'sendfile', { type: 'document', thumburl, message: 'Your invoice' });
	expect(sandbox().account.messages(lucia).at(-1)).toMatchObject({
		text: 'Your invoice',
		sent: true,
		file: { type: 'document', url: accepted.sendfile['fileurl'], thumbnailUrl: thumburl },
	});
});

test('a body that is no form is no parameters', async () => {
	const body = JSON.stringify(Object.fromEntries(parametersOf(sandbox(), 'getchats')));
	const headers = { 'Content-Type': 'application/json' };
	const response = await fetch(sandbox().apiUrl, { method: 'POST', body, headers });
	expect(await response.json()).toMatchObject({ error: 'MISSING_USER' });
});

test('another address is not the API', async () => {
	expect((await fetch(`${sandbox().url}api/soap/`)).status).toBe(404);
});
