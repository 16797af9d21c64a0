import { isSent, readTime, rowKey, uniformRow } from '../../nodes/Afilnet/api/row';

describe('the direction of a row', () => {
	test.each([1, '1', true, 'true', 'TRUE', ' yes ', 'Y', 'sent'])('%p is from the account', (value) => {
		expect([isSent({ sent: value }), isSent({ issent: value })]).toEqual([true, true]);
	});

	test.each([0, '0', false, 'false', 'no', 'N', '', null, 'received', 'something else', undefined])(
		'%p is from the customer',
		(value) => expect([isSent({ sent: value }), isSent({ issent: value })]).toEqual([false, false]),
	);

	test('a row without the field is from the customer', () => expect(isSent({})).toBe(false));
});

describe('the time of a row', () => {
	const morning = Date.UTC(2026, 0, 31, 9, 30, 5);
	test.each([
		'2026-01-31 09:30:05',
		'2026-01-31T09:30:05Z',
		'2026-01-31T10:30:05+01:00',
		'2026-01-31 08:30:05 -0100',
		'2026/01/31 9:30:05',
		'31/01/2026 09:30:05',
		'31-1-2026, 9:30:05',
		morning / 1000,
		String(morning / 1000),
		morning,
	])('%p', (value) => expect(readTime(value)).toBe(morning));

	test.each([
		['2026-01-31', Date.UTC(2026, 0, 31)],
		['31/01/2026 09:30', morning - 5000],
		['2026-01-31T09:30:05.250Z', morning + 250],
	])('%p', (value, time) => expect(readTime(value)).toBe(time));

	test.each([undefined, null, '', 'yesterday', '09:30', true, {}, '2026-01-31 noon', 7])(
		'%p cannot be read',
		(value) => expect(readTime(value)).toBeUndefined(),
	);
});

describe('the parts of a time', () => {
	const at = (text: unknown) => {
		const time = readTime(text);
		return time === undefined ? undefined : new Date(time).toISOString();
	};

	test.each<[text: unknown, time: string]>([
		[' 2026-01-31 09:30:05 ', '2026-01-31T09:30:05.000Z'],
		['2026.1.5', '2026-01-05T00:00:00.000Z'],
		['5.1.2026', '2026-01-05T00:00:00.000Z'],
		['2026-01-31, 9:05', '2026-01-31T09:05:00.000Z'],
		['31/01/2026 T 09:05', '2026-01-31T09:05:00.000Z'],
		['2026-12-01 23:59:59,5', '2026-12-01T23:59:59.500Z'],
		['2026-01-31 09:30:05.1239', '2026-01-31T09:30:05.124Z'],
		['2026-01-31 09:30 Z', '2026-01-31T09:30:00.000Z'],
		['2026-01-31 09:30z', '2026-01-31T09:30:00.000Z'],
		['2026-01-31 09:30 +02:30', '2026-01-31T07:00:00.000Z'],
		['2026-01-31 09:30-0230', '2026-01-31T12:00:00.000Z'],
		['0000-00-00 00:00:00', '1899-11-30T00:00:00.000Z'],
		[1769851805, '2026-01-31T09:30:05.000Z'],
		['1769851805.5', '2026-01-31T09:30:05.500Z'],
		['1769851805.25', '2026-01-31T09:30:05.250Z'],
		[100_000_000, '1973-03-03T09:46:40.000Z'],
		[99_999_999_999, '5138-11-16T09:46:39.000Z'],
		[100_000_000_000, '1973-03-03T09:46:40.000Z'],
	])('%p is %s', (text, time) => {
		expect(at(text)).toBe(time);
	});

	test.each<[text: unknown]>([
		['x2026-01-31'],
		['2026-01-31x'],
		['x31/01/2026'],
		['31/01/2026x'],
		['2026-01-31 09:30:05x'],
		['2026-01-31 x09:30'],
		['2026-01-31 9:3'],
		['2026-01-31 09:30:5'],
		['2026-01-31 009:30'],
		['2026-01-31 09:30 +2:00'],
		['2026-01-31 09:30 +02:000'],
		['2026-001-31'],
		['26-01-31'],
		['20261-01-31'],
		['31/01/26'],
		['131/01/2026'],
		['31/101/2026'],
		['99999999'],
		[99_999_999],
		['1769851805x'],
		['x1769851805'],
		['1769851805.'],
		[-1769851805],
		[1769851805n],
		[new Date()],
		[null],
	])('%p cannot be read', (text) => {
		expect(at(text)).toBeUndefined();
	});
});

test('a row has texts for its names, and all else as it came', () => {
	const row = { platform: ' WebChat ', platformid: 100, destination: 'visitor-1', messageid: 5, sent: 1 };
	expect(uniformRow(row)).toEqual({ ...row, platform: 'webchat', platformid: '100' });
	expect(uniformRow({ platform: 5, destination: 7, platformid: null })).toEqual({
		platform: 5,
		destination: '7',
		platformid: null,
	});
	expect(row.platformid).toBe(100);
});

describe('a row is known again', () => {
	test('by its direction and id', () => {
		expect(rowKey({ messageid: ' 5 ', sent: 1 })).toBe('sent 5');
		expect(rowKey({ messageid: 5, issent: 0, message: 'Hello' })).toBe('received 5');
	});

	test.each<[messageid: unknown]>([[''], [' '], ['0'], [0], [null], [undefined], [false]])(
		'by its time and text if its id is %p',
		(messageid) => {
			expect(rowKey({ messageid: messageid as string, datetime: 'now', message: 'Hello' })).toBe(
				'received ["now","Hello"]',
			);
		},
	);
});
