import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens on loopback. */
export interface Listening {
	/** Such as `http://127.0.0.1:4010/`. */
	url: string;
	port: number;
	/** Stops listening and cuts what is still in flight. */
	close: () => Promise<void>;
}

/**
 * Lets a server listen on a port of 127.0.0.1; 0 is any free one.
 * @throws the system's error if it cannot, such as EADDRINUSE
 */
export async function listen(server: Server, wanted = 0): Promise<Listening> {
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(wanted, '127.0.0.1', resolve);
	});
	const port = portOf(server.address());
	return {
		url: `http://127.0.0.1:${port}/`,
		port,
		async close() {
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeAllConnections();
			await closed;
		},
	};
}

function portOf(address: AddressInfo | string | null): number {
	if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
	return address.port;
}
