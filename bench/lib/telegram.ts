import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

import express from 'express';

import type { ChannelKey, Sandbox } from '../../sandbox';
import { listen } from '../../sandbox/listen';
import { seededRandom } from '../../sandbox/random';

export interface TelegramServer {
	/** For the credential's Base URL, without a slash at the end. */
	url: string;
	close: () => Promise<void>;
}

/**
 * Starts the one part of Telegram's Bot API that a send needs. It stands beside the sandbox: it counts into the
 * sandbox's log of requests and delivers to the sandbox's account, so that both are measured alike.
 * @param channel where the messages are delivered
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
	const { url, close } = await listen(createServer(app));
	return { url: url.slice(0, -1), close };
}
