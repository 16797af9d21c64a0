// n8n's own rules, put together as `@n8n/node-cli` does, from its eslint plugins alone; scripts/n8nNode.ts runs the tool
// itself. `nodes/`, `credentials/` and package.json get every rule; code that never runs inside n8n is only freed from
// the rules about n8n Cloud's runtime.
import js from '@eslint/js';
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import { defineConfig, globalIgnores } from 'eslint/config';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import nodesBase from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';

/** Folders, each with those that it may not import from. */
const directions = Object.entries({
	sandbox: ['host', 'demo', 'bench', 'test'],
	host: ['demo', 'bench', 'test'],
	demo: ['bench', 'test'],
	test: ['bench'],
}).map(([target, from]) => ({ target: `./${target}`, from: from.map((folder) => `./${folder}`) }));
// What a poll costs is measured in the engine that the tests run in.
directions.push({ target: './bench', from: './test', except: ['./engine'] });
// The trigger's rules know the vendor's reference and one another.
directions.push({
	target: './nodes/Afilnet/trigger/rules',
	from: './nodes/Afilnet',
	except: ['./trigger/rules', './api'],
});

const community = n8nCommunityNodesPlugin.configs;

export default defineConfig(
	globalIgnores(['dist', '.hosts', '.stryker-tmp', 'reports', '**/node_modules']),
	{ linterOptions: { reportUnusedDisableDirectives: 'error' } },
	{
		files: ['**/*.{ts,tsx}'],
		extends: [
			js.configs.recommended,
			tseslint.configs.recommended,
			community.recommended,
			importX.flatConfigs.recommended,
		],
		rules: { 'no-console': 'error' },
	},
	{
		plugins: { 'n8n-nodes-base': nodesBase },
		settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
	},
	{
		files: ['package.json'],
		extends: [community.recommended],
		rules: nodesBase.configs.community.rules,
		languageOptions: {
			parser: tseslint.parser,
			parserOptions: { extraFileExtensions: ['.json'] },
		},
	},
	{
		files: ['credentials/**/*.ts'],
		rules: {
			...nodesBase.configs.credentials.rules,
			// As in `@n8n/node-cli`: these older rules contradict the newer plugin, which asks for the opposite.
			'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
			'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
		},
	},
	{
		files: ['nodes/**/*.ts'],
		rules: {
			...nodesBase.configs.nodes.rules,
			// As above.
			'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
			'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
			'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
		},
	},
	{
		// Who may import whom: the sandbox knows nobody, the host only the sandbox, and the runs not one another.
		files: ['**/*.{ts,tsx}'],
		rules: { 'import-x/no-restricted-paths': ['error', { zones: directions }] },
	},
	{
		// What is new is decided by pure functions: no n8n, no clock, no waiting.
		files: ['nodes/Afilnet/trigger/rules/**/*.ts'],
		rules: {
			'@typescript-eslint/no-restricted-imports': [
				'error',
				{ paths: [{ name: 'n8n-workflow', allowTypeImports: true }] },
			],
			'no-restricted-globals': ['error', 'Date', 'setTimeout', 'fetch'],
		},
	},
	{
		files: ['{bench,demo,host,sandbox,scripts,test}/**/*.{ts,tsx}'],
		rules: {
			'@n8n/community-nodes/no-restricted-imports': 'off',
			'@n8n/community-nodes/no-restricted-globals': 'off',
			'@n8n/community-nodes/no-dangerous-functions': 'off',
		},
	},
);
