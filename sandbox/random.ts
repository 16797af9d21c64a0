/** A number from 0 up to 1, as `Math.random`. */
export type Random = () => number;

/** The mulberry32 generator: the same numbers for the same seed, so that a run can be repeated. */
export function seededRandom(seed: number): Random {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** The same items in a random order (Fisher and Yates). */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
	const drawn: Item[] = [];
	for (const item of items) {
		const place = Math.floor(random() * (drawn.length + 1));
		const displaced = drawn[place];
		if (displaced === undefined) drawn.push(item);
		else {
			drawn.push(displaced);
			drawn[place] = item;
		}
	}
	return drawn;
}
