import { isSent, readTime } from '../../nodes/Afilnet/api/row';

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
