import { latestRows } from '../../nodes/Afilnet/api/latest';

/** Rows from a short form: id, `@` and the minute of its time, `>` before one that the account sent. */
const rowsOf = (text: string) =>
	text.split(' ').map((line) => {
		const [messageid = '', minute] = line.replace('>', '').split('@');
		const datetime = minute === undefined ? undefined : `2026-01-31 09:${minute.padStart(2, '0')}:00`;
		return { messageid, sent: line.startsWith('>') ? 1 : 0, datetime, line };
	});

const latest = (text: string, count: number) =>
	latestRows(rowsOf(text), count)
		.map(({ line }) => line)
		.join(' ');

describe('the latest rows of a list', () => {
	test.each<[what: string, list: string, count: number, rows: string]>([
		['that is no longer', '3@3 1@1 2@2', 3, '3@3 1@1 2@2'],
		['with the oldest first', '1@1 2@2 3@3', 2, '2@2 3@3'],
		['with the newest first', '3@3 2@2 1@1', 2, '3@3 2@2'],
		['whose times say other than its ids', '3@1 2@2 1@3', 1, '1@3'],
		['with one time for all, by rising ids', '1@1 2@1 3@1', 1, '3@1'],
		['with one time for all, by falling ids', '3@1 2@1 1@1', 1, '3@1'],
		['without times, by rising ids', '1 2 3', 1, '3'],
		['without times, by falling ids', '3 2 1', 1, '3'],
		['with equal times among others', '1@1 2@1 3@2', 2, '2@1 3@2'],
		['with ids that are no numbers, and no times', 'b a c', 1, 'c'],
		['without any order', 'b', 1, 'b'],
		['two clocks, each one rising', '>1@50 2@1 >3@51 4@2', 1, '4@2'],
		['two clocks, each one falling', '4@2 >3@51 2@1 >1@50', 1, '4@2'],
		['times in no order, ids rising', '1@3 2@1 3@2', 1, '3@2'],
		['times in no order, ids falling', '3@2 2@1 1@3', 1, '3@2'],
	])('%s', (_what, list, count, rows) => {
		expect(latest(list, count)).toBe(rows);
	});

	test('in no order at all are those with the latest times, in the order of the list', () => {
		expect(latest('a@5 b@1 c@9 d@3', 2)).toBe('a@5 c@9');
		expect(latest('a@5 b c@9 d@3', 3)).toBe('a@5 c@9 d@3');
		expect(latest('2@5 1@1 3@9', 1)).toBe('3@9');
	});

	test('one step of an orderly list may contradict nine others', () => {
		const rising = 'a@1 b@2 c@3 d@4 e@5 f@6 g@7 h@8 i@9 j@10 k@4';
		const falling = 'k@40 j@39 i@38 h@37 g@36 f@35 e@34 d@33 c@32 b@31 a@36';
		expect(latest(rising, 1)).toBe('k@4');
		expect(latest(falling, 1)).toBe('k@40');
		// Two steps need eighteen.
		expect(latest('a@1 b@2 c@3 d@4 e@5 f@6 g@7 h@8 i@9 j@10 k@11 l@5 m@6 n@5', 1)).toBe('k@11');
		// One of eight is too many.
		expect(latest('a@2 b@3 c@4 d@5 e@6 f@7 g@8 h@9 i@10 k@4', 1)).toBe('i@10');
	});

	test('a time that cannot be read says nothing', () => {
		expect(latest('1@1 2 3@3', 1)).toBe('3@3');
		expect(latest('3@3 2 1@1', 1)).toBe('3@3');
	});
});
