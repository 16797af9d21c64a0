const { existsSync, readFileSync, writeFileSync } = require('node:fs');

/** Which mutants each test file reaches, and how long it takes in milliseconds, as Stryker's first run has shown. */
const file = 'reached.json';
const reached = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};

exports.note = (path, mutants, duration) => {
	reached[path] = { mutants, duration };
	writeFileSync(file, JSON.stringify(reached));
};

/** The test files that can tell a mutant from the code, the fastest first. */
exports.filesFor = (mutant, paths) =>
	paths
		.filter((path) => reached[path]?.mutants.includes(mutant))
		.sort((one, other) => reached[one].duration - reached[other].duration);

/** Whether a test has failed, so that the mutant is killed and nothing else has to run. */
exports.hasFailed = false;
