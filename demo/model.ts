import { isJsonObject } from '../host/json';
import { startStub, type Stub } from '../host/stub';

/** What a model says: words, a message with the tools that it asks for, or an HTTP status if it says nothing. */
export type Reply = string | { content: string | null; tool_calls?: object[] } | number;

/** Starts a chat model on loopback, at an endpoint like OpenAI's. It answers by a few rules if `reply` is left out. */
export async function startModel(reply: (body: unknown) => Reply = answerByRules): Promise<Stub> {
	return await startStub((request) =>
		request.path === '/v1/models' ? models : completion(reply(request.body)),
	);
}

/** An OpenAI credential that leads to a model on loopback. */
export const modelCredential = ({ url }: Stub, name = 'Chat Model') => ({
	name,
	type: 'openAiApi',
	data: { apiKey: 'none is needed', url: `${url}v1` },
});

/** What was said in a request for a completion, the latest last. */
export function wordsIn(body: unknown): string[] {
	const messages: unknown = isJsonObject(body) ? body.messages : undefined;
	if (!Array.isArray(messages)) return [];
	return messages.map(({ content }: { content: unknown }) => String(content));
}

/** What the rules know, by what a customer may ask for. */
const knowledge: ReadonlyArray<readonly [RegExp, string]> = [
	[/person|human|colleague|somebody/i, 'Of course. A colleague will answer you here soon.'],
	[
		/open|hours|when|saturday|sunday/i,
		'We are open:\n\n- **Monday to Friday** from 9:00 to 20:00\n- **Saturday** from 10:00 to 14:00',
	],
	[/ship|deliver|parcel|order/i, 'Orders arrive in **two to three days**. Which number does yours have?'],
	[/\d{4,}/, 'Thank you! A colleague will look for it and answer you here.'],
	[/pay|card|voucher/i, 'You can pay by **card** or **transfer**. Vouchers are entered in the last step.'],
	[/thank|bye/i, 'You are welcome!'],
	[/hello|hi\b|hey|good (morning|afternoon|evening)/i, 'Hello! How can I help you?'],
];

/** A stand-in for an AI model: what a customer wrote last decides. */
export function answerByRules(body: unknown): string {
	const asked = wordsIn(body).at(-1) ?? '';
	const [, answer] = knowledge.find(([words]) => words.test(asked)) ?? [];
	return (
		answer ??
		'I only stand in for an AI model: I know about **opening hours**, **orders** and **payment**. A colleague will answer the rest.'
	);
}

const name = 'gpt-4.1-mini';
const models = { object: 'list', data: [{ id: name, object: 'model', created: 0, owned_by: 'sandbox' }] };

function completion(said: Reply): object | number {
	if (typeof said === 'number') return said;
	const message = {
		role: 'assistant',
		tool_calls: undefined,
		...(typeof said === 'string' ? { content: said } : said),
	};
	return {
		id: 'completion',
		object: 'chat.completion',
		created: 0,
		model: name,
		choices: [{ index: 0, message, finish_reason: message.tool_calls ? 'tool_calls' : 'stop' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}
