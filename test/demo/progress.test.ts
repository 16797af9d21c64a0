import { cut } from '../../demo/progress';

test.each([
	['Ready', 40, 'Ready'],
	['Building', 9, 'Building'],
	['Building', 8, 'Buildi…'],
	['Building', 1, '…'],
])('%s in %d columns leaves the last one free', (line, columns, shown) => {
	expect(cut(line, columns)).toBe(shown);
	expect(columns === 1 || shown.length < columns).toBe(true);
});
