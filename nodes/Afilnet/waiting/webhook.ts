import type { IWebhookDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { readAnswer } from './answer';
import { closedPage, pageHeaders, questionPage, thanksPage } from './page';
import { keptQuestion } from './question';

/** A waiting execution is resumed at an address with its own id and the node's. */
const atNode = {
	name: 'default',
	responseMode: 'onReceived',
	responseData: '',
	path: '={{ $nodeId }}',
	restartWebhook: true,
	isFullPath: true,
} as const satisfies Partial<IWebhookDescription>;

/** GET shows a page, POST answers. */
export const webhooks: IWebhookDescription[] = [
	{ ...atNode, httpMethod: 'GET' },
	{ ...atNode, httpMethod: 'POST' },
];

/**
 * A link's page, and the answer that its button posts. Messengers open links for a preview: a GET decides nothing.
 * It never throws, since n8n would end the waiting execution.
 * @returns with an answer the node's output: `{ data: { approved, respondedAt } }` or `{ data: { text, respondedAt } }`
 */
export async function pageOfQuestion(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { method, query, body }: { method: string; query: Record<string, unknown>; body?: unknown } =
		this.getRequestObject();
	const question = keptQuestion(this);
	const button = question?.buttons.find(({ answer }) => answer === query.answer);
	if (!question || !button || question.id !== query.question) return show(this, 200, closedPage);
	if (method !== 'POST') return show(this, 200, questionPage(question, button));
	const answer = readAnswer(button.answer, body);
	if ('notice' in answer) return show(this, 400, questionPage(question, button, answer.notice));
	const data = { ...answer.response, respondedAt: new Date().toISOString() };
	this.getResponseObject().set(pageHeaders);
	// n8n 2 sends this page once the execution has gone on, so that of two answers at once only one is thanked for.
	return { webhookResponse: thanksPage, workflowData: [[{ json: { data }, pairedItem: { item: 0 } }]] };
}

function show(context: IWebhookFunctions, status: number, page: string): IWebhookResponseData {
	context.getResponseObject().status(status).set(pageHeaders).send(page);
	return { noWebhookResponse: true };
}
