import { setTimeout as delay } from 'node:timers/promises';

import express, { Router, type Request, type Response } from 'express';

import { failure, writeAnswer, type Answer } from './answers';
import type { Parameters } from './checks';
import { isNotice, isSpoiling, type Fault, type Faults, type Notice, type TakenFault } from './faults';
import { perform, type Backend } from './methods';
import { spoiltReply, withNotice } from './replies';
import { keptAnswer, type RecordedRequest, type RequestLog } from './requests';

/** What a test lets happen around a request that the API performs, such as somebody who writes; it is waited for. */
export interface Hooks {
	/** Right before the request has its effect. */
	before?: (parameters: Parameters) => void | Promise<void>;
	/** Right after it, before the answer is sent. The answer is not changed any more. */
	after?: (parameters: Parameters) => void | Promise<void>;
}

/** What the API needs beside its state. */
export interface ApiOptions extends Backend {
	hooks: Hooks;
	faults: Faults;
	requests: RequestLog;
	/** Ends every wait when the sandbox is closed. */
	closing: AbortSignal;
}

/** The vendor's one address: parameters by GET query or POST form, errors with HTTP 200. */
export function apiRouter(options: ApiOptions): Router {
	const router = Router();
	// Ten thousand characters can be more than express's 100 KB once they are percent-encoded.
	const form = express.urlencoded({ extended: false, limit: '5mb' });
	const handle = (request: Request, response: Response) => answerRequest(options, request, response);
	router.get('/', handle);
	router.post('/', form, handle);
	return router;
}

async function answerRequest(options: ApiOptions, request: Request, response: Response): Promise<void> {
	const { faults, requests, closing } = options;
	const { method: verb, originalUrl: url, headers } = request;
	const parameters = { ...texts(request.query), ...texts(request.body) };
	const recorded = requests.begin({ verb, url, headers, parameters });
	response.once('close', () => requests.end(recorded));
	const taken = faults.take(parameters);
	recorded.faults = taken.map(({ kind }) => kind);
	const late = taken.filter(({ when }) => when === 'after');
	const early = taken.filter(({ when }) => when !== 'after');
	await wait(early, options);
	if (closing.aborted) return;
	const exchange: Exchange = { options, recorded, response, notice: taken.find(isNotice) };
	const spoilt = early.find(isSpoiling);
	if (spoilt) return await give(undefined, spoilt, exchange);
	const answer = await performRecorded(exchange);
	await wait(late, options);
	await give(answer, late.find(isSpoiling), exchange);
}

/** A request on its way to an answer. */
interface Exchange {
	options: ApiOptions;
	recorded: RecordedRequest;
	response: Response;
	/** What PHP puts around the answer. */
	notice: Notice | undefined;
}

async function performRecorded({ options, recorded }: Exchange): Promise<Answer> {
	await options.hooks.before?.(recorded.parameters);
	const answer = perform(recorded.parameters, options);
	recorded.performed = true;
	await options.hooks.after?.(recorded.parameters);
	return answer;
}

/** The parameters of a query or a form that are texts; of one that came more than once the last, as in PHP. */
function texts(fields: unknown): Record<string, string> {
	const entries = Object.entries(fields ?? {}).map(([name, value]: [string, unknown]) => {
		const last: unknown = Array.isArray(value) ? value.at(-1) : value;
		return [name, typeof last === 'string' ? last : ''] as const;
	});
	return Object.fromEntries(entries);
}

/** Waits as long as the latencies say, or until the sandbox is closed. */
async function wait(faults: readonly Fault[], { random, closing }: ApiOptions): Promise<void> {
	for (const fault of faults) {
		if (fault.kind !== 'latency') continue;
		const { ms, jitter = 0 } = fault;
		const duration = Math.max(0, ms + jitter * (2 * random() - 1));
		await delay(duration, undefined, { signal: closing }).catch(() => undefined);
	}
}

/** Gives an answer, or what a fault puts in its place. */
async function give(
	answer: Answer | undefined,
	fault: TakenFault | undefined,
	exchange: Exchange,
): Promise<void> {
	const { options, recorded, response } = exchange;
	switch (fault?.kind) {
		case 'cut':
			return cut(fault.midway ?? false, writeAnswer(answer ?? failure('CUT', options.switches)), response);
		case 'late':
			return await performLate(fault.ms, exchange);
		case 'hang':
			return;
	}
	const reply = fault ? spoiltReply(fault, options, recorded.parameters) : { answer };
	const { status = 200, contentType = options.switches.contentType, headers = {} } = reply;
	const body = reply.answer ? withNotice(writeAnswer(reply.answer), exchange.notice) : (reply.body ?? '');
	recorded.status = status;
	recorded.answer = body.slice(0, keptAnswer);
	response.status(status).set(headers).type(contentType).send(body);
}

/** The connection ends now, and the request has its effect later; if it has had it, only the connection ends. */
async function performLate(ms: number, exchange: Exchange): Promise<void> {
	const { options, recorded, response } = exchange;
	response.destroy();
	if (recorded.performed) return;
	await delay(ms, undefined, { signal: options.closing }).catch(() => undefined);
	if (!options.closing.aborted) await performRecorded(exchange);
}

/** A body of which half is missing, or no answer at all. */
function cut(midway: boolean, body: string, response: Response): void {
	if (!midway) {
		response.destroy();
		return;
	}
	response.type('application/json').set('Content-Length', String(Buffer.byteLength(body)));
	response.write(body.slice(0, body.length / 2), () => response.destroy());
}
