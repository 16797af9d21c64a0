import type { NextFunction, Request, Response } from 'express';

const loopbackHosts = ['127.0.0.1', 'localhost', '[::1]'];

/** Refuses a request that names this machine in another way: a site could point its own name here. */
export function loopbackHostOnly(
	{ headers: { host = '' } }: Request,
	response: Response,
	next: NextFunction,
): void {
	if (loopbackHosts.includes(host.toLowerCase().replace(/:\d+$/, ''))) next();
	else refuse(response);
}

/**
 * Keeps out what a page of another site, or of another port, makes a browser ask for: a form or a script carries its
 * origin, and a picture or a link says which site it comes from.
 */
export function noOtherSite({ headers }: Request, response: Response, next: NextFunction): void {
	const { host = '', origin, 'sec-fetch-site': from = 'none' } = headers;
	const isOwn = origin === undefined || origin === `http://${host}`;
	if (isOwn && (from === 'none' || from === 'same-origin')) next();
	else refuse(response);
}

function refuse(response: Response): void {
	response
		.status(403)
		.json({ error: 'Only this server’s own page and programs on this machine are answered.' });
}
