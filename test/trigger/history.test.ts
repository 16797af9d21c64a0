import fc from 'fast-check';

import { history, History } from './histories';

/** Always the same histories, so that a change that breaks one is the one to look at; `HISTORIES` plays so many others. */
const runs = process.env.HISTORIES
	? { numRuns: Number(process.env.HISTORIES) }
	: { numRuns: 2000, seed: 20_261_122 };

test('in whatever world, every message is emitted exactly once and in order', async () => {
	await fc.assert(
		fc.asyncProperty(history, async (plot) => {
			expect(await new History(plot).play()).toMatchObject({
				lost: [],
				repeated: [],
				late: [],
				dugUp: [],
				overtaken: [],
			});
		}),
		runs,
	);
}, 3_600_000);
