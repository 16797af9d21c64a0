const { spawn } = require('node:child_process');
const { rmSync } = require('node:fs');
const { dest, parallel, series, src, watch } = require('gulp');

const clean = async () => rmSync('dist', { recursive: true, force: true });

const tsc = (...options) => {
	const compile = () =>
		spawn(process.execPath, [require.resolve('typescript/bin/tsc'), ...options], { stdio: 'inherit' });
	return compile;
};

/** What n8n reads beside the code: icons, codex files, and previews of the output. */
const assets = ['icons/*.svg', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'];
const copy = () => src(assets, { base: '.', encoding: false }).pipe(dest('dist'));
const copyOnChange = () => watch(assets, copy);

exports.build = series(clean, tsc(), copy);
exports.watch = parallel(tsc('--watch', '--preserveWatchOutput'), copyOnChange);
