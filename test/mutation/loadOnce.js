/** Loads packages by Node itself, once for all test files and mutants: n8n's engine alone takes seconds. */
module.exports = {
	process: (_source, path) => ({ code: `module.exports = loadOnce(${JSON.stringify(path)});` }),
	getCacheKey: (_source, path) => Buffer.from(path).toString('hex').slice(-200),
};
