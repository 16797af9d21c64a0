import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { arrange, type Votes } from '../../nodes/Afilnet/trigger/rules/direction';
import { Doubts, type Doubt } from '../../nodes/Afilnet/trigger/rules/doubts';
import {
	isSureOfDay,
	keysOf,
	lastTime,
	shortened,
	toMessage,
	withoutId,
} from '../../nodes/Afilnet/trigger/rules/message';
import {
	accountFor,
	needsMessages,
	needsUnread,
	settle,
	type Asked,
} from '../../nodes/Afilnet/trigger/rules/newMessages';
import { capacity, plan, start, type ChannelReading } from '../../nodes/Afilnet/trigger/rules/plan';
import {
	readState,
	writeState,
	type Conversation,
	type TriggerState,
} from '../../nodes/Afilnet/trigger/rules/state';

const minute = 60;
const day = 24 * 60 * minute;
/** n8n's clock, in seconds. */
const now = 1_790_000_000;

/**
 * A message from a short form: id, minutes after {@link now} or nothing, and `>` before one that the account sent. `#a`
 * says the same as `a` under another id.
 */
function message(line: string) {
	const [id = '', minutes] = line.replace('>', '').split('@');
	const text = line.replaceAll('#', '');
	const fields: IDataObject = { messageid: id, sent: line.startsWith('>') ? 1 : 0, message: text };
	if (minutes !== undefined) fields.datetime = now + Number(minutes) * minute;
	return toMessage(fields);
}

const messages = (lines: string) => (lines === '' ? [] : lines.split(' ').map(message));
const keys = (lines: string) => keysOf(messages(lines));
/** The keys of a row that no list has: with its id, and without. */
const bothKeys = (line: string) => [...keys(line), withoutId(message(line)).key];
const lines = (list: ReadonlyArray<{ fields: IDataObject }>) =>
	list.map(({ fields }) => fields.message).join(' ');

/** A conversation whose lists the trigger has read before. */
const read: Conversation = {
	channel: 'whatsapp/100',
	destination: 'abcdefgh',
	rows: keys('a'),
	seen: keys('a'),
	isCut: false,
	isBacklog: false,
	until: now - day,
	goneSince: undefined,
};
/** One that was there at the activation and has not been asked since. */
const untouched: Conversation = { ...read, seen: undefined };
/** One that has appeared since. */
const appeared: Conversation = { ...read, rows: [], seen: [] };
const backlog: Conversation = { ...read, seen: [], isBacklog: true };

interface Case {
	/** What `getchats` shows, e.g. `a`. */
	row: string;
	unread?: string;
	all?: string;
	doubt?: Doubt;
	includeRead?: boolean;
	includeSent?: boolean;
	votes?: Partial<Votes>;
}

function ask(
	conversation: Conversation,
	{ row, doubt, includeRead = false, includeSent = false }: Case,
): Asked {
	return { conversation, rows: messages(row), doubt, includeRead, includeSent };
}

/** What a conversation comes to; the order of the lists is known unless said otherwise. */
function settled(conversation: Conversation, answer: Case) {
	const { unread, all, votes = { unread: 1, messages: 1 } } = answer;
	const answers = {
		unread: unread === undefined ? undefined : messages(unread),
		messages: all === undefined ? undefined : messages(all),
	};
	return settle(ask(conversation, answer), answers, { unread: 0, messages: 0, ...votes }, now);
}

const emitted = (conversation: Conversation, answer: Case) =>
	lines(settled(conversation, answer)?.emitted ?? []);

describe('the key of a message', () => {
	const key = (fields: IDataObject) => toMessage(fields).key;

	test('is its direction and id', () => {
		expect(key({ messageid: 7, sent: 0 })).toBe(key({ messageid: ' 7 ', issent: '0', message: 'edited' }));
		expect(key({ messageid: 7, sent: 0 })).not.toBe(key({ messageid: 7, sent: 1 }));
		expect(key({ messageid: 7, sent: 0 })).not.toBe(key({ messageid: 8, sent: 0 }));
	});

	test.each([undefined, null, '', ' ', 0, '0', false, 'false'])(
		'is its time and text if its id is %p',
		(messageid) => {
			const row = { messageid, datetime: '2026-01-31 09:30:05', message: 'Hello' };
			expect(key(row)).toBe(key({ ...row, sent: 0 }));
			expect(key(row)).not.toBe(key({ ...row, sent: 1 }));
			expect(key(row)).not.toBe(key({ ...row, message: 'Bye' }));
			expect(key(row)).not.toBe(key({ ...row, datetime: '2026-01-31 09:30:06' }));
		},
	);

	test('is short, however long the id is', () => {
		const ids = Array.from({ length: 1000 }, (_id, index) => `wamid.${String(index).padStart(54, 'A')}`);
		const short = ids.map((messageid) => key({ messageid }));
		expect(new Set(short).size).toBe(ids.length);
		expect(short.every((each) => /^[\w-]{6}$/.test(each))).toBe(true);
	});
});

describe('the order of a list', () => {
	const order = (list: string, known: string, row: string, votes: Partial<Votes> = {}) => {
		const lists = { unread: undefined, messages: messages(list) };
		return lines(arrange(lists, keys(known), keys(row), { unread: 0, messages: 0, ...votes }).messages);
	};

	test('is shown by a known message and the row, whatever the votes, the times and the ends say', () => {
		const votes = { messages: -20 };
		expect(order('a@9 b@5 c@1', 'a', 'b', votes)).toBe('a@9 b@5 c@1');
		expect(order('c@1 b@5 a@9', 'a', 'b', { messages: 20 })).toBe('a@9 b@5 c@1');
	});

	test('is not shown by known messages on both sides of the row', () => {
		expect(order('a b c', 'a c', 'b', { messages: -1 })).toBe('c b a');
		expect(order('a b c', 'a c', 'b', { messages: 1 })).toBe('a b c');
	});

	test('is shown by the other list, if that one’s is known', () => {
		const lists = { unread: messages('c b'), messages: messages('a b c d') };
		const { unread, votes } = arrange(lists, keys('a'), keys('c'), { unread: 5, messages: 0 });
		expect(lines(unread)).toBe('b c');
		expect(votes).toEqual({ unread: 4, messages: 1 });
		const others = { unread: messages('c b a'), messages: messages('d c b') };
		expect(lines(arrange(others, keys('a'), keys('c'), { unread: 0, messages: 5 }).messages)).toBe('b c d');
		const mixed = { unread: messages('a b c'), messages: messages('b a c') };
		expect(lines(arrange(mixed, [], [], { unread: 0, messages: 1 }).unread)).toBe('a b c');
	});

	test('is not shown by another list that shares no two messages with it', () => {
		const lists = { unread: messages('z y'), messages: messages('a b') };
		const apart = arrange(lists, keys('a'), keys('b'), { unread: -1, messages: 0 });
		expect([lines(apart.unread), apart.votes.unread]).toEqual(['y z', -1]);
		const alone = { unread: messages('a b'), messages: undefined };
		expect(lines(arrange(alone, keys('a'), keys('b'), { unread: -1, messages: 0 }).unread)).toBe('a b');
	});

	test('is sure by a known message and the row, or by other conversations', () => {
		const isSure = (known: string, votes: number) =>
			arrange({ unread: undefined, messages: messages('a b') }, keys(known), keys('b'), {
				unread: 0,
				messages: votes,
			}).isSure;
		expect([isSure('a', 0), isSure('', 1), isSure('', 0)]).toEqual([true, true, false]);
	});

	test('is sure in the list of unread messages by itself, or if the other one is sure and shares two with it', () => {
		const isUnreadSure = (unread: string, all: string, known: string, row: string, votes: Partial<Votes>) =>
			arrange({ unread: messages(unread), messages: messages(all) }, keys(known), keys(row), {
				unread: 0,
				messages: 0,
				...votes,
			}).isUnreadSure;
		expect(isUnreadSure('a b', '', 'a', 'b', {})).toBe(true);
		expect(isUnreadSure('a b', '', '', 'b', { unread: -1 })).toBe(true);
		expect(isUnreadSure('a b', 'a b', '', 'b', { messages: 1 })).toBe(true);
		expect(isUnreadSure('b', 'a b', '', 'b', { messages: 1 })).toBe(false);
		expect(isUnreadSure('a b', 'a b', '', 'b', {})).toBe(false);
	});

	test('is taken from other conversations else, then from the times of one side and the nearer end', () => {
		expect(order('a@1 b@2', '', 'b', { messages: -1 })).toBe('b@2 a@1');
		expect(order('c@3 b@2 a@1', '', 'a')).toBe('a@1 b@2 c@3');
		expect(order('>d@1 c@3 >b@0 a@2', '', '')).toBe('a@2 >b@0 c@3 >d@1');
		expect(order('c b a', '', 'c')).toBe('a b c');
		expect(order('d c b a', '', 'c')).toBe('a b c d');
		expect(order('a b c', '', 'c')).toBe('a b c');
		expect(order('a b', '', 'b')).toBe('a b');
		expect(order('a b', '', '')).toBe('a b');
		expect(order('a@1 b@2 c@3', '', 'a')).toBe('a@1 b@2 c@3');
		expect(order('a@1 b@2', '', 'a')).toBe('a@1 b@2');
		expect(order('c@3 b@2 a', '', 'a')).toBe('a b@2 c@3');
		expect(order('a@999999 b@1 c@1 d@1 e@1', '', 'e')).toBe('a@999999 b@1 c@1 d@1 e@1');
	});

	test('is told by the times of those messages that have one', () => {
		expect(order('c@3 b a@1', '', '')).toBe('a@1 b c@3');
	});

	test('is learnt, and can be learnt again', () => {
		let votes = { unread: 0, messages: 0 };
		const seeing = (list: string) => {
			votes = arrange({ unread: undefined, messages: messages(list) }, keys('a'), keys('b'), votes).votes;
			return votes.messages;
		};
		for (let lists = 0; lists < 50; lists++) seeing('a b');
		expect(votes.messages).toBe(20);
		for (let lists = 0; lists < 21; lists++) seeing('b a');
		expect(votes.messages).toBe(-1);
	});

	test('holds each message once', () => expect(order('a b b c', 'a', 'c')).toBe('a b c'));
});

describe('what has to be asked', () => {
	const needs = (conversation: Conversation, answer: Case) =>
		needsMessages(ask(conversation, answer), messages(answer.unread ?? ''));

	test('unread messages, unless read ones are included; for a backlog always', () => {
		expect(needsUnread(ask(read, { row: 'b' }))).toBe(true);
		expect(needsUnread(ask(read, { row: 'b', includeRead: true }))).toBe(false);
		expect(needsUnread(ask(backlog, { row: 'a', includeRead: true }))).toBe(true);
	});

	test('all messages only if the unread ones cannot tell', () => {
		expect(needs(read, { row: 'b', unread: 'a b' })).toBe(false);
		expect(needs(appeared, { row: 'b', unread: 'b' })).toBe(false);
		expect(needs(untouched, { row: 'b', unread: 'b' })).toBe(true);
		expect(needs(untouched, { row: '>b', unread: '' })).toBe(false);
		expect(needs(untouched, { row: 'c', unread: 'z a b c' })).toBe(false);
		expect(needs(untouched, { row: '>c', unread: 'z a b >c' })).toBe(true);
		expect(needs(read, { row: 'b', unread: 'b', doubt: 'consumed' })).toBe(true);
		expect(needs(read, { row: 'b', unread: 'b', includeSent: true })).toBe(true);
		expect(needs(read, { row: 'b', includeRead: true })).toBe(true);
	});

	test('nothing more if the unread ones lack the row, which may come late', () => {
		expect(needs(read, { row: 'b', unread: '', includeSent: true })).toBe(false);
		expect(needs(read, { row: 'b', unread: '', includeSent: true, doubt: 'missing' })).toBe(true);
		expect(needs(untouched, { row: 'b', unread: '', includeSent: true })).toBe(false);
		expect(needs(untouched, { row: 'c', unread: 'b' })).toBe(true);
		expect(needsMessages(ask(untouched, { row: 'a' }))).toBe(false);
	});
});

describe('new in the list of unread messages', () => {
	test('is what was not in it before, in whatever place', () => {
		expect(emitted(read, { row: 'c', unread: 'a@5 b@1 c@0' })).toBe('b@1 c@0');
		expect(emitted(read, { row: 'b', unread: 'b a' })).toBe('b');
		expect(settled(read, { row: 'c', unread: 'a b c' })?.conversation.seen).toEqual(keys('a b c'));
	});

	test('is never what the account sent', () =>
		expect(emitted(read, { row: 'b', unread: 'a >x b' })).toBe('b'));

	test('is all of it in a conversation that has appeared', () => {
		expect(emitted(appeared, { row: 'b', unread: 'a b' })).toBe('a b');
	});

	test('is nothing that stands before what is remembered of a long one', () => {
		const names = Array.from({ length: 30 }, (_name, index) => `m${index}`);
		const first = settled(appeared, { row: 'm29', unread: names.join(' ') });
		expect(lines(first?.emitted ?? [])).toBe(names.join(' '));
		const conversation = first?.conversation ?? read;
		expect(conversation).toMatchObject({
			seen: keys(names.slice(-12).join(' ')),
			isCut: true,
			rows: keys('m27 m28 m29'),
		});
		expect(emitted(conversation, { row: 'n', unread: [...names, 'n'].join(' ') })).toBe('n');
		expect(emitted(conversation, { row: 'o', unread: 'n o' })).toBe('n o');
	});

	test('is nothing of a long one whose order only becomes known later', () => {
		const names = Array.from({ length: 30 }, (_name, index) => `m${29 - index}`).join(' ');
		const first = settled(appeared, { row: '>x', unread: names, votes: { unread: 0 } });
		expect(first?.conversation).toMatchObject({ isCut: false });
		const conversation = first?.conversation ?? read;
		expect(emitted(conversation, { row: '>x', unread: names, votes: { unread: -1 } })).toBe('');
		expect(emitted(conversation, { row: 'n', unread: `n ${names}`, votes: { unread: -1 } })).toBe('n');
	});

	test('is also what a list that is cut short does not show, if the unread ones came empty by mistake', () => {
		const names = Array.from({ length: 20 }, (_name, index) => `m${index}`).join(' ');
		const first = settled(read, { row: 'm19', unread: '', all: names, doubt: 'consumed' });
		expect([lines(first?.emitted ?? []), first?.doubt]).toEqual([names, 'missing']);
		const answer = { row: 'm19', unread: `a b ${names}`, doubt: 'missing' } as const;
		const second = settled(first?.conversation ?? read, answer);
		expect([lines(second?.emitted ?? []), second?.doubt]).toEqual(['b', undefined]);
		expect(emitted(second?.conversation ?? read, answer)).toBe('');
	});

	test('is no message again that is unread beside many which may have been consumed', () => {
		const names = Array.from({ length: 13 }, (_name, index) => `m${index}`).join(' ');
		const first = settled(appeared, { row: 'm12', unread: 'm12', all: names, doubt: 'consumed' });
		expect(lines(first?.emitted ?? [])).toBe(names);
		expect(emitted(first?.conversation ?? read, { row: 'm12', unread: 'm12' })).toBe('');
	});

	test('is no message again of many that came after the row, if an answer is lost later', () => {
		const names = Array.from({ length: 20 }, (_name, index) => `m${index}`).join(' ');
		const first = settled(read, { row: 'b', unread: `a b ${names}` });
		expect(lines(first?.emitted ?? [])).toBe(`b ${names}`);
		const lost = { row: 'n', unread: 'n', all: `a b ${names} n`, doubt: 'consumed' } as const;
		expect(emitted(first?.conversation ?? read, lost)).toBe('n');
	});

	test('is also what many others that came during a poll have pushed out of the list of all messages', () => {
		const names = Array.from({ length: 25 }, (_name, index) => `m${index}`).join(' ');
		const first = settled(read, { row: 'a', unread: 'a', all: names, doubt: 'consumed' });
		expect(lines(first?.emitted ?? [])).toBe(names);
		expect(emitted(first?.conversation ?? read, { row: 'm24', unread: `a b ${names}` })).toBe('b');
	});

	test('is no message again of many whose order was a guess', () => {
		const names = Array.from({ length: 24 }, (_name, index) => `m${index}`).join(' ');
		const votes = { messages: 0 };
		const first = settled(untouched, {
			row: 'b',
			unread: 'a b',
			all: `b ${names}`,
			doubt: 'consumed',
			votes,
		});
		expect(lines(first?.emitted ?? []).split(' ')).toHaveLength(25);
		const answer = { row: 'm23', unread: `a b ${names}`, all: `b ${names}`, votes };
		expect(emitted(first?.conversation ?? read, answer)).toBe('');
	});

	test('stays known while the list is empty for once', () => {
		const after = settled(read, { row: '>b', unread: '' });
		expect(after?.conversation.seen).toEqual(keys('a'));
		expect(emitted(after?.conversation ?? appeared, { row: 'c', unread: 'a c' })).toBe('c');
	});

	test('is remembered as cut only if it is longer than what is kept, and until it is read again', () => {
		const isCut = (conversation: Conversation, answer: Case) =>
			settled(conversation, answer)?.conversation.isCut;
		const most = Array.from({ length: 12 }, (_name, index) => `m${index}`).join(' ');
		expect(isCut(appeared, { row: 'm11', unread: most })).toBe(false);
		expect(isCut(appeared, { row: 'n', unread: `${most} n` })).toBe(true);
		expect(isCut({ ...read, isCut: true }, { row: '>b', unread: '' })).toBe(true);
		expect(isCut(read, { row: '>b', unread: '' })).toBe(false);
		expect(isCut({ ...read, isCut: true }, { row: 'b', unread: 'a b' })).toBe(false);
		const whole = { row: 'n', all: `a ${most} n`, doubt: 'consumed' } as const;
		expect(isCut(read, { ...whole, unread: `${most} n` })).toBe(true);
		expect(isCut(read, { ...whole, unread: '' })).toBe(false);
	});

	test('if it lacks the row is believed the second time', () => {
		const first = settled(read, { row: 'b', unread: 'a' });
		expect(first).toMatchObject({ emitted: [], doubt: 'missing', conversation: { rows: keys('a') } });
		const other = settled({ ...read, seen: keys('a b') }, { row: 'c', unread: 'd' });
		expect(other).toMatchObject({ doubt: 'missing', conversation: { seen: keys('a b d') } });
		expect(emitted(read, { row: 'b', unread: 'a b', doubt: 'missing' })).toBe('b');
		const second = settled(read, { row: 'b', unread: 'a', doubt: 'missing' });
		expect(second).toMatchObject({ emitted: [], conversation: { rows: bothKeys('b') } });
		expect(second?.doubt).toBeUndefined();
	});
});

describe('new in a list of unread messages that goes back to the activation', () => {
	test('is what stands behind the row from then, in whatever order', () => {
		expect(emitted(untouched, { row: 'c', unread: 'z a b c' })).toBe('b c');
		expect(emitted(untouched, { row: 'c', unread: 'c b a z', votes: { unread: 20 } })).toBe('b c');
		expect(settled(untouched, { row: 'c', unread: 'z a b c' })).toMatchObject({
			doubt: undefined,
			conversation: { rows: keys('c'), seen: keys('z a b c') },
		});
	});
});

describe('new in the list of all messages', () => {
	test('is what is unread behind the last message that was accounted for', () => {
		expect(emitted(untouched, { row: 'd', unread: 'z d', all: 'z a b >c d' })).toBe('d');
		expect(emitted(untouched, { row: 'd', unread: 'd z', all: 'd >c b a z' })).toBe('d');
		expect(emitted(untouched, { row: '>c', unread: 'z b', all: 'z a b >c' })).toBe('b');
	});

	test('is what came while the poll was running, unread or not', () => {
		expect(emitted(untouched, { row: 'b', unread: 'b', all: 'a b c' })).toBe('b c');
		expect(settled(untouched, { row: 'b', unread: 'b', all: 'a b c' })?.conversation.seen).toEqual(
			keys('b c'),
		);
	});

	test('is everything received if an earlier answer may have consumed it', () => {
		expect(emitted(read, { row: 'c', unread: '', all: 'z a b c', doubt: 'consumed' })).toBe('b c');
		expect(
			emitted({ ...read, seen: keys('a b') }, { row: 'c', unread: 'c', all: 'a b c', doubt: 'consumed' }),
		).toBe('c');
	});

	test('is no message again of so many that came while the poll was running that not all are remembered', () => {
		const names = Array.from({ length: 30 }, (_name, index) => `m${index}`).join(' ');
		const first = settled(read, { row: 'm0', unread: names });
		expect(lines(first?.emitted ?? [])).toBe(names);
		const answer = { row: 'n', unread: 'n', all: `a ${names} n`, doubt: 'consumed' } as const;
		expect(emitted(first?.conversation ?? read, answer)).toBe('n');
	});

	test('is what is read or sent if that is wanted', () => {
		expect(emitted(read, { row: 'd', all: 'z a b >c d', includeRead: true })).toBe('b d');
		expect(emitted(read, { row: 'd', unread: 'd', all: 'z a b >c d', includeSent: true })).toBe('>c d');
		expect(emitted(read, { row: 'd', all: 'd >c b a', includeRead: true, includeSent: true })).toBe('b >c d');
	});

	test('is, if it is cut short, what the unread ones have beside it', () => {
		expect(emitted(read, { row: 'd', unread: 'a b c d', all: 'c d', doubt: 'consumed' })).toBe('b c d');
		expect(emitted(untouched, { row: 'd', unread: 'a b c d', all: 'c d' })).toBe('b c d');
	});

	test('is told by the times if nothing that is known is in it', () => {
		const conversation = { ...untouched, rows: keys('gone'), until: now };
		expect(emitted(conversation, { row: 'c', unread: 'y@-9 b@1 c@2', all: 'z@-9 y@-9 b@1 c@2' })).toBe(
			'b@1 c@2',
		);
		expect(emitted(conversation, { row: 'c', unread: 'b c', all: 'b c' })).toBe('b c');
		expect(emitted(conversation, { row: 'b@1', unread: 'x y@-9 b@1', all: 'x y@-9 b@1' })).toBe('b@1');
		const sent = { row: '>c', unread: 'b@1', all: 'y@-9 b@1 >c@-99', includeSent: true };
		expect(emitted(conversation, sent)).toBe('b@1 >c@-99');
		const other = { ...sent, all: '>y@-1441 >z@-1440 b@1 >c@-1441' };
		expect(emitted(conversation, other)).toBe('>z@-1440 b@1');
	});

	test('is in no order that an unread one shows which was emitted before the list could be read', () => {
		const conversation = { ...appeared, seen: keys('b') };
		const answer = { row: 'a b', unread: 'b', all: 'a b c', doubt: 'missing', includeSent: true } as const;
		expect(settled(conversation, { ...answer, votes: { messages: 0 } })?.votes.messages).toBe(0);
	});

	test('is also what stands before an unread one that was emitted before the list could be read', () => {
		const first = settled(appeared, { row: 'a >b c', unread: 'c', includeSent: true });
		expect([lines(first?.emitted ?? []), first?.doubt]).toEqual(['c', 'missing']);
		const second = {
			row: 'a >b c',
			unread: 'c',
			all: 'a >b c',
			includeSent: true,
			doubt: 'missing',
		} as const;
		expect(emitted(first?.conversation ?? read, second)).toBe('>b');
	});

	test('tells nothing if it is empty, or could not be read', () => {
		expect(settled(untouched, { row: 'b', unread: 'b', all: '' })).toBeUndefined();
		expect(settled(read, { row: 'a >b', unread: '', all: '', includeSent: true })).toBeUndefined();
		expect(settled(read, { row: 'b', unread: 'b', doubt: 'consumed' })).toBeUndefined();
	});

	test('if it lacks the row is believed the second time', () => {
		const sent = { row: '>c', unread: '', all: 'a b', includeSent: true };
		expect(settled(read, sent)).toBeUndefined();
		expect(settled(read, { ...sent, doubt: 'missing' })).toBeUndefined();
		expect(emitted(read, { ...sent, doubt: 'consumed' })).toBe('b');
		expect(settled(read, { row: 'c', all: 'a b', includeRead: true })).toBeUndefined();
		expect(settled(untouched, { row: 'b c', unread: 'c', all: 'a b' })).toBeUndefined();
		expect(emitted(read, { row: 'a', all: 'y b', includeRead: true, doubt: 'consumed' })).toBe('y b');
		expect(settled(read, { row: 'a', all: 'b', includeRead: true })).toBeDefined();
		const unknown = { ...read, rows: keys('gone'), seen: [] };
		expect(emitted(unknown, { row: 'c', all: 'b', includeRead: true })).toBe('b');
	});

	test('leaves in doubt what a mere guess of its order does not account for', () => {
		const votes = { messages: 0 };
		const answer = { row: 'a', unread: '', all: 'a b', includeSent: true, votes };
		expect(settled({ ...read, seen: [] }, { ...answer, doubt: 'guessed' })).toMatchObject({
			doubt: 'guessed',
			conversation: { rows: keys('a') },
		});
		const sure = settled({ ...read, seen: [] }, { ...answer, unread: 'b', votes: { messages: 1 } });
		expect(sure).toMatchObject({ doubt: undefined, conversation: { rows: keys('a b') } });
	});
});

describe('a guess of the order of the list of all messages', () => {
	const guess = {
		row: 'a',
		unread: 'c',
		all: 'a b >d c',
		includeSent: true,
		votes: { messages: 0 },
	} as const;

	test('waits for another look if the other order would show others as new', () => {
		const first = settled(backlog, { ...guess, doubt: 'consumed' });
		expect(lines(first?.emitted ?? [])).toBe('c');
		expect(first).toMatchObject({ doubt: 'guessed', conversation: { rows: keys('a'), seen: keys('c') } });
		const second = settled(first?.conversation ?? read, { ...guess, row: 'c', doubt: 'guessed' });
		expect([lines(second?.emitted ?? []), second?.doubt]).toEqual(['b >d', undefined]);
		const { votes } = guess;
		expect(emitted(read, { row: 'b', all: 'c b a', includeRead: true, votes })).toBe('b c');
		expect(emitted(read, { row: 'a', all: 'c a z', includeRead: true, votes })).toBe('');
		const atEnd = settled(read, { row: 'a', all: 'a@1 b@2 c@3', includeRead: true, votes });
		expect(atEnd).toMatchObject({ emitted: [], doubt: 'guessed' });
		// What came while the poll was running is new in one of the orders.
		const meanwhile = settled(read, { row: 'a', unread: '', all: 'a b@5', includeSent: true, votes });
		expect(meanwhile?.conversation.until).toBe(read.until);
	});

	test('is believed if both orders show the same, the times decide, it is the second look, or only unread ones are wanted', () => {
		expect(emitted(appeared, { ...guess, row: 'c', unread: 'a b c' })).toBe('a b >d c');
		const twice = { ...guess, unread: '', all: '>x >y a >d' };
		expect([emitted(read, twice), emitted(read, { ...twice, doubt: 'guessed' })]).toEqual(['', '>d']);
		const gone = { ...read, rows: keys('gone'), seen: [], until: now };
		const dated = { row: 'c@2', all: 'b@1 y@-9 c@2', includeRead: true, votes: { messages: 0 } };
		expect(emitted(gone, dated)).toBe('c@2');
		const same = { ...guess, unread: 'b c', all: 'a b c', votes: { unread: 1, messages: 0 } };
		expect([emitted(read, same), settled(read, same)?.doubt]).toEqual(['c b', undefined]);
		expect(settled(read, { ...guess, includeSent: false, doubt: 'consumed' })?.doubt).toBe('guessed');
		expect(emitted(untouched, { ...guess, all: '>x >y a c', includeSent: false })).toBe('c');
		expect(emitted(read, { ...guess, votes: { messages: 1 } })).toBe('b >d c');
	});
});

describe('what one list cannot tell alone', () => {
	test('is new in that of all messages, if it goes back to what is known', () => {
		expect(emitted(untouched, { row: 'c', unread: 'z c', all: 'a c' })).toBe('c');
		const gone = { ...untouched, rows: keys('gone'), until: now };
		expect(emitted(gone, { row: 'c', unread: 'b@0 c@1', all: 'b@0 c@1' })).toBe('b@0 c@1');
		const bySeen = { ...read, rows: keys('gone') };
		expect(emitted(bySeen, { row: 'c', unread: 'b c', all: 'z a b c', doubt: 'consumed' })).toBe('b c');
	});

	test('came while the poll was running if it stands behind the row, in an order that is sure', () => {
		const guessed = { votes: { messages: 0 } };
		expect(emitted(untouched, { row: 'a', unread: '', all: 'a b' })).toBe('b');
		expect(emitted(untouched, { row: 'a', unread: '', all: 'a b', ...guessed })).toBe('');
		expect(emitted(untouched, { row: 'x', unread: '', all: 'a b', doubt: 'missing' })).toBe('');
		expect(emitted(untouched, { row: 'c', unread: '', all: 'a b c', doubt: 'missing' })).toBe('');
	});

	test('may have been consumed, in an order that is sure, or if nothing in it is known', () => {
		const guess = { unread: '', doubt: 'consumed', votes: { messages: 0 } } as const;
		expect(emitted(read, { ...guess, row: 'a', all: 'z a b' })).toBe('');
		expect(emitted(read, { ...guess, row: 'gone', all: 'a b' })).toBe('');
		expect(emitted({ ...read, rows: keys('gone'), seen: [] }, { ...guess, row: 'b', all: 'a b' })).toBe(
			'a b',
		);
	});
});

describe('what is remembered of a conversation', () => {
	const after = (conversation: Conversation, answer: Case) => settled(conversation, answer)?.conversation;

	test('is the end of the list, with what stands there beside the rows', () => {
		const answer = { row: 'd', unread: 'd', all: 'z a b c d' };
		expect(after(untouched, answer)?.rows).toEqual(keys('b c d'));
		expect(settled(untouched, answer)?.doubt).toBeUndefined();
	});

	test('is of a guessed order both ends', () => {
		const answer = { row: 'c', all: 'g f e d c b a', includeRead: true, votes: { messages: 0 } };
		expect(after(appeared, answer)?.rows).toEqual(keys('g f e c b a'));
		expect(after(appeared, { ...answer, votes: { messages: -1 } })?.rows).toEqual(keys('e f g c'));
	});

	test('is of a guessed order only what is known', () => {
		const guess = {
			row: 'a',
			unread: '',
			doubt: 'guessed',
			includeSent: true,
			votes: { messages: 0 },
		} as const;
		const conversation = { ...read, rows: keys('x a'), seen: [] };
		expect(after(conversation, { ...guess, all: 'x a b' })?.rows).toEqual(keys('x a'));
		expect(settled(conversation, { ...guess, all: 'x a b' })?.doubt).toBe('guessed');
		expect(settled(conversation, { ...guess, all: 'x a' })?.doubt).toBeUndefined();
	});

	test('is what was unread, with what is emitted, or the end of all messages', () => {
		expect(after(read, { row: 'b', unread: '', all: 'a b', doubt: 'consumed' })).toMatchObject({
			seen: keys('a b'),
			isCut: false,
		});
		expect(after(read, { row: 'd', all: 'a b c d', includeRead: true })).toMatchObject({
			seen: keys('b c d'),
			isCut: true,
		});
		expect(after(read, { row: '>y', all: '>x >y', includeRead: true })).toMatchObject({
			seen: keys('a'),
			isCut: false,
		});
	});

	test('is the last time of what was received', () => {
		expect(after(untouched, { row: 'b@5', unread: 'b@5', all: 'a >c@9 b@5' })?.until).toBe(now + 5 * minute);
		expect(accountFor(read, [], messages('a@-9999'), now).until).toBe(read.until);
		expect(accountFor(read, [], messages('>a@5'), now).until).toBe(read.until);
	});

	test('is of many messages only the last 12', () => {
		const names = Array.from({ length: 25 }, (_name, index) => `m${index}`);
		expect(accountFor(read, messages(names.join(' ')), [], now).rows).toEqual(
			keys(names.slice(-12).join(' ')),
		);
	});
});

describe('a row of getchats with an id of its own', () => {
	/** One that was there at the activation with this row. */
	const from = (row: string) => {
		const { conversations } = start([reading(`lucia:${row}`)], '', false, now);
		return conversations.get(nameOf('lucia')) ?? read;
	};

	test('is what the only message that says the same is accounted for by', () => {
		expect(emitted(from('#a'), { row: '#c', unread: 'z a c', all: 'z a >b c' })).toBe('c');
		expect(emitted(from('>#a'), { row: '#c', unread: 'z c', all: 'z >a c' })).toBe('c');
		expect(emitted(from('>#a'), { row: '#c', unread: 'z a c', all: 'z a c' })).toBe('z a c');
	});

	test('is no such message if several say the same, or if the ids of the lists are the same', () => {
		expect(emitted(from('##a'), { row: '##c', unread: 'a b #a c', all: 'a b #a c' })).toBe('a b a c');
		expect(emitted(from('a'), { row: 'c', unread: 'b #a c', all: 'b #a c' })).toBe('b a c');
		expect(emitted(from('a'), { row: 'c x', unread: 'b #a c', all: 'b #a c' })).toBe('b a c');
		expect(emitted(untouched, { row: 'c', unread: 'c', all: 'a c #c' })).toBe('c c');
	});

	test('is not missing from the unread ones, and is accounted for under both ids', () => {
		expect(needsMessages(ask(read, { row: '#b', includeSent: true }), messages('a b'))).toBe(true);
		const after = settled(read, { row: '#b', unread: 'a b' });
		expect(after).toMatchObject({ doubt: undefined, conversation: { rows: keys('#b b') } });
		expect(settled(read, { row: '#b', unread: 'a c' })?.doubt).toBe('missing');
		expect(settled(after?.conversation ?? read, { row: '#b', unread: 'c' })?.doubt).toBeUndefined();
	});

	test('shows the order of the lists, and what came while the poll was running', () => {
		const votes = { messages: 0, unread: 0 };
		const answer = { row: '#b', unread: 'c b', all: 'c b a', votes };
		expect(settled(from('#a'), answer)?.votes).toEqual({ messages: -1, unread: -1 });
		expect(emitted(from('#a'), { ...answer, unread: 'b' })).toBe('b c');
	});

	test('that is in no list is found in a later one', () => {
		const after = settled(from('#a'), { row: '>#b', unread: '' })?.conversation ?? read;
		expect(emitted(after, { row: '#c', unread: 'a c', all: 'a >b c' })).toBe('c');
	});
});

describe('the backlog', () => {
	test('is all that is unread, old or new', () => {
		const after = settled(backlog, { row: 'b', unread: 'z a b' });
		expect(lines(after?.emitted ?? [])).toBe('z a b');
		expect(after?.conversation).toMatchObject({ isBacklog: false, seen: keys('z a b'), rows: keys('b') });
	});

	test('is emitted even if the list after it cannot be read, and is not emitted again', () => {
		const answer = { row: '>b', unread: 'z a', includeSent: true };
		const first = settled(backlog, answer);
		expect(lines(first?.emitted ?? [])).toBe('z a');
		expect(first).toMatchObject({ doubt: 'consumed', conversation: { isBacklog: false, rows: keys('a') } });
		const second = { ...answer, unread: '', all: 'z a >b c', doubt: 'consumed' } as const;
		expect(emitted(first?.conversation ?? read, second)).toBe('>b c');
	});

	test('of many is not emitted again either, nor is a sent one between them lost', () => {
		const names = Array.from({ length: 20 }, (_name, index) => `m${index}`).join(' ');
		const answer = { row: 'm19', unread: names, includeSent: true };
		const first = settled(backlog, answer)?.conversation ?? read;
		const second = { ...answer, unread: '', all: `a >b ${names}`, doubt: 'consumed' } as const;
		expect(emitted(first, second)).toBe('>b');
	});

	test('stays due if it could not be read', () => {
		expect(settled(backlog, { row: 'b', all: 'a b', includeRead: true })?.conversation.isBacklog).toBe(true);
	});
});

describe('what is remembered of the times', () => {
	test('is the last one, unless it is dated wrongly or may be of another day', () => {
		expect(lastTime(messages('a@1 b@3 c@2'), now)).toBe(now + 3 * minute);
		expect(lastTime(messages(`a@1 b@${2 * 24 * 60}`), now)).toBe(now + minute);
		expect(lastTime([toMessage({ datetime: '05/11/2020 09:30' })], now)).toBe(0);
		expect(lastTime([toMessage({ datetime: '31/01/2020 09:30' })], now)).toBeGreaterThan(0);
		expect(lastTime([toMessage({ datetime: '0000-00-00 00:00:00' }), toMessage({})], now)).toBe(0);
		expect(lastTime(messages(`a@${24 * 60}`), now)).toBe(now + day);
	});

	test.each(['05/11/2026', '5/11/2026', ' 05-1-2026 09:30', '10.11.2026', '12/12/2026'])(
		'is no day of %p, which may be one of two',
		(datetime) => expect(isSureOfDay(toMessage({ datetime }))).toBe(false),
	);

	test.each([
		'13/11/2026',
		'05/31/2026',
		'00/11/2026',
		'05/00/2026',
		'2026-05-11',
		'05/11/26',
		'x05/11/2026',
	])('may be a day of %p', (datetime) => expect(isSureOfDay(toMessage({ datetime }))).toBe(true));
});

/** A reading of one channel: each conversation by its name and its row, e.g. `lucia:a`. */
function reading(conversations: string, channel = 'whatsapp/100'): ChannelReading {
	const listed = conversations.split(' ').map((each) => {
		const [name = '', row = ''] = each.split(':');
		return { destination: shortened(name, 8), rows: messages(row) };
	});
	return { channel, listed: conversations === '' ? [] : listed };
}

const nameOf = (name: string) => `whatsapp/100 ${shortened(name, 8)}`;

describe('which conversations are asked', () => {
	const sure = () => new Doubts(undefined);
	const asked = (state: TriggerState, conversations: string, doubts = sure()) =>
		plan(state, [reading(conversations)], false, doubts, now).order;

	test('those whose row is not accounted for, the one asked longest ago first', () => {
		const state = start([reading('lucia:a marc:b nadia:c')], '', false, now);
		expect(asked(state, 'lucia:a marc:b nadia:c')).toEqual([]);
		expect(asked(state, 'nadia:y lucia:x marc:b')).toEqual([nameOf('lucia'), nameOf('nadia')]);
		const lucia = state.conversations.get(nameOf('lucia'));
		state.conversations.delete(nameOf('lucia'));
		if (lucia) state.conversations.set(nameOf('lucia'), lucia);
		expect(asked(state, 'nadia:y lucia:x marc:b')).toEqual([nameOf('nadia'), nameOf('lucia')]);
	});

	test('those with several rows of which one is new', () => {
		const lucia = shortened('lucia', 8);
		const rows = (list: string) => [
			{ channel: 'whatsapp/100', listed: [{ destination: lucia, rows: messages(list) }] },
		];
		const state = start(rows('a b'), '', false, now);
		expect(plan(state, rows('a b'), false, sure(), now).order).toEqual([]);
		expect(plan(state, rows('b c'), false, sure(), now).order).toEqual([nameOf('lucia')]);
	});

	test('not those whose row was among the unread messages', () => {
		const state = start([reading('lucia:a')], '', false, now);
		state.conversations.set(nameOf('lucia'), {
			...read,
			destination: shortened('lucia', 8),
			seen: keys('a b'),
		});
		state.conversations.set(nameOf('marc'), {
			...untouched,
			destination: shortened('marc', 8),
			rows: keys('c'),
		});
		expect(asked(state, 'marc:c')).toEqual([]);
		expect(asked(state, 'lucia:b marc:d')).toEqual([nameOf('marc'), nameOf('lucia')]);
	});

	test('those in doubt, and the backlog', () => {
		const doubts = sure();
		doubts.ask(nameOf('marc'));
		const state = start([reading('lucia:a marc:b')], '', false, now);
		expect(asked(state, 'lucia:a marc:b', doubts)).toEqual([nameOf('marc')]);
		const withBacklog = start([reading('lucia:a marc:b')], '', true, now);
		expect(asked(withBacklog, 'lucia:a marc:b')).toHaveLength(2);
	});

	test('a few of those that have been read before, in turn', () => {
		const names = Array.from({ length: 200 }, (_name, index) => `c${index}`);
		const rows = names.map((name) => `${name}:a`).join(' ');
		const state = start([reading(rows)], '', false, now);
		expect(asked(state, rows)).toEqual([]);
		for (const [key, conversation] of state.conversations)
			state.conversations.set(key, { ...conversation, seen: [] });
		expect(asked(state, rows)).toEqual(names.slice(0, 5).map(nameOf));
		expect(
			asked(
				state,
				names
					.slice(7, 18)
					.map((name) => `${name}:a`)
					.join(' '),
			),
		).toHaveLength(2);
	});
});

describe('which conversations there are', () => {
	const activated = start(
		[reading('lucia:a >marc:b'), { channel: 'telegram/1', listed: undefined }],
		'',
		false,
		now,
	);
	const after = (readings: ChannelReading[], state = activated, at = now + minute) =>
		plan(state, readings, false, new Doubts(undefined), at).state;

	test('those there at the activation are from before', () => {
		expect(activated.conversations.get(nameOf('lucia'))).toMatchObject({
			rows: bothKeys('a'),
			seen: undefined,
		});
		expect(start([reading('lucia:a')], '', true, now).conversations.get(nameOf('lucia'))).toMatchObject({
			rows: bothKeys('a'),
			seen: [],
			isBacklog: true,
		});
	});

	test('those that appear are new with all that is unread in them', () => {
		const state = after([reading('lucia:a nadia:c')]);
		expect(state.conversations.get(nameOf('nadia'))).toMatchObject({
			rows: [],
			seen: [],
			isCut: false,
			isBacklog: false,
		});
		expect(activated.conversations.size).toBe(2);
	});

	test('the start is a day before the last message, by the vendor’s clock, if that is no later than n8n’s', () => {
		const began = (rows: string) => start([reading(rows)], '', false, now).began;
		expect(began('lucia:a@-60 marc:b@-90')).toBe(now - 60 * minute - day);
		expect(began('lucia:a@60')).toBe(now - day);
		expect(began('lucia:>a@-60 marc:b')).toBe(now - 60 * minute - day);
		expect(began('lucia:>a@-60 marc:b@-90')).toBe(now - 90 * minute - day);
		expect(began('lucia:a')).toBe(0);
		expect(activated).toMatchObject({ votes: { messages: 0, unread: 0 }, revision: 0 });
	});

	test('a channel that could not be read starts when it is read, one that is connected later is new', () => {
		const state = after([reading('lucia:a', 'telegram/1'), reading('lucia:a', 'telegram/2')]);
		const lucia = shortened('lucia', 8);
		expect(state.conversations.get(`telegram/1 ${lucia}`)).toMatchObject({
			rows: bothKeys('a'),
			seen: undefined,
		});
		expect(state.conversations.get(`telegram/2 ${lucia}`)).toMatchObject({ rows: [], seen: [] });
		expect([...state.waiting]).toEqual([]);
		expect([...activated.waiting]).toEqual(['telegram/1']);
	});

	test('a conversation that is gone is remembered while there is room, and for a week anyway', () => {
		const rows = Array.from({ length: capacity }, (_row, index) => `c${index}:a`).join(' ');
		const full = start([reading(`${rows} lucia:a`)], '', false, now);
		const gone = after([reading(rows)], full);
		expect(gone.conversations.get(nameOf('lucia'))?.goneSince).toBe(Math.floor((now + minute) / day));
		expect(after([reading(rows)], gone, now + 7 * day).conversations.has(nameOf('lucia'))).toBe(true);
		expect(after([reading(rows)], gone, now + 9 * day).conversations.has(nameOf('lucia'))).toBe(false);
		const back = after([reading(`${rows} lucia:a`)], gone, now + 9 * day);
		gone.conversations.delete(nameOf('c0'));
		expect(after([reading(rows.slice('c0:a '.length))], gone, now + 9 * day).conversations.size).toBe(
			capacity,
		);
		expect(back.conversations.get(nameOf('lucia'))?.goneSince).toBeUndefined();
		const small = after([reading('marc:b')], activated);
		expect(after([reading('marc:b')], small, now + 900 * day).conversations.has(nameOf('lucia'))).toBe(true);
	});

	test('one whose channel could not be read is not gone', () => {
		const state = after([{ channel: 'whatsapp/100', listed: undefined }]);
		expect([...state.conversations.values()].every(({ goneSince }) => goneSince === undefined)).toBe(true);
	});
});

describe('doubts', () => {
	test('a process that has just started doubts every conversation, but asks none for that alone', () => {
		const doubts = new Doubts('consumed');
		expect(doubts.of('a')).toBe('consumed');
		expect(doubts.makeDue('a')).toBe(false);
	});

	test('asking raises one, and only what is committed settles it', () => {
		const first = new Doubts(undefined);
		first.ask('a');
		first.settle('a', undefined);
		expect([first.of('a'), first.makeDue('a')]).toEqual([undefined, false]);
		const second = first.next();
		expect([second.of('a'), second.makeDue('a')]).toEqual(['consumed', true]);
		second.ask('a');
		second.settle('a', 'missing');
		second.commit();
		expect(second.next().of('a')).toBe('missing');
	});

	test('what a lost poll settles later does not count', () => {
		const lost = new Doubts(undefined);
		lost.ask('a');
		const next = lost.next();
		lost.settle('a', undefined);
		next.commit();
		expect(next.next().of('a')).toBe('consumed');
	});
});

describe('the state', () => {
	const key = fc.stringMatching(/^[\w-]{6}$/);
	const conversation = fc.record({
		destination: fc.stringMatching(/^[\w-]{8}$/),
		rows: fc.uniqueArray(key, { maxLength: 4 }),
		seen: fc.option(fc.uniqueArray(key, { maxLength: 4 }), { nil: undefined }),
		flag: fc.constantFrom('isCut', 'isBacklog', 'neither'),
		until: fc.nat(),
		goneSince: fc.option(fc.nat(), { nil: undefined }),
	});
	const state = fc
		.record({
			scope: fc.string(),
			revision: fc.nat(),
			began: fc.nat(),
			votes: fc.record({ unread: fc.integer(), messages: fc.integer() }),
			waiting: fc.uniqueArray(fc.string(), { maxLength: 3 }),
			channels: fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 5 }),
			conversations: fc.uniqueArray(conversation, { selector: ({ destination }) => destination }),
		})
		.map(({ waiting, channels, conversations, ...rest }): TriggerState => ({
			...rest,
			waiting: new Set(waiting),
			conversations: new Map(
				conversations.map(({ flag, ...each }, index) => {
					const channel = channels[index % channels.length] ?? '';
					const [isCut, isBacklog] = [each.seen && flag === 'isCut', each.seen && flag === 'isBacklog'];
					return [
						`${channel} ${each.destination}`,
						{ ...each, channel, isCut: isCut ?? false, isBacklog: isBacklog ?? false },
					];
				}),
			),
		}));

	test('is read as it was written, in the same order', () => {
		fc.assert(
			fc.property(state, (written) => {
				const stored = readState(JSON.parse(JSON.stringify(writeState(written))));
				expect(stored).toEqual(written);
				expect([...(stored?.conversations.keys() ?? [])]).toEqual([...written.conversations.keys()]);
			}),
		);
	});

	test('that is anything else is not read, and does not throw', () => {
		fc.assert(fc.property(fc.anything(), (value) => expect(readState(value)).toBeUndefined()));
		fc.assert(
			fc.property(
				state,
				fc.constantFrom('version', 'scope', 'channels', 'conversations', 'waiting', 'votes'),
				fc.anything(),
				(written, name, value) => {
					expect(() => readState({ ...writeState(written), [name]: value })).not.toThrow();
				},
			),
		);
	});

	const stored = () => writeState(start([reading('lucia:a marc:b')], 'scope', false, now));

	test.each<[name: string, value: unknown]>([
		['version', 1],
		['version', undefined],
		['scope', 5],
		['revision', '1'],
		['began', null],
		['votes', null],
		['waiting', [5]],
		['channels', 'whatsapp/100'],
		['channels', [null]],
		['channels', []],
		['conversations', {}],
		['conversations', [5]],
		['conversations', ['']],
		['conversations', ['0 abcdefgh']],
		['conversations', ['1 abcdefgh 0 ']],
		['conversations', ['x 0 abcdefgh 0 ']],
		['conversations', ['0 abcdefgh 0 abc']],
		['conversations', ['0 abcdefgh 0 abcdef +abc']],
	])('whose %s is %p is not read', (name, value) => {
		expect(readState(stored())).toBeDefined();
		expect(readState({ ...stored(), [name]: value })).toBeUndefined();
	});

	test('holds neither texts nor people', () => {
		const written = JSON.stringify(writeState(start([reading('34600000001:hello')], '', false, now)));
		expect(written).not.toContain('hello');
		expect(written).not.toContain('346');
	});
});
