const { default: Sequencer } = require('@jest/test-sequencer');
const run = require('./run');

/** Runs for a mutant only the test files that reach it: Stryker chooses tests by their names alone, and loads all files. */
module.exports = class extends Sequencer {
	sort(tests) {
		run.hasFailed = false;
		const mutant = process.env.__STRYKER_ACTIVE_MUTANT__;
		if (mutant === undefined) return super.sort(tests);
		const paths = run.filesFor(
			mutant,
			tests.map(({ path }) => path),
		);
		return paths.map((wanted) => tests.find(({ path }) => path === wanted));
	}
};
