import type { NextFunction, Request, Response } from 'express';

const loopbackHosts = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Keeps other sites' pages out, which a browser on this machine could make call the sandbox: the host must be a loopback
 * one (else a site could point its own name here), and an origin, which browsers send, must be the sandbox itself.
 */
export function loopbackOnly(request: Request, response: Response, next: NextFunction): void {
	const { host = '', origin } = request.headers;
	const isOwn = origin === undefined || origin === `http://${host}`;
	if (isOwn && loopbackHosts.includes(host.replace(/:\d+$/, ''))) return next();
	response.status(403).json({ error: 'The sandbox answers only its own page and programs on this machine.' });
}
