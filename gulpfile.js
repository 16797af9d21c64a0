const { rmSync } = require('node:fs');
const { spawn } = require('node:child_process');
const { Transform } = require('node:stream');
const { transformSync } = require('esbuild');
const { dest, series, src } = require('gulp');

const clean = async () => rmSync('dist', { recursive: true, force: true });

const compile = () => spawn(process.execPath, [require.resolve('typescript/bin/tsc')], { stdio: 'inherit' });

/** Takes the blanks out of the compiled code, which keeps the package under 100 KB. Names stay as they are. */
const compact = () =>
	src('dist/**/*.js')
		.pipe(
			new Transform({
				objectMode: true,
				transform(file, _encoding, done) {
					const options = { minifyWhitespace: true, lineLimit: 110, charset: 'utf8' };
					file.contents = Buffer.from(transformSync(file.contents.toString(), options).code);
					done(null, file);
				},
			}),
		)
		.pipe(dest('dist'));

const icons = () => src('icons/*.svg').pipe(dest('dist/icons'));

const codex = () => src('nodes/**/*.node.json').pipe(dest('dist/nodes'));

exports.build = series(clean, compile, compact, icons, codex);
