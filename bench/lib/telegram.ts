import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import express from 'express';

import type { ChannelKey, Sandbox } from '../../sandbox';
import { seededRandom } from '../../sandbox/random';

export interface TelegramServer {
	/** For the credential's Base URL, without a slash at the end. */
	url: string;
	close: () => Promise<void>;
}

/**
 * Starts the one part of Telegram's Bot API that a send needs. It stands beside the sandbox: it counts into the
 * sandbox's log of requests and delivers to the sandbox's account, so that both are measured alike.
 * @param channel where the messages are delivered to
 * @param latency how long an answer takes, give or take up to `jitter`, in milliseconds
 */
export async function startTelegram(
	sandbox: Sandbox,
	channel: ChannelKey,
	{ ms, jitter }: { ms: number; jitter: number },
): Promise<TelegramServer> {
	const random = seededRandom(1);
	const app = express();
	app.post('/bot:token/sendMessage', express.json(), async (request, response) => {
		const { method: verb, originalUrl: url, headers } = request;
		const { chat_id: destination, text }: { chat_id: string; text: string } = request.body;
		const recorded = sandbox.requests.begin({ verb, url, headers, parameters: { destination, text } });
		response.once('close', () => sandbox.requests.end(recorded));
		await delay(ms + jitter * (2 * random() - 1));
		const { messageId, writtenAt } = sandbox.account.send({ ...channel, destination }, text);
		const date = Math.floor(writtenAt.getTime() / 1000);
		response.json({
			ok: true,
			result: {
				message_id: Number(messageId),
				date,
				chat: { id: Number(destination), type: 'private' },
				text,
			},
		});
	});
	const server = createServer(app);
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, '127.0.0.1', resolve);
	});
	return {
		url: `http://127.0.0.1:${portOf(server.address())}`,
		close: async () => {
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeAllConnections();
			await closed;
		},
	};
}

function portOf(address: AddressInfo | string | null): number {
	if (address === null || typeof address === 'string')
		throw new Error('The server does not listen on a port.');
	return address.port;
}
