import { choices, type Sandbox, type Switches } from '../../sandbox';
import { applySwitches } from '../../sandbox/switches';
import { ask, lucia, marc, post, rows, shop, useSandbox, type Row } from './support';

const written = new Date('2026-01-31T09:30:05.600Z');
const sandbox = useSandbox({ now: () => written });

/** Switches the running sandbox, and nothing after the test. */
function turn(switches: Partial<Switches>): Sandbox {
	Object.assign(sandbox().switches, switches);
	return sandbox();
}

/** A channel of its own, with one or no conversation. */
function addChannel(conversations: 0 | 1) {
	sandbox().account.addChannel({ platform: 'whatsapp', platformId: '555' }, 'Quiet');
	if (conversations) sandbox().account.receive({ ...shop, platformId: '555', destination: '34600' }, 'Hi');
	return { platformid: '555' };
}

const vendorFields = ['platformid', 'platform', 'message', 'destination', 'messageid'];

test('rows carry exactly the fields of the reference', async () => {
	const [channel] = await rows(sandbox(), 'getchatchannels');
	const [chat] = await rows(sandbox(), 'getchats');
	const [message] = await rows(sandbox(), 'getmessages');
	const [unread] = await rows(sandbox(), 'getunreadmessages');
	expect(Object.keys(channel ?? {})).toEqual(['platformid', 'platform', 'name']);
	expect(Object.keys(chat ?? {})).toEqual([...vendorFields, 'sent', 'status', 'datetime']);
	expect(Object.keys(message ?? {})).toEqual([...vendorFields, 'sent', 'status', 'datetime']);
	expect(Object.keys(unread ?? {})).toEqual([...vendorFields, 'issent', 'status', 'datetime']);
});

test('a row of getchats is a conversation with its latest message', async () => {
	sandbox().account.receive(lucia, 'The latest');
	const chats = await rows(sandbox(), 'getchats');
	expect(chats.filter(({ destination }) => destination === 34600000001)).toMatchObject([
		{ message: 'The latest' },
	]);
	expect(chats).toHaveLength(sandbox().account.conversations(shop).length);
});

test('a file without caption shows its address as message', async () => {
	await ask(sandbox(), 'sendfile');
	expect((await rows(sandbox(), 'getmessages')).at(-1)).toMatchObject({
		message: 'https://example.com/jacket.jpg',
		sent: 1,
	});
});

describe('answerShape', () => {
	const isRowList = expect.arrayContaining([expect.objectContaining({ platform: 'whatsapp' })]);
	const isNumbered = expect.objectContaining({ 0: expect.objectContaining({ platform: 'whatsapp' }) });
	test.each([
		['list', { list: isRowList }],
		['array', isRowList],
		['numericKeys', isNumbered],
		['listNumericKeys', { list: isNumbered }],
	] as const)('%s', async (answerShape, result) => {
		const answer = await ask(turn({ answerShape }), 'getchats');
		expect(answer).toEqual({ status: 'SUCCESS', result });
		expect(Array.isArray(answer.result)).toBe(answerShape === 'array');
	});
});

describe('singleRow', () => {
	const row = expect.objectContaining({ message: 'Hi' });
	test.each([
		['asList', { list: [row] }],
		['bare', row],
		['bareInList', { list: row }],
	] as const)('%s', async (singleRow, result) => {
		const answer = await ask(turn({ singleRow }), 'getchats', addChannel(1));
		expect(answer).toEqual({ status: 'SUCCESS', result });
		expect(answer.result).not.toHaveProperty(singleRow === 'bare' ? 'list' : 'message');
	});

	test('leaves lists of several rows alone', async () => {
		expect((await rows(turn({ singleRow: 'bare' }), 'getchats')).length).toBeGreaterThan(1);
	});
});

describe('emptyList', () => {
	test.each([
		['asList', { result: { list: [] } }],
		['list', { result: { list: [] } }],
		['listNull', { result: { list: null } }],
		['array', { result: [] }],
		['object', { result: {} }],
		['null', { result: null }],
		['text', { result: '' }],
		['false', { result: false }],
		['zero', { result: 0 }],
		['absent', {}],
	] as const)('%s', async (emptyList, result) => {
		expect(await ask(turn({ emptyList }), 'getchats', addChannel(0))).toEqual({
			status: 'SUCCESS',
			...result,
		});
	});

	test.each([
		['array', []],
		['numericKeys', {}],
		['listNumericKeys', { list: {} }],
	] as const)('asList follows answerShape %s', async (answerShape, result) => {
		expect(await ask(turn({ answerShape }), 'getchats', addChannel(0))).toEqual({
			status: 'SUCCESS',
			result,
		});
	});
});

test('emptyChannel: getchats may answer CHAT_NOT_FOUND', async () => {
	const answer = await ask(turn({ emptyChannel: 'CHAT_NOT_FOUND' }), 'getchats', addChannel(0));
	expect(answer).toEqual({ status: 'ERROR', error: 'CHAT_NOT_FOUND' });
});

describe('sendResult', () => {
	test.each([
		['absent', {}],
		['null', { result: null }],
		['text', { result: '' }],
		['true', { result: true }],
		['array', { result: [] }],
		['scalar', { result: 1 }],
	] as const)('%s', async (sendResult, result) => {
		expect(await ask(turn({ sendResult }), 'sendmessage')).toEqual({ status: 'SUCCESS', ...result });
		expect(await ask(sandbox(), 'sendfile')).toEqual({ status: 'SUCCESS', ...result });
	});
});

test.each([
	['upper', 'SUCCESS', 'ERROR'],
	['lower', 'success', 'error'],
	['mixed', 'Success', 'Error'],
] as const)('statusCase %s', async (statusCase, success, error) => {
	turn({ statusCase });
	expect((await ask(sandbox(), 'getchats')).status).toBe(success);
	expect((await ask(sandbox(), 'getchats', { platformid: '999' })).status).toBe(error);
});

test.each(choices.contentType)('contentType %s', async (contentType) => {
	const response = await post(turn({ contentType }), 'getchats');
	expect(response.headers.get('Content-Type')).toMatch(new RegExp(`^${contentType}; charset=utf-8$`));
	expect(JSON.parse(await response.text())).toMatchObject({ status: 'SUCCESS' });
});

describe('numbers', () => {
	const types = (list: Row[]) =>
		[
			...new Set(
				list.flatMap(({ platformid, messageid, destination }) => [platformid, messageid, destination]),
			),
		].map((value) => typeof value);

	test('number', async () => {
		expect(new Set(types(await rows(turn({ numbers: 'number' }), 'getchats')))).toEqual(new Set(['number']));
		expect((await rows(sandbox(), 'getchatchannels'))[0]).toMatchObject({ platformid: 100 });
	});

	test('string', async () => {
		expect(new Set(types(await rows(turn({ numbers: 'string' }), 'getchats')))).toEqual(new Set(['string']));
		expect((await rows(sandbox(), 'getchatchannels'))[0]).toMatchObject({ platformid: '100' });
	});

	test('mixed', async () => {
		const mixed = types(await rows(turn({ numbers: 'mixed' }), 'getchats'));
		expect(new Set(mixed)).toEqual(new Set(['number', 'string']));
	});

	test('what is not a number exactly stays a text', async () => {
		for (const destination of ['visitor-1', '0034600', '12345678901234567890']) {
			sandbox().account.receive({ ...shop, destination }, 'Hi');
		}
		const destinations = (await rows(sandbox(), 'getchats')).map(({ destination }) => destination);
		expect(destinations).toEqual(expect.arrayContaining(['visitor-1', '0034600', '12345678901234567890']));
	});
});

describe('reading', () => {
	test('unreadMarksRead off: unread messages stay unread', async () => {
		const first = await rows(sandbox(), 'getunreadmessages');
		expect(first.length).toBeGreaterThan(0);
		expect(await rows(sandbox(), 'getunreadmessages')).toEqual(first);
	});

	test('unreadMarksRead on: they come once', async () => {
		turn({ unreadMarksRead: true });
		expect(await rows(sandbox(), 'getunreadmessages')).toHaveLength(1);
		expect(await rows(sandbox(), 'getunreadmessages')).toEqual([]);
		sandbox().account.receive(lucia, 'One more');
		expect(await rows(sandbox(), 'getunreadmessages')).toMatchObject([{ message: 'One more' }]);
	});

	test.each([true, false])('messagesMarkRead %s', async (messagesMarkRead) => {
		turn({ messagesMarkRead });
		await ask(sandbox(), 'getmessages');
		expect(await rows(sandbox(), 'getunreadmessages')).toHaveLength(messagesMarkRead ? 0 : 1);
	});

	test('unreadIncludesSent: also what the account sent since', async () => {
		sandbox().account.send(lucia, 'Answer');
		expect((await rows(sandbox(), 'getunreadmessages')).map(({ issent }) => issent)).toEqual([0]);
		turn({ unreadIncludesSent: true });
		expect((await rows(sandbox(), 'getunreadmessages')).map(({ issent }) => issent)).toEqual([1, 0, 1]);
	});

	test('an operator who reads a conversation leaves nothing unread', async () => {
		sandbox().account.markRead(lucia);
		expect(await rows(sandbox(), 'getunreadmessages')).toEqual([]);
		const incoming = (await rows(sandbox(), 'getmessages')).filter(({ sent }) => sent === 0);
		expect(incoming.map(({ status }) => status)).toEqual(['read', 'read']);
	});
});

describe('order', () => {
	const texts = ['1', '2', '3', '4', '5', '6', '7', '8'];
	const messages = (list: Row[]) => list.map(({ message }) => message);

	beforeEach(() => {
		sandbox().account.markRead(lucia);
		for (const text of texts) sandbox().account.receive(lucia, text);
		sandbox().account.addChannel({ platform: 'whatsapp', platformId: '555' }, 'Busy');
		for (const text of texts) {
			sandbox().account.receive({ ...shop, platformId: '555', destination: `346${text}` }, text);
		}
	});

	test.each([
		['chatOrder', 'getchats', { platformid: '555' }],
		['messageOrder', 'getmessages', {}],
		['unreadOrder', 'getunreadmessages', {}],
	] as const)('%s of %s', async (name, method, changed) => {
		const read = async () => messages(await rows(sandbox(), method, changed)).slice(-8);
		turn({ [name]: 'oldest' });
		expect(await read()).toEqual(texts);
		turn({ [name]: 'newest' });
		const newest = messages(await rows(sandbox(), method, changed)).slice(0, 8);
		expect(newest).toEqual(texts.toReversed());
		turn({ [name]: 'shuffled' });
		const all = await rows(sandbox(), method, changed);
		expect(messages(all)).not.toEqual(messages(await rows(sandbox(), method, changed)));
		expect(messages(all)).toEqual(expect.arrayContaining(texts));
	});

	test('a conversation with a new message goes to the top', async () => {
		sandbox().account.send({ ...shop, platformId: '555', destination: '3462' }, 'Answer');
		expect(messages(await rows(sandbox(), 'getchats', { platformid: '555' }))[0]).toBe('Answer');
	});
});

describe('messageIds', () => {
	const ids = (sandbox: Sandbox, key: typeof lucia | typeof marc) =>
		sandbox.account.messages(key).map(({ messageId }) => Number(messageId));

	function write(messageIds: Switches['messageIds']) {
		turn({ messageIds });
		const { account } = sandbox();
		const before = account.messages(lucia).length;
		for (let turns = 0; turns < 10; turns++) {
			account.receive(lucia, 'Hi');
			account.receive(marc, 'Hi');
		}
		return ids(sandbox(), lucia).slice(before);
	}

	test('account: grows over all conversations', () => {
		const [first = 0, second = 0] = write('account');
		expect(second).toBe(first + 2);
		expect(ids(sandbox(), marc)).not.toContain(first);
	});

	test('conversation: grows in each, so that other conversations have the same ids', () => {
		const [first = 0, second = 0] = write('conversation');
		expect(second).toBe(first + 1);
		expect(ids(sandbox(), marc).some((id) => ids(sandbox(), lucia).includes(id))).toBe(true);
	});

	test('random: no order and no repetition', () => {
		const drawn = write('random');
		expect(new Set(drawn).size).toBe(10);
		expect(drawn).not.toEqual(drawn.toSorted((one, other) => one - other));
	});

	test.each(choices.messageIds)('switching to %s never repeats an id in a conversation', (messageIds) => {
		write('random');
		write(messageIds);
		const all = ids(sandbox(), lucia);
		expect(new Set(all).size).toBe(all.length);
	});
});

test.each([
	['number', 0, 1],
	['numberText', '0', '1'],
	['boolean', false, true],
	['booleanText', 'false', 'true'],
] as const)('directionFlag %s', async (directionFlag, received, sent) => {
	turn({ directionFlag });
	expect((await rows(sandbox(), 'getmessages')).map((row) => row['sent'])).toEqual([
		received,
		sent,
		received,
	]);
	expect((await rows(sandbox(), 'getunreadmessages')).map((row) => row['issent'])).toEqual([received]);
});

test.each([
	['spaced', 0, '2026-01-31 09:30:05'],
	['spaced', 1, '2026-01-31 10:30:05'],
	['iso', 0, '2026-01-31T09:30:05.600Z'],
	['epoch', 0, written.getTime() / 1000 - 0.6],
] as const)('datetime %s, %i hours ahead', async (datetime, zoneHours, expected) => {
	const [row] = await rows(turn({ datetime, zoneHours }), 'getmessages');
	expect(row?.['datetime']).toBe(expected);
});

describe('from outside', () => {
	test('every choice of every switch is accepted', () => {
		for (const [name, values] of Object.entries(choices)) {
			for (const value of values) {
				expect(applySwitches(sandbox().switches, { [name]: value })).toBeUndefined();
				expect(sandbox().switches).toMatchObject({ [name]: value });
			}
		}
	});

	test.each([
		['no such switch', { nothing: true }],
		['no such value', { answerShape: 'xml' }],
		['one of two', { numbers: 'string', answerShape: 'xml' }],
		['a name that every object has', { constructor: 1 }],
	])('%s is refused and changes nothing', (_what, values) => {
		const before = { ...sandbox().switches };
		expect(applySwitches(sandbox().switches, values)).toMatch(/\.$/);
		expect(sandbox().switches).toEqual(before);
	});
});
