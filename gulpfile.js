const { rmSync } = require('node:fs');
const { spawn } = require('node:child_process');
const { Transform } = require('node:stream');
const { dest, series, src } = require('gulp');
const prettier = require('prettier');

const clean = async () => rmSync('dist', { recursive: true, force: true });

const compile = () => spawn(process.execPath, [require.resolve('typescript/bin/tsc')], { stdio: 'inherit' });

/** Indents the compiled code with tabs: the compiler's blanks would take the package over 100 KB. */
const format = () =>
	src('dist/**/*.js')
		.pipe(
			new Transform({
				objectMode: true,
				async transform(file, _encoding, done) {
					const options = {
						parser: 'babel',
						printWidth: 200,
						useTabs: true,
						bracketSpacing: false,
						trailingComma: 'none',
						arrowParens: 'avoid',
						objectWrap: 'collapse',
					};
					file.contents = Buffer.from(await prettier.format(file.contents.toString(), options));
					done(null, file);
				},
			}),
		)
		.pipe(dest('dist'));

const icons = () => src('icons/*.svg').pipe(dest('dist/icons'));

const codex = () => src(['nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json']).pipe(dest('dist/nodes'));

exports.build = series(clean, compile, format, icons, codex);
