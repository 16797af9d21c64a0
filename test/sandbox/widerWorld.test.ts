/** What the reference allows and somebody's chat system has: odd ids, clocks and names, and people who do not wait. */
import { choices, type Sandbox, type Switches } from '../../sandbox';
import { ask, lucia, post, rows, shop, useSandbox } from './support';

/** A Saturday in winter; a test may move it. */
let now = new Date('2026-01-31T09:30:05.600Z');
const sandbox = useSandbox({ now: () => now });

afterEach(() => {
	now = new Date('2026-01-31T09:30:05.600Z');
});

function turn(switches: Partial<Switches>): Sandbox {
	Object.assign(sandbox().switches, switches);
	return sandbox();
}

/** One field of every row of a list. */
async function column(name: string, method: 'getchats' | 'getmessages' = 'getmessages', changed = {}) {
	return (await rows(sandbox(), method, changed)).map((row) => row[name]);
}

describe('datetime', () => {
	test.each([
		[{ datetime: 'monthFirst' }, '01/31/2026 09:30:05'],
		[{ datetime: 'dayFirst' }, '31/01/2026 09:30'],
		[{ datetime: 'dayFirst', zoneHours: 14 }, '31/01/2026 23:30'],
		[{ datetime: 'zero' }, '0000-00-00 00:00:00'],
		[{ datetime: 'unreadable' }, 'a moment ago'],
	] as const)('%j', async (switches, expected) => {
		turn(switches);
		expect((await column('datetime'))[0]).toBe(expected);
	});

	test('absent: the field is not there', async () => {
		const [row] = await rows(turn({ datetime: 'absent' }), 'getmessages');
		expect(row).not.toHaveProperty('datetime');
		expect(row).toHaveProperty('status');
	});

	test.each([
		['2026-10-25T00:59:00Z', '2026-10-25 02:59:00'],
		['2026-10-25T01:00:00Z', '2026-10-25 02:00:00'],
		['2026-03-29T00:59:00Z', '2026-03-29 01:59:00'],
		['2026-03-29T01:00:00Z', '2026-03-29 03:00:00'],
	])('summer time begins and ends: %s is %s in Spain', async (time, expected) => {
		turn({ zoneHours: 1, summerTime: true });
		now = new Date(time);
		sandbox().account.receive(lucia, 'In the night');
		expect((await column('datetime')).at(-1)).toBe(expected);
	});
});

describe('clocks', () => {
	test.each([
		[60, '2026-01-31 10:30:05'],
		[-3, '2026-01-31 09:27:05'],
		[0.5, '2026-01-31 09:30:35'],
	])('sentClock %d moves what the account sent alone', async (sentClock, sent) => {
		turn({ sentClock });
		const received = '2026-01-31 09:30:05';
		expect(await column('datetime')).toEqual([received, sent, received]);
	});

	test('every form of a time is moved', async () => {
		turn({ sentClock: 60, datetime: 'epoch' });
		expect((await column('datetime'))[1]).toBe(Date.parse('2026-01-31T10:30:05Z') / 1000);
		turn({ datetime: 'iso' });
		expect((await column('datetime'))[1]).toBe('2026-01-31T10:30:05.600Z');
	});

	test('each platform has a clock of its own', async () => {
		turn({ whatsappClock: -300, telegramClock: 3, webchatClock: 60, operatorClock: 1 });
		const times = await Promise.all(
			sandbox().account.channels.map(async ({ platform, platformId: platformid }) => [
				platform,
				(await column('datetime', 'getchats', { platform, platformid }))[0],
			]),
		);
		expect(Object.fromEntries(times)).toEqual({
			whatsapp: '2026-01-31 04:30:05',
			telegram: '2026-01-31 09:33:05',
			webchat: '2026-01-31 10:30:05',
			operator: '2026-01-31 09:31:05',
		});
	});
});

describe('messageIdForm', () => {
	test.each([
		['zero', 0],
		['zeroText', '0'],
		['blank', ''],
		['null', null],
	] as const)('%s in every row', async (messageIdForm, expected) => {
		turn({ messageIdForm });
		expect(await column('messageid')).toEqual([expected, expected, expected]);
	});

	test('absent: the field is not there', async () => {
		const [row] = await rows(turn({ messageIdForm: 'absent' }), 'getmessages');
		expect(row).not.toHaveProperty('messageid');
	});

	test.each([
		['text', /^ES\.\w+$/],
		['uuid', /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/],
	] as const)('%s: always the same for a message, another for another one', async (messageIdForm, form) => {
		turn({ messageIdForm });
		const ids = await column('messageid');
		expect(ids).toEqual(ids.map(() => expect.stringMatching(form)));
		expect(new Set(ids).size).toBe(ids.length);
		expect(await column('messageid')).toEqual(ids);
		expect(await column('messageid', 'getchats')).toContain(ids.at(-1));
	});
});

describe('chatIdsApart', () => {
	test.each(['digits', 'text', 'uuid'] as const)(
		'%s: only getchats calls a message by another id, always the same',
		async (messageIdForm) => {
			turn({ messageIdForm });
			const ids = await column('messageid');
			turn({ chatIdsApart: true });
			expect(await column('messageid')).toEqual(ids);
			const shown = await column('messageid', 'getchats');
			expect(ids).not.toContain(shown.at(-1));
			expect(await column('messageid', 'getchats')).toEqual(shown);
			sandbox().account.receive(lucia, 'Another one');
			expect(await column('messageid', 'getchats')).not.toContain(shown.at(-1));
		},
	);
});

describe('messageIdsApart', () => {
	test.each(['account', 'conversation'] as const)(
		'%s: one id is that of a sent and of a received message',
		async (messageIds) => {
			turn({ messageIds, messageIdsApart: true });
			const { account } = sandbox();
			const destination = '34699999999';
			account.addChannel({ ...shop, platformId: '555' }, 'New');
			const before = account.receive({ ...shop, platformId: '555', destination: '1' }, 'Before').messageId;
			const key = { ...shop, destination };
			const ids = [account.receive(key, 'one'), account.receive(key, 'two'), account.receive(key, 'three')];
			expect(ids.map(({ messageId }) => Number(messageId) - Number(ids[0]?.messageId))).toEqual([0, 1, 2]);
			expect(ids[0]?.messageId === before).toBe(messageIds === 'conversation');
			const sent = Array.from({ length: 30 }, () => account.send(key, 'Answer').messageId);
			expect(sent).toContain(ids[1]?.messageId);
			expect(new Set(sent).size).toBe(30);
		},
	);

	test('off: never', () => {
		const { account } = turn({ messageIds: 'conversation' });
		const ids = Array.from({ length: 9 }, () => [account.receive(lucia, 'Hi'), account.send(lucia, 'Hi')])
			.flat()
			.map(({ messageId }) => messageId);
		expect(new Set(ids).size).toBe(18);
	});
});

describe('names in rows', () => {
	test.each([
		['lower', ['whatsapp', 'whatsapp', 'telegram', 'webchat', 'operator']],
		['upper', ['WHATSAPP', 'WHATSAPP', 'TELEGRAM', 'WEBCHAT', 'OPERATOR']],
		['mixed', ['WhatsApp', 'WhatsApp', 'Telegram', 'WebChat', 'Operator']],
	] as const)('platformCase %s', async (platformCase, expected) => {
		const channels = await rows(turn({ platformCase }), 'getchatchannels');
		expect(channels.map(({ platform }) => platform)).toEqual(expected);
		expect((await column('platform'))[0]).toBe(expected[0]);
	});

	test('destinationPlus: WhatsApp numbers have a plus, and requests may have it', async () => {
		turn({ destinationPlus: true });
		expect(await column('destination', 'getchats')).toContain('+34600000001');
		expect(await rows(sandbox(), 'getmessages', { destination: '+34600000001' })).toEqual(
			await rows(sandbox(), 'getmessages', { destination: '34600000001' }),
		);
		await ask(sandbox(), 'sendmessage', { destination: '+34600000001' });
		expect(sandbox().account.messages(lucia)).toHaveLength(4);
		const telegram = { platform: 'telegram', platformid: '100' };
		expect(await column('destination', 'getchats', telegram)).toContain(512345678);
	});

	test('without it, a plus names another conversation', async () => {
		expect(await ask(sandbox(), 'getmessages', { destination: '+34600000001' })).toMatchObject({
			error: 'CHAT_NOT_FOUND',
		});
	});
});

describe('numbers that a JavaScript number does not hold', () => {
	const text = async () => await (await post(sandbox(), 'getmessages')).text();

	test('messageIdForm longNumber: digits without quotes', async () => {
		turn({ messageIdForm: 'longNumber' });
		const ids = [...(await text()).matchAll(/"messageid":(73\d{17}),/g)].map(([, id]) => id);
		expect(new Set(ids).size).toBe(3);
		expect(new Set(ids.map(Number)).size).toBe(1);
	});

	test('datetime fraction', async () => {
		turn({ datetime: 'fraction' });
		expect(await text()).toMatch(/"datetime":1769851805\.60000014305114746094\D/);
	});
});

describe('oddRow', () => {
	test.each([
		['null', null],
		['text', 'row'],
		['number', 7],
		['list', []],
	] as const)('%s stands after the first row', async (oddRow, expected) => {
		turn({ oddRow });
		const list = await rows(sandbox(), 'getmessages');
		expect(list).toHaveLength(4);
		expect(list[1]).toEqual(expected);
		expect(list.filter((row) => row?.['message'])).toHaveLength(3);
	});

	test('an empty list stays one', async () => {
		turn({ oddRow: 'null' }).account.markRead(lucia);
		expect(await rows(sandbox(), 'getunreadmessages')).toEqual([]);
	});
});

describe('sentText', () => {
	const text = '  Tom & "Jerry" 😀 say <hello> to everybody  ';
	test.each([
		['asSent', text],
		['trimmed', 'Tom & "Jerry" 😀 say <hello> to everybody'],
		['withoutEmoji', '  Tom & "Jerry" ? say <hello> to everybody  '],
		['truncated', '  Tom & "Jerry" 😀 sa'],
		['escaped', '  Tom &amp; &quot;Jerry&quot; 😀 say &lt;hello> to everybody  '],
	] as const)('%s, and what the customer wrote as it is', async (sentText, expected) => {
		turn({ sentText });
		await ask(sandbox(), 'sendmessage', { message: text });
		sandbox().account.receive(lucia, text);
		expect((await column('message')).slice(-2)).toEqual([expected, text]);
		expect(sandbox().account.messages(lucia).at(-2)?.text).toBe(text);
	});
});

test('errorForm: an error may tell itself', async () => {
	turn({ errorForm: 'codeAndWords' });
	expect(await ask(sandbox(), 'getchats', { platformid: '999' })).toEqual({
		status: 'ERROR',
		error: 'CHANNEL_NOT_FOUND: Channel not found',
	});
	sandbox().faults.add({ kind: 'code', code: 'You have no credit left.' });
	expect(await ask(sandbox(), 'getchats')).toMatchObject({ error: 'You have no credit left.' });
});

test.each(['34600000001@s.whatsapp.net', '98765432101234@lid', '120363025246125486@g.us', 'ES.abc123'])(
	'a conversation may be called %s',
	async (destination) => {
		sandbox().account.receive({ ...shop, destination }, 'Hello from there');
		expect(await column('destination', 'getchats')).toContain(destination);
		expect(await ask(sandbox(), 'sendmessage', { destination })).toMatchObject({ status: 'SUCCESS' });
		expect(await column('message', 'getmessages', { destination })).toEqual(['Hello from there', 'Hello']);
		turn({ destinationPlus: true });
		expect(await column('destination', 'getchats')).toContain(destination);
	},
);

describe('lists cut short', () => {
	test('messageLimit: getmessages lists the latest alone, in every order', async () => {
		for (let number = 1; number <= 30; number++) sandbox().account.receive(lucia, String(number));
		const latest = Array.from({ length: 25 }, (_, index) => String(index + 6));
		turn({ messageLimit: 25 });
		expect(await column('message')).toEqual(latest);
		turn({ messageOrder: 'newest' });
		expect(await column('message')).toEqual(latest.toReversed());
	});

	test('chatRows: getchats lists several of a conversation', async () => {
		turn({ chatRows: 2, chatOrder: 'oldest' });
		sandbox().account.receive(lucia, 'The latest');
		expect((await column('message', 'getchats')).slice(-2)).toEqual([
			'Yes please! I will come by tomorrow afternoon.',
			'The latest',
		]);
		turn({ chatOrder: 'newest' });
		expect((await column('message', 'getchats'))[0]).toBe('The latest');
	});
});

describe('hooks', () => {
	test('somebody writes before a request has its effect, or after it', async () => {
		const { account, hooks } = sandbox();
		hooks.before = ({ method }) => {
			if (method === 'getmessages') account.receive(lucia, 'before');
		};
		hooks.after = async () => {
			await new Promise((resolve) => setTimeout(resolve, 20));
			account.receive(lucia, 'after');
		};
		expect((await column('message')).slice(-1)).toEqual(['before']);
		expect(account.messages(lucia).slice(-2)).toMatchObject([{ text: 'before' }, { text: 'after' }]);
	});

	test('a request that is spoilt before it has an effect calls none', async () => {
		const asked: unknown[] = [];
		sandbox().hooks.before = ({ method }) => void asked.push(method);
		sandbox().faults.add({ kind: 'empty', times: 1 });
		await ask(sandbox(), 'getchats').catch(() => undefined);
		await ask(sandbox(), 'getchatchannels');
		expect(asked).toEqual(['getchatchannels']);
	});
});

test('every number within bounds is a value, and none beyond', async () => {
	const set = async (switches: object) => {
		const headers = { 'Content-Type': 'application/json' };
		const body = JSON.stringify(switches);
		return (await fetch(`${sandbox().url}sandbox/switches`, { method: 'POST', headers, body })).status;
	};
	expect(await set({ sentClock: -41.5, chatRows: 7, messageLimit: 3 })).toBe(200);
	expect(sandbox().switches).toMatchObject({ sentClock: -41.5, chatRows: 7, messageLimit: 3 });
	expect(choices.sentClock).not.toContain(-41.5);
	expect(await set({ chatRows: 0 })).toBe(400);
	expect(await set({ zoneHours: 15 })).toBe(400);
	expect(await set({ whatsappClock: '3' })).toBe(400);
});
