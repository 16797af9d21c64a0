/** The tests run the built nodes (`npm run build` first) in n8n's own engine. */
module.exports = {
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	transform: {
		'^.+\\.tsx?$': ['ts-jest', { tsconfig: 'tsconfig.dev.json', diagnostics: false }],
	},
	modulePathIgnorePatterns: ['<rootDir>/.hosts', '<rootDir>/.stryker-tmp'],
	testTimeout: 30_000,
	setupFilesAfterEnv: process.env.CI ? ['<rootDir>/test/retry.js'] : [],
};
