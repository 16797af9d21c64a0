import { NodeApiError, type IDataObject } from 'n8n-workflow';

import { History, type Read } from '../../nodes/Afilnet/sending/history';
import { faultError } from '../../nodes/Afilnet/shared/errors';

const node = {
	id: '',
	name: 'Afilnet',
	type: 'afilnet',
	typeVersion: 1,
	position: [0, 0] as [number, number],
	parameters: {},
};
const noChat = faultError(node, {
	message: 'The conversation was not found',
	description: '',
	code: 'chat_not_found',
	cause: 'configuration-invalid',
	mayHaveArrived: false,
});

const channel = { platform: 'whatsapp', platformid: '100' };
const form = (message: string, destination = '34600000001') => ({
	method: 'sendmessage',
	...channel,
	destination,
	message,
});

/** Rows from a short form: id, `>` before one that the account sent, `=` and the text, `@` and the minute. */
const rowsOf = (text: string): IDataObject[] =>
	text.split(' ').flatMap((line) => {
		const [, sent, messageid, message, minute] = /^(>?)(\w+)(?:=(\w*))?(?:@(\d+))?$/.exec(line) ?? [];
		if (messageid === undefined) return [];
		const datetime = minute && `2026-01-31 09:${minute}:00`;
		return [
			{ messageid, sent: sent ? 1 : 0, message: message ?? messageid, datetime, destination: '34600000001' },
		];
	});

/** Lists as Afilnet gives them, one after another; `!` for a list that cannot be read, `?` for no such conversation. */
function afilnet(lists: { getchats: string[]; getmessages: string[] }) {
	const asked: object[] = [];
	const read: Read = async (request) => {
		asked.push(request);
		const list = request.method === 'getchats' ? lists.getchats.shift() : lists.getmessages.shift();
		if (list === '!') throw new NodeApiError(node, { message: 'It broke' });
		if (list === '?') throw noChat;
		return rowsOf(list ?? '');
	};
	return { asked, read };
}

/** What became of a message, given what the row of its conversation was before and is now, and all its messages. */
async function found(
	[before, now, messages]: [before: string, now: string, messages: string],
	{ message = 'a', counted = [] as string[] } = {},
) {
	const history = new History();
	const { read } = afilnet({ getchats: [before, now], getmessages: [messages] });
	await history.begin(form(message), read);
	for (const text of counted) history.count(form(text));
	return await history.look(form(message), read);
}

describe('what became of a message', () => {
	test.each<[what: string, lists: [string, string, string], found: string]>([
		['nothing has come', ['x', 'x', 'w x'], 'absent'],
		['nothing has come, newest first', ['x', 'x', 'x w'], 'absent'],
		['it has come', ['x', '>1=a', 'w x >1=a'], 'delivered'],
		['it has come, newest first', ['x', '>1=a', '>1=a x w'], 'delivered'],
		['another one has come', ['x', '>1=b', 'w x >1=b'], 'unknown'],
		['the customer has written', ['x', 'y=b', 'w x y=b'], 'absent'],
		['the customer has written the same', ['x', 'y=a', 'w x y=a'], 'unknown'],
		['the customer has written, and it has come', ['x', 'y=a', 'w x >1=a y=a'], 'delivered'],
		['it stood there before', ['>0=a', '>0=a', 'w >0=a'], 'absent'],
		['it stood there before the row', ['x', 'y', '>0=a x y'], 'absent'],
		['the row lags behind', ['x', 'x', 'w x >1=a'], 'unknown'],
		['a list shows a file without its caption', ['x', '>1=', 'x >1='], 'unknown'],
		['there was no conversation', ['', '>1=a', '>1=a'], 'delivered'],
		['there was none, and is none', ['', '', ''], 'absent'],
		['there is no such conversation', ['', '', '?'], 'absent'],
		['there was none, and another message has come', ['', '>1=b', '>1=b'], 'unknown'],
		['there was none, and only the list of messages shows it', ['', '', 'w'], 'unknown'],
		['it has come behind another one', ['x', '>2=a', 'x >1=b >2=a'], 'delivered'],
		['the row from before is gone', ['x', 'y', 'w y'], 'unknown'],
		['the row from before stands there twice', ['x', 'y', 'x w x y'], 'unknown'],
		['the row of now is not in the list', ['x', 'z', 'x y'], 'unknown'],
		['the lists of before cannot be read', ['!', 'x', 'x'], 'unknown'],
		['the lists of now cannot be read', ['x', '!', 'x'], 'unknown'],
		['the messages cannot be read', ['x', 'x', '!'], 'unknown'],
		['times that rise', ['>x@10', '>1=a@12', '>w@09 >x@10 >1=a@12'], 'delivered'],
		['times that fall', ['>x@10', '>1=a@12', '>1=a@12 >x@10 >w@09'], 'delivered'],
		['equal times', ['>x@10', '>1=a@10', '>x@10 >1=a@10'], 'delivered'],
		['times in no order', ['>x@10', '>1=a@12', '>w@11 >x@10 >1=a@12'], 'unknown'],
		['times in no order of the customer', ['>x@10', '>1=a@12', 'w@11 >x@10 v@09 >1=a@12'], 'delivered'],
		['the only row is the same', ['x', 'x', 'x'], 'absent'],
	])('%s', async (_what, lists, expected) => {
		expect(await found(lists)).toBe(expected);
	});

	test('counts what the run has sent itself', async () => {
		expect(await found(['x', '>1=a', 'x >1=a'], { counted: ['a'] })).toBe('absent');
		expect(await found(['x', '>2=a', 'x >1=a >2=a'], { counted: ['a'] })).toBe('delivered');
		expect(await found(['x', '>1=a', '>1=a x >0=a'], { counted: ['a'] })).toBe('absent');
		expect(await found(['x', '>1=b', 'x >1=b'], { counted: ['b'] })).toBe('absent');
		expect(await found(['x', '>2=a', 'x >1=b >2=a'], { counted: ['b'] })).toBe('delivered');
		expect(await found(['x', '>2=a', 'x >2=a'], { counted: ['b', 'a'] })).toBe('unknown');
		expect(await found(['x', '>1=c', 'x >1=c'], { counted: ['b'] })).toBe('absent');
		expect(await found(['x', '>2=a', 'x >2=a'], { counted: ['b'] })).toBe('unknown');
		expect(await found(['x', '>2=a', 'x >1=b >2=a'], { counted: ['c'] })).toBe('delivered');
	});

	test('does not count what was sent before the first list was read', async () => {
		const history = new History();
		history.count(form('a'));
		const { read } = afilnet({ getchats: ['>1=a', '>1=a'], getmessages: ['x >1=a'] });
		await history.begin(form('a'), read);
		expect(await history.look(form('a'), read)).toBe('absent');
	});

	test('knows a text whatever blanks and line breaks the list has', async () => {
		const history = new History();
		const row = (message: unknown) => ({ messageid: 1, sent: 1, message, destination: '34600000001' });
		const read = (message: unknown) => async () => [row(message)] as IDataObject[];
		await history.begin(form('a\r\nb\rc '), async () => []);
		expect(await history.look(form('a\r\nb\rc '), read(' a\nb\nc'))).toBe('delivered');
		expect(await history.look(form('a\r\nb\rc '), read('a b c'))).toBe('unknown');
		expect(await history.look(form('5'), read(5))).toBe('delivered');
	});

	test('knows a file by its address or its caption; a row that shows neither may be it', async () => {
		const history = new History();
		const file = {
			method: 'sendfile',
			...channel,
			destination: '34600000001',
			fileurl: 'https://a.example/',
		};
		const read =
			(message: unknown, sent = 1) =>
			async () =>
				[{ messageid: 1, sent, message, destination: '34600000001' }] as IDataObject[];
		await history.begin(file, async () => []);
		expect(await history.look(file, read('https://a.example/'))).toBe('delivered');
		expect(await history.look(file, read(''))).toBe('unknown');
		expect(await history.look(file, read(null))).toBe('unknown');
		expect(await history.look(file, read('https://b.example/'))).toBe('unknown');
		expect(await history.look({ ...file, message: 'cap' }, read('cap'))).toBe('delivered');
		expect(await history.look({ ...file, message: 'cap' }, read(''))).toBe('unknown');

		expect(await history.look(file, read('', 0))).toBe('unknown');
		expect(await history.look(file, read('other', 0))).toBe('absent');
		expect(await history.look({ ...file, message: 'cap' }, read('', 0))).toBe('absent');
	});
});

describe('a conversation that Afilnet does not list under the name it was sent to', () => {
	const to = '525512345678';
	const row = (messageid: number, message: string, destination = '5215512345678', sent = 1) => ({
		messageid,
		sent,
		message,
		destination,
	});
	const old = row(1, 'old');

	test.each<[what: string, before: IDataObject[], now: IDataObject[], found: string]>([
		['a new conversation has the text', [], [row(2, 'a')], 'unknown'],
		['another one has got the text', [old], [row(2, 'a')], 'unknown'],
		['another one has got the text as received', [old], [row(2, 'a', undefined, 0)], 'unknown'],
		['another one had the text', [row(1, 'a')], [row(1, 'a')], 'absent'],
		['another one has got another text', [old], [row(2, 'b')], 'absent'],
		['one that the run sends to has got the text', [], [row(2, 'a', '34600000002')], 'absent'],
		[
			'it is listed, and another one has got the text',
			[row(3, 'x', to)],
			[row(3, 'x', to), row(2, 'a')],
			'absent',
		],
	])('%s', async (_what, before, now, expected) => {
		const history = new History();
		await history.begin(form('a', to), async () => before);
		await history.begin(form('a', '34600000002'), async () => before);
		const read: Read = async ({ method }) =>
			method === 'getchats' ? now : now.filter(({ destination }) => destination === to);
		expect(await history.look(form('a', to), read)).toBe(expected);
	});
});

describe('the lists that are asked', () => {
	test('are those of the channel and of the conversation', async () => {
		const { asked, read } = afilnet({ getchats: ['x', 'x'], getmessages: ['x'] });
		const history = new History();
		await history.begin(form('a'), read);
		await history.look(form('a'), read);
		expect(asked).toEqual([
			{ method: 'getchats', ...channel },
			{ method: 'getchats', ...channel },
			{ method: 'getmessages', ...channel, destination: '34600000001' },
		]);
	});

	test('are asked once for a channel before the first send, by whoever comes first', async () => {
		const { asked, read } = afilnet({ getchats: [], getmessages: [] });
		const history = new History();
		await Promise.all([history.begin(form('a'), read), history.begin(form('b', '34600000002'), read)]);
		await history.begin(form('a'), read);
		expect(asked).toHaveLength(1);
		await history.begin({ ...form('a'), platformid: '101' }, read);
		await history.begin({ ...form('a'), platform: 'webchat' }, read);
		expect(asked).toHaveLength(3);
	});

	test('never make a begin throw, and without one nothing can be told', async () => {
		const { read } = afilnet({ getchats: ['!', 'x'], getmessages: ['x'] });
		await expect(new History().begin(form('a'), read)).resolves.toBeUndefined();
		expect(await new History().look(form('a'), read)).toBe('unknown');
	});

	test('are looked at for the one conversation, however its number is written', async () => {
		const rows = [
			{ messageid: 1, sent: 0, message: 'x', destination: '+34 600 000 001' },
			{ messageid: 9, sent: 0, message: 'z', destination: '34600000002' },
		];
		const history = new History();
		await history.begin(form('a'), async () => rows);
		const messages = [9, 1].map((messageid) => ({ messageid, sent: 0, message: 'x' }));
		const now = async ({ method }: { method: string }) => (method === 'getchats' ? rows : messages);
		expect(await history.look(form('a'), now)).toBe('absent');
		history.count(form('b', '34600000002'));
		history.count({ ...form('c'), platform: 'webchat' });
		history.count({ ...form('d'), platformid: '101' });
		expect(await history.look(form('a'), now)).toBe('absent');

		const sent = { messageid: 2, sent: 1, message: 'a' };
		const later = async ({ method }: { method: string }) =>
			method === 'getchats'
				? [...rows.slice(1), { ...sent, destination: '34600000001' }]
				: [...messages, sent];
		expect(await history.look(form('a'), later)).toBe('delivered');
	});
});

describe('a second look', () => {
	const looks = async (first: string[], second: string[], signal?: AbortSignal) => {
		const history = new History();
		const { asked, read } = afilnet({
			getchats: ['x', first[0] ?? '', second[0] ?? ''],
			getmessages: [first[1] ?? '', second[1] ?? ''],
		});
		await history.begin(form('a'), read);
		const timer = jest.spyOn(globalThis, 'setTimeout');
		const outcome = await history.lookTwice(form('a'), read, signal);
		const waited = timer.mock.calls.some(([, milliseconds]) => milliseconds === 5_000);
		timer.mockRestore();
		return { outcome, asked: asked.length, waited };
	};

	test('is not taken if the first one tells', async () => {
		expect(await looks(['>1=a', 'x >1=a'], [])).toEqual({ outcome: 'delivered', asked: 3, waited: false });
		expect(await looks(['!', 'x'], [])).toEqual({ outcome: 'unknown', asked: 3, waited: false });
	});

	test('is taken five seconds later if the message is not there', async () => {
		expect(await looks(['x', 'x'], ['>1=a', 'x >1=a'])).toEqual({
			outcome: 'delivered',
			asked: 5,
			waited: true,
		});
	});

	test('is not taken in an execution that is stopped', async () => {
		const signal = AbortSignal.abort();
		expect(await looks(['x', 'x'], [], signal)).toEqual({ outcome: 'unknown', asked: 3, waited: false });
	});
});
