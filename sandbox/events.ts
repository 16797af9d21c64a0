import type { Request, Response } from 'express';

import type { Account, Conversation, Message } from './account';
import { conversationView, messageView, type MessageEventView } from './views';

/**
 * Server-Sent Events of an account until the client goes: `message` with a {@link MessageEventView}, `read` with a
 * conversation, and `changed` when channels or conversations came or went.
 */
export function streamEvents(account: Account, request: Request, response: Response): void {
	response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
	const tell = (event: string, data: unknown) =>
		response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);

	const onMessage = (conversation: Conversation, message: Message) => {
		const view: MessageEventView = {
			conversation: conversationView(conversation),
			message: messageView(message),
		};
		tell('message', view);
	};
	const onRead = (conversation: Conversation) => tell('read', conversationView(conversation));
	const onChanged = () => tell('changed', {});

	account.events.on('message', onMessage).on('read', onRead).on('changed', onChanged);
	request.once('close', () => {
		account.events.off('message', onMessage).off('read', onRead).off('changed', onChanged);
	});
	response.write(': listening\n\n');
}
