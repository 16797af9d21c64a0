import type { Fault } from '../faults';
import type { ConversationView, MessageEventView, MessageView, StateView } from '../views';
import type { ConversationKey } from '../keys';
import { keyText } from './address';

async function call(method: string, path: string, body?: unknown): Promise<Response> {
	const response = await fetch(`/sandbox/${path}`, {
		method,
		...(body !== undefined && {
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(body),
		}),
	});
	if (!response.ok) throw new Error(`The sandbox did not accept this (${response.status}).`);
	return response;
}

export async function readState(): Promise<StateView> {
	return (await call('GET', 'state')).json();
}

export async function readMessages(key: ConversationKey): Promise<MessageView[]> {
	return (await call('GET', `messages?${keyText(key)}`)).json();
}

export const writeAsCustomer = (key: ConversationKey, text: string, name?: string) =>
	call('POST', 'messages', { ...keyAlone(key), text, name });

export const markRead = (key: ConversationKey) => call('POST', 'read', keyAlone(key));

/** A conversation without its other fields, which the sandbox refuses. */
const keyAlone = ({ platform, platformId, destination }: ConversationKey): ConversationKey => ({
	platform,
	platformId,
	destination,
});

export const setSwitch = (name: string, value: unknown) => call('POST', 'switches', { [name]: value });

export const addFault = (fault: Fault) => call('POST', 'faults', fault);

export const removeFault = (id: number) => call('DELETE', `faults/${id}`);

export interface Listener {
	/** The stream is there, for the first time or again. */
	onOpen: () => void;
	onLost: () => void;
	onChanged: () => void;
	onMessage: (event: MessageEventView) => void;
	onRead: (conversation: ConversationView) => void;
}

/** Listens to the sandbox's events. @returns how to stop */
export function listen({ onOpen, onLost, onChanged, onMessage, onRead }: Listener): () => void {
	const source = new EventSource('/sandbox/events');
	source.addEventListener('open', onOpen);
	source.addEventListener('error', onLost);
	source.addEventListener('changed', onChanged);
	source.addEventListener('message', ({ data }: MessageEvent<string>) => onMessage(JSON.parse(data)));
	source.addEventListener('read', ({ data }: MessageEvent<string>) => onRead(JSON.parse(data)));
	return () => source.close();
}
