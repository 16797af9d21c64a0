const { join } = require('node:path');
const { require: load } = require('tsx/cjs/api');

const { installN8n, oldest, testHosts } = load('./host/install.ts', __filename);

/** The engine tests in the engine of the oldest n8n that is supported (`npm run test:oldest`), from its own host. */
module.exports = async () => {
	const { folder } = await installN8n(oldest, { into: testHosts(), report: console.log });
	const modules = join(folder, 'node_modules');
	return {
		...require('./jest.config.js'),
		testMatch: ['<rootDir>/test/{node,trigger}/**/*.test.ts', '<rootDir>/test/api/secrets.test.ts'],
		testPathIgnorePatterns: [
			// The previews that this one reads are no part of n8n 1's engine.
			'/schemas\\.test\\.ts$',
			// These run no engine.
			'/trigger/(history|rules|world)\\.test\\.ts$',
		],
		// n8n 1's engine looks after its SSH tunnels by a timer that keeps the process alive; n8n 2's does not.
		forceExit: true,
		moduleNameMapper: { '^(n8n-core|n8n-workflow|@n8n/.+)$': join(modules, '$1') },
	};
};
