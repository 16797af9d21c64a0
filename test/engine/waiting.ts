import { parse, stringify } from 'flatted';
import { WebhookContext, WorkflowExecute } from 'n8n-core';
import {
	UnexpectedError,
	type IRun,
	type IRunExecutionData,
	type IWebhookData,
	type IWorkflowExecuteAdditionalData,
	type Workflow,
} from 'n8n-workflow';
import express, { type Request, type Response } from 'express';
import type { AddressInfo } from 'node:net';

/** Where a run stands: n8n's workflow, and what n8n gives to the run. */
export interface Place {
	workflow: Workflow;
	additionalData: IWorkflowExecuteAdditionalData;
}

/** A run that waits for a person. */
export interface WaitingRun {
	/** Opens a link, or posts to it, as a browser would. */
	open(link: string, request?: RequestInit): Promise<globalThis.Response>;
	/** The run after an answer; undefined as long as nothing has answered. */
	resumed(): IRun | undefined;
	/** The run after its time is up. */
	timeIsUp(): Promise<IRun>;
	close(): Promise<void>;
}

/**
 * Keeps a run that waits as n8n does, as text, and answers requests over HTTP with the node's webhook in n8n's own context.
 * Which links n8n lets through at all (signature, state of the execution) is shown in real n8n hosts.
 */
export async function keepWaiting(run: IRun, place: () => Place): Promise<WaitingRun> {
	if (!run.waitTill) throw new UnexpectedError('The run does not wait.');
	const stored = stringify(run.data);
	let result: IRun | undefined;
	const app = express();
	const limit = '16mb';
	app.use(express.urlencoded({ extended: true, limit }), express.json({ strict: false, limit }));
	app.use(express.text({ limit }), express.raw({ limit }));
	app.all('/webhook-waiting/:execution/:node', async (request, response) => {
		const data: IRunExecutionData = parse(stored);
		const { resumed, page } = await answer(data, place(), request, response);
		result ??= resumed;
		if (page !== undefined) response.send(page);
	});
	const server = await new Promise<ReturnType<typeof app.listen>>((resolve) => {
		const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
	});
	const { port }: AddressInfo = addressOf(server.address());
	return {
		open: async (link, request) => {
			const { pathname, search } = new URL(link);
			return await fetch(`http://127.0.0.1:${port}${pathname}${search}`, request);
		},
		resumed: () => result,
		timeIsUp: async () => {
			const data: IRunExecutionData = parse(stored);
			const { workflow, additionalData } = place();
			return await new WorkflowExecute(additionalData, run.mode, data).processRunExecutionData(workflow);
		},
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** n8n's own context of a webhook. Its workflow always has a name, which n8n's type leaves open. */
class AnswerContext extends WebhookContext {
	override getWorkflow() {
		return { ...super.getWorkflow(), name: 'Workflow' };
	}
}

/** As n8n's `WaitingWebhooks` and `WebhookHelpers` do it: the node is disabled, and passes on what its webhook gives. */
async function answer(
	data: IRunExecutionData,
	{ workflow, additionalData }: Place,
	httpRequest: Request,
	httpResponse: Response,
): Promise<{ resumed?: IRun; page?: unknown }> {
	const waiting = data.executionData?.nodeExecutionStack[0];
	const name = data.resultData.lastNodeExecuted ?? '';
	const node = workflow.getNode(name);
	if (!waiting || !node) throw new UnexpectedError('No node waits.');
	waiting.node.disabled = true;
	delete data.waitTill;
	data.resultData.runData[name]?.pop();

	const nodeType = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	const webhookDescription = nodeType.description.webhooks?.find(
		({ httpMethod }) => httpMethod === httpRequest.method,
	);
	if (!nodeType.webhook || !webhookDescription) {
		httpResponse.status(404).end();
		return {};
	}
	const withHttp = { ...additionalData, httpRequest, httpResponse };
	const webhook: IWebhookData = {
		httpMethod: 'POST',
		node: name,
		path: node.id,
		webhookDescription,
		workflowId: workflow.id,
		workflowExecuteAdditionalData: withHttp,
	};
	const context = new AnswerContext(workflow, node, withHttp, 'manual', webhook, [], data);
	const call = nodeType.webhook.bind(context);
	const { webhookResponse: page, workflowData } = await workflow.expression.withIsolate(
		async () => await call(),
	);
	if (!workflowData) return { page };
	waiting.data.main = workflowData;
	const execution = new WorkflowExecute(additionalData, 'manual', data);
	return { page, resumed: await execution.processRunExecutionData(workflow) };
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
	if (address === null || typeof address === 'string') throw new UnexpectedError('No port is open.');
	return address;
}
