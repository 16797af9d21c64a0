import express from 'express';
import type { AddressInfo } from 'node:net';

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

/** Starts a server on a free port of loopback that answers every request with the JSON that `answer` gives for it. */
export async function startStub(answer: (request: StubRequest) => object): Promise<Stub> {
	const requests: StubRequest[] = [];
	const app = express();
	app.use(express.json({ limit: '5mb' }));
	app.use((incoming, response) => {
		const { path, headers, body } = incoming;
		const request: StubRequest = { path, headers, body };
		requests.push(request);
		response.json(answer(request));
	});
	const server = await new Promise<ReturnType<typeof app.listen>>((resolve) => {
		const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
	});
	const { port }: AddressInfo = addressOf(server);
	return {
		url: `http://127.0.0.1:${port}/`,
		requests,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

function addressOf(server: ReturnType<ReturnType<typeof express>['listen']>): AddressInfo {
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The stub does not listen on a port.');
	return address;
}
