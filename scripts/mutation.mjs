// Changes the code in one place at a time and looks whether a test notices, by folder, with StrykerJS: `npm run mutation`,
// or `npm run mutation -- api` for one of the folders. A report is in reports/mutation/.
import { Stryker } from '@stryker-mutator/core';

/** Folders below nodes/Afilnet/, each with its tests: what is fast, and what the folder is for. */
const folders = {
	'trigger/rules': ['test/trigger/{rules,history}.test.ts'],
	api: ['test/api/*.test.ts', 'test/sending/values.test.ts'],
	sending: [
		'test/sending/*.test.ts',
		'test/node/{sending,certainty,sendFileData,wording,operations}.test.ts',
	],
};

/** Random runs are few, and the same for every mutant. */
Object.assign(process.env, { HISTORIES: '100', AFILNET_RUNS: '20', AFILNET_SEED: '1' });

const [only] = process.argv.slice(2);
const wanted = Object.entries(folders).filter(([folder]) => only === undefined || folder === only);
const scores = {};
for (const [folder, tests] of wanted) {
	const name = folder.replace('/', '-');
	await new Stryker({
		mutate: [`nodes/Afilnet/${folder}/**/*.ts`],
		testRunner: 'jest',
		plugins: ['@stryker-mutator/jest-runner', './test/mutation/wording.mjs'],
		ignorers: ['wording'],
		jest: {
			configFile: 'jest.mutation.config.js',
			config: { testMatch: tests.map((path) => `<rootDir>/${path}`) },
			enableFindRelatedTests: false,
		},
		coverageAnalysis: 'perTest',
		concurrency: 1,
		maxTestRunnerReuse: 100,
		timeoutMS: 20_000,
		ignorePatterns: [
			'.hosts',
			'reports',
			'.stryker-tmp',
			'bench',
			'demo',
			'docs',
			'examples',
			'host',
			'*.tgz',
		],
		incremental: true,
		incrementalFile: `reports/mutation/${name}.json`,
		reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
		htmlReporter: { fileName: `reports/mutation/${name}.html` },
		jsonReporter: { fileName: `reports/mutation/${name}-report.json` },
		clearTextReporter: { allowColor: false, logTests: false, reportTests: false, skipFull: true },
	}).runMutationTest();
}
