const { spawn } = require('node:child_process');
const { rmSync } = require('node:fs');
const { dest, parallel, series, src, watch } = require('gulp');

/** `npm run dev` builds straight into its n8n. */
const dist = process.env.AFILNET_DIST ?? 'dist';

const clean = async () => rmSync(dist, { recursive: true, force: true });

const compiler = [require.resolve('typescript/bin/tsc'), '--outDir', dist];
const compile = () => spawn(process.execPath, compiler, { stdio: 'inherit' });
const compileOnChange = () =>
	spawn(process.execPath, [...compiler, '--watch', '--preserveWatchOutput'], { stdio: 'inherit' });

/** What n8n reads beside the code: icons, codex files, and previews of the output. */
const assets = ['icons/*.svg', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'];
const copy = () => src(assets, { base: '.', encoding: false }).pipe(dest(dist));
const copyOnChange = () => watch(assets, copy);

exports.build = series(clean, compile, copy);
exports.watch = parallel(compileOnChange, copyOnChange);
