/** The tests in real n8n hosts, driven in a browser (`npm run test:n8n`). */
module.exports = {
	...require('./jest.config.js'),
	testMatch: ['<rootDir>/test/n8n/**/*.n8n.ts'],
	testTimeout: 300_000,
	setupFilesAfterEnv: ['<rootDir>/test/retry.js'],
};
