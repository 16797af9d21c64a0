import { once } from 'node:events';
import type { Server } from 'node:http';

export interface Listening {
	port: number;
	/** Ends with a slash. */
	url: string;
	/** Stops listening and cuts what is still in flight. */
	close: () => Promise<void>;
}

/**
 * Lets a server listen on 127.0.0.1.
 *
 * @param port 0, the default, is any free one
 * @throws the system's error if it cannot, such as EADDRINUSE
 */
export async function listen(server: Server, port = 0): Promise<Listening> {
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
	return {
		port: address.port,
		url: `http://127.0.0.1:${address.port}/`,
		async close() {
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeAllConnections();
			await closed;
		},
	};
}
