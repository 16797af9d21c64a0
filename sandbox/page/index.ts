import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Router, type NextFunction, type Request, type Response } from 'express';

let script: Promise<string> | undefined;

/** The page's program, put together the first time somebody opens the page. */
async function bundle(): Promise<string> {
	const { build } = await import('esbuild');
	const { outputFiles } = await build({
		entryPoints: [join(__dirname, 'main.tsx')],
		bundle: true,
		write: false,
		minify: true,
		target: 'es2022',
		jsx: 'automatic',
		jsxImportSource: 'preact',
	});
	return outputFiles[0]?.text ?? '';
}

/** The page for people: `/` with its program and its style. */
export function pageRouter(): Router {
	const router = Router();
	router.use(/^\/(page\.(js|css))?$/, restrict);
	router.get('/', async (_request, response) => {
		response.type('html').send(await readFile(join(__dirname, 'index.html'), 'utf8'));
	});
	router.get('/page.css', async (_request, response) => {
		response.type('css').send(await readFile(join(__dirname, 'page.css'), 'utf8'));
	});
	router.get('/page.js', async (_request, response) => {
		response.type('js').send(await (script ??= bundle()));
	});
	return router;
}

/** Nothing runs but the page's own program; pictures, videos and sounds may come from any address. */
function restrict(_request: Request, response: Response, next: NextFunction): void {
	response.set({
		'Cache-Control': 'no-store',
		'Content-Security-Policy':
			"default-src 'self'; img-src http: https: data:; media-src http: https:; frame-ancestors 'none'",
		'Referrer-Policy': 'no-referrer',
		'X-Content-Type-Options': 'nosniff',
	});
	next();
}
