const { dirname, join } = require('node:path');

/** n8n's loader gives the nodes from their sources, which Stryker has mutated, instead of those in `dist/`. */
const loader = join(dirname(require.resolve('n8n-core')), 'nodes-loader/load-class-in-isolation.js');
globalThis.loadOnce(loader).loadClassInIsolation = (file, name) => {
	const classes = require(file.replace(/\/dist\/(.*)\.js$/, '/$1.ts'));
	return new classes[name]();
};

// A few runs, the same for every mutant, and no search for a smaller one that fails.
globalThis.loadOnce(require.resolve('fast-check')).configureGlobal({
	seed: 1,
	endOnFailure: true,
	interruptAfterTimeLimit: 500,
});

// The rests of several seconds pass ten times as fast, those of the node and those of the sandbox.
globalThis.realSetTimeout ??= setTimeout;
globalThis.setTimeout = (task, delay, ...more) =>
	realSetTimeout(task, delay > 1500 && delay <= 6000 ? delay / 10 : delay, ...more);
