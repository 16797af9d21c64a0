// Changes the code in one place at a time and looks whether a test notices, with StrykerJS: `npm run mutation`, or
// `npm run mutation -- api` for one part alone. What is known of code and tests that have not changed is not run again.
// A page for each part is in reports/mutation/.
import { Stryker } from '@stryker-mutator/core';

const inEngine = 'nodes/Afilnet/sending/{attempt,delivery,ending,engineHook,fileLink,inputFile}.ts';

/** What is changed, and the tests that have to notice: those that are for it and fast enough to run for each change. */
const parts = {
	rules: { code: ['nodes/Afilnet/trigger/rules/*.ts'], tests: ['trigger/{rules,history}'] },
	api: { code: ['nodes/Afilnet/api/*.ts'], tests: ['api/*', 'sending/values'] },
	sending: { code: ['nodes/Afilnet/sending/*.ts', `!${inEngine}`], tests: ['sending/*'] },
	// What takes n8n's engine. Its tests wait more than they calculate, so two run side by side.
	engine: {
		code: [inEngine],
		tests: ['node/{sending,certainty,sendFileData,wording,operations}'],
		concurrency: 2,
	},
};

process.env.HISTORIES = '100';

const [only] = process.argv.slice(2);
for (const [name, { code, tests, concurrency = 1 }] of Object.entries(parts)) {
	if (only !== undefined && name !== only) continue;
	const report = `reports/mutation/${name}`;
	await new Stryker({
		mutate: code,
		testRunner: 'jest',
		plugins: ['@stryker-mutator/jest-runner', './test/mutation/wording.mjs'],
		ignorers: ['wording'],
		jest: {
			configFile: 'jest.mutation.config.js',
			config: { testMatch: tests.map((path) => `<rootDir>/test/${path}.test.ts`) },
			enableFindRelatedTests: false,
		},
		coverageAnalysis: 'perTest',
		concurrency,
		// Jest leaves a little of each run in the process.
		maxTestRunnerReuse: 100,
		timeoutMS: 20_000,
		ignorePatterns: ['.hosts', 'reports', 'bench', 'demo', 'docs', 'examples', 'host', '*.tgz'],
		incremental: true,
		incrementalFile: `${report}/incremental.json`,
		reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
		htmlReporter: { fileName: `${report}/index.html` },
		jsonReporter: { fileName: `${report}/report.json` },
		clearTextReporter: { allowColor: false, logTests: false, reportTests: false, skipFull: true },
	}).runMutationTest();
}
