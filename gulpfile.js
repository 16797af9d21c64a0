const { spawn } = require('node:child_process');
const { rmSync } = require('node:fs');
const { dest, parallel, series, src, watch } = require('gulp');

/** `npm run dev` builds straight into its n8n. */
const dist = process.env.AFILNET_DIST ?? 'dist';

const clean = async () => rmSync(dist, { recursive: true, force: true });

/** Compiles the nodes and the credential, and takes the codex files along. */
const compiler = [require.resolve('typescript/bin/tsc'), '--outDir', dist];
const compile = () => spawn(process.execPath, compiler, { stdio: 'inherit' });
const compileOnChange = () =>
	spawn(process.execPath, [...compiler, '--watch', '--preserveWatchOutput'], { stdio: 'inherit' });

/** The icons, and what the editor shows of an operation's output before it has run. */
const assets = ['icons/*.svg', 'nodes/**/__schema__/**/*.json'];
const copy = () => src(assets, { base: '.', encoding: false }).pipe(dest(dist));
const copyOnChange = () => watch(assets, copy);

exports.build = series(clean, compile, copy);
exports.watch = parallel(compileOnChange, copyOnChange);
