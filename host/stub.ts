import express from 'express';
import { createServer } from 'node:http';
import { loopbackHostOnly, noOtherSite } from '../sandbox/guard';
import { listen } from '../sandbox/listen';

export interface StubRequest {
	path: string;
	headers: Record<string, string | string[] | undefined>;
	body: unknown;
}

/** A foreign service on loopback. */
export interface Stub {
	/** Such as `http://127.0.0.1:4321/`. */
	url: string;
	/** Every request so far, oldest first. */
	requests: StubRequest[];
	close(): Promise<void>;
}

/**
 * Starts a server on a free port of loopback.
 * @param answer gives the JSON that a request is answered with, or the HTTP status that it is refused with
 */
export async function startStub(answer: (request: StubRequest) => object | number): Promise<Stub> {
	const requests: StubRequest[] = [];
	const app = express();
	app.use(loopbackHostOnly, noOtherSite);
	app.use(express.json({ limit: '5mb' }));
	app.use((incoming, response) => {
		const { path, headers, body } = incoming;
		const request: StubRequest = { path, headers, body };
		requests.push(request);
		const answered = answer(request);
		if (typeof answered === 'number') response.status(answered).json({ message: 'This was refused' });
		else response.json(answered);
	});
	return { requests, ...(await listen(createServer(app))) };
}
