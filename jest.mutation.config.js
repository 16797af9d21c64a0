const base = require('./jest.config.js');

/** What test files share instead of loading it each: n8n's engine alone takes seconds. */
const shared =
	'/node_modules/(@n8n|n8n-core|n8n-workflow|fast-check|libphonenumber-js|luxon|express|flatted|zod)/.*js$';

/** The tests as Stryker runs them (`npm run mutation`): on the sources, which it mutates, instead of `dist/`. */
module.exports = {
	...base,
	roots: ['<rootDir>/nodes', '<rootDir>/credentials', '<rootDir>/sandbox', '<rootDir>/test'],
	watchman: false,
	testEnvironment: require.resolve('./test/mutation/environment.js'),
	testSequencer: '<rootDir>/test/mutation/sequencer.js',
	setupFiles: ['<rootDir>/test/mutation/setup.js'],
	transform: { [shared]: '<rootDir>/test/mutation/loadOnce.js', ...base.transform },
	transformIgnorePatterns: [],
};
