import { request, type IncomingMessage } from 'node:http';

/**
 * The status and headers of the answer to a request with headers of its own, `Host` among them, which `fetch` does not let one
 * set. A connection that becomes another one is an answer too. Rejects if none comes.
 */
export async function answerTo(
	url: string,
	headers: Record<string, string>,
	method = 'GET',
): Promise<IncomingMessage> {
	return await new Promise((resolve, reject) => {
		const take = (answer: IncomingMessage) => {
			answer.socket.destroy();
			resolve(answer);
		};
		const sent = request(url, { agent: false, method, headers });
		sent.once('response', take).once('upgrade', take).on('error', reject).end();
	});
}
