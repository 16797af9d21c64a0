// Changes the code in one place at a time and looks whether a test notices, with StrykerJS: `npm run mutation`, or
// `npm run mutation -- api` for one part alone. What is known of code and tests that have not changed is not run again.
// A page for each part is in reports/mutation/.
import { Stryker } from '@stryker-mutator/core';

const sending = 'nodes/Afilnet/sending';

/** What of the sending takes n8n's engine. Its tests wait more than they calculate, so two run side by side. */
const inEngine = Object.fromEntries(
	Object.entries({
		files: '{fileLink,inputFile}',
		ending: 'ending',
		delivery: 'delivery',
		engineHook: 'engineHook',
		attempt: 'attempt',
	}).map(([part, file]) => {
		const tests = part === 'files' ? '{sendFileData,operations}' : '{ending,operations,wording,certainty,sending}';
		return [part, { code: [`${sending}/${file}.ts`], tests: [`node/${tests}`], concurrency: 2 }];
	}),
);

/** What is changed, and the tests that have to notice: those that are for it and fast enough to run for each change. */
const parts = {
	rules: { code: ['nodes/Afilnet/trigger/rules/*.ts'], tests: ['trigger/{rules,history}'] },
	api: { code: ['nodes/Afilnet/api/*.ts'], tests: ['api/*', 'sending/values'] },
	sending: {
		code: [`${sending}/*.ts`, ...Object.values(inEngine).map(({ code }) => `!${code}`)],
		tests: ['sending/*'],
	},
	...inEngine,
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
