// Changes the code in one place at a time and looks whether a test notices, with StrykerJS: `npm run mutation`, or
// `npm run mutation -- numbers` for one part alone. What is known of code and tests that have not changed is not run again.
// A page for each part is in reports/mutation/.
import { Stryker } from '@stryker-mutator/core';

/** Tests in n8n's engine: those that notice most, and others. */
const inEngine = (...others) =>
	`test/node/{${['ending', 'operations', 'wording', 'certainty', 'sending', ...others].join()}}.test.ts`;

/** What of nodes/Afilnet/ is changed, and the tests that have to notice: those for it that are fast enough. */
const parts = {
	rules: ['trigger/rules/*.ts', 'test/trigger/{rules,history}.test.ts'],
	numbers: ['api/{phoneNumber,recipient}.ts', 'test/api/{phoneNumber,recipient}.test.ts'],
	api: ['api/!(phoneNumber|recipient).ts', 'test/api/!(phoneNumber|recipient).test.ts'],
	history: ['sending/history.ts', 'test/sending/history.test.ts'],
	forms: ['sending/{fields,form,wording,fileType,limit}.ts', 'test/sending/{form,wording,values}.test.ts'],
	queue: ['sending/orderedQueue.ts', 'test/sending/orderedQueue.test.ts'],
	values: ['sending/{choice,text,webAddress,publicHost}.ts', 'test/sending/values.test.ts'],
	files: ['sending/{fileLink,inputFile}.ts', 'test/node/{sendFileData,operations}.test.ts'],
	ending: ['sending/ending.ts', inEngine()],
	delivery: ['sending/delivery.ts', inEngine()],
	engineHook: ['sending/engineHook.ts', inEngine('fieldReports', 'sendFileData', 'reading')],
	attempt: ['sending/attempt.ts', inEngine()],
};

process.env.HISTORIES = '100';

const [only] = process.argv.slice(2);
for (const [part, [code, tests]] of Object.entries(parts)) {
	if (only !== undefined && part !== only) continue;
	const report = `reports/mutation/${part}`;
	const isInEngine = tests.startsWith('test/node/');
	await new Stryker({
		mutate: [`nodes/Afilnet/${code}`],
		testRunner: 'jest',
		plugins: ['@stryker-mutator/jest-runner', './test/mutation/wording.mjs'],
		ignorers: ['wording'],
		jest: {
			configFile: 'jest.mutation.config.js',
			config: { testMatch: [`<rootDir>/${tests}`] },
			enableFindRelatedTests: false,
		},
		coverageAnalysis: 'perTest',
		// Tests in the engine wait more than they calculate.
		concurrency: isInEngine ? 2 : 1,
		// Jest leaves a little of each run in the process.
		maxTestRunnerReuse: 100,
		timeoutMS: isInEngine ? 20_000 : 5_000,
		ignorePatterns: ['.hosts', 'reports', 'bench', 'demo', 'docs', 'examples', 'host', '*.tgz'],
		incremental: true,
		incrementalFile: `${report}/incremental.json`,
		reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
		htmlReporter: { fileName: `${report}/index.html` },
		jsonReporter: { fileName: `${report}/report.json` },
		clearTextReporter: { allowColor: false, logTests: false, reportTests: false, skipFull: true },
	}).runMutationTest();
}
