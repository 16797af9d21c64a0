const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');
const run = require('./run');

/** Stands for the realm of Node itself: test files share it with what loadOnce.js has loaded, so that one's `RegExp` is the other's. */
const here = vm.createContext();
const { compileFunction } = vm;
vm.compileFunction = (code, parameters, { parsingContext, ...options }) =>
	compileFunction(code, parameters, parsingContext === here ? options : { ...options, parsingContext });

/** A test file in Stryker's hands. Once a test has failed, no other one runs. In the first run it notes which mutants it reaches. */
module.exports = class extends TestEnvironment {
	constructor(config, context) {
		super(config, context);
		// Jest leaves what it knows of a test file to the realm, which ends with the file otherwise.
		for (const key of Object.getOwnPropertySymbols(globalThis))
			if (/^(EVENT_HANDLERS|JEST_STATE_SYMBOL|RETRY_TIMES_SETTER)$/.test(key.description))
				delete globalThis[key];
		this.global = globalThis;
		this.global.loadOnce = require;
		this.path = context.testPath;
		this.began = Date.now();
	}

	getVmContext() {
		return here;
	}

	async setup() {
		this.before = { ...this.global.__stryker__?.mutantCoverage?.static };
		this.tests = [];
	}

	handleTestEvent({ name, test }, { rootDescribeBlock }) {
		if (name === 'test_done' && test.errors.length > 0) run.hasFailed = true;
		if (name === 'test_done') this.tests.push(fullName(test));
		if (run.hasFailed && ['run_start', 'test_done'].includes(name)) skipAll(rootDescribeBlock);
	}

	async teardown() {
		const coverage = this.global.__stryker__?.mutantCoverage;
		if (coverage && process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) {
			const loaded = Object.keys(coverage.static).filter((id) => coverage.static[id] !== this.before[id]);
			const covered = this.tests.flatMap((name) => Object.keys(coverage.perTest[name] ?? {}));
			run.note(this.path, [...new Set([...loaded, ...covered])], Date.now() - this.began);
		}
		await super.teardown();
	}
};

/** The name by which Stryker knows a test. */
function fullName({ name, parent }) {
	return parent ? `${fullName(parent)} ${name}`.trimStart() : '';
}

function skipAll({ children }) {
	for (const child of children) {
		child.mode = 'skip';
		if (child.type === 'describeBlock') skipAll(child);
	}
}
