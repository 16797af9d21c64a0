const { rmSync } = require('node:fs');
const { spawn } = require('node:child_process');
const { dest, series, src } = require('gulp');

const clean = async () => rmSync('dist', { recursive: true, force: true });

/** Compiles the nodes and the credential, and takes the codex files along. */
const compile = () => spawn(process.execPath, [require.resolve('typescript/bin/tsc')], { stdio: 'inherit' });

const icons = () => src('icons/*.svg').pipe(dest('dist/icons'));

/** What the editor shows of an operation's output before it has run. */
const previews = () => src('nodes/**/__schema__/**/*.json').pipe(dest('dist/nodes'));

exports.build = series(clean, compile, icons, previews);
