import { setTimeout as delay } from 'node:timers/promises';

import express, { Router, type Request, type Response } from 'express';

import { failure, type Answer } from './answers';
import type { Parameters } from './checks';
import type { Fault, Faults } from './faults';
import { perform, type Backend } from './methods';
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
	const { faults, requests, hooks, closing } = options;
	const { method: verb, originalUrl: url, headers } = request;
	const parameters = { ...texts(request.query), ...texts(request.body) };
	const recorded = requests.begin({ verb, url, headers, parameters });
	response.once('close', () => requests.end(recorded));
	const taken = faults.take(parameters);
	recorded.faults = taken.map(({ kind }) => kind);
	const early = taken.filter(({ when }) => when !== 'after');
	await wait(early, options);
	if (closing.aborted) return;
	const spoilt = early.find(isSpoiling);
	if (spoilt) return play(spoilt, undefined, options, recorded, response);
	await hooks.before?.(parameters);
	const answer = perform(parameters, options);
	recorded.performed = true;
	await hooks.after?.(parameters);
	const late = taken.filter(({ when }) => when === 'after');
	await wait(late, options);
	play(late.find(isSpoiling), answer, options, recorded, response);
}

/** The parameters of a query or a form that are texts; of one that came more than once the last, as in PHP. */
function texts(fields: unknown): Record<string, string> {
	const entries = Object.entries(fields ?? {}).map(([name, value]: [string, unknown]) => {
		const last: unknown = Array.isArray(value) ? value.at(-1) : value;
		return [name, typeof last === 'string' ? last : ''] as const;
	});
	return Object.fromEntries(entries);
}

const isSpoiling = ({ kind }: Fault) => kind !== 'latency';

/** Waits as long as the latencies say, or until the sandbox is closed. */
async function wait(faults: readonly Fault[], { random, closing }: ApiOptions): Promise<void> {
	for (const fault of faults) {
		if (fault.kind !== 'latency') continue;
		const { ms, jitter = 0 } = fault;
		const duration = Math.max(0, ms + jitter * (2 * random() - 1));
		await delay(duration, undefined, { signal: closing }).catch(() => undefined);
	}
}

/** Gives an answer, spoilt by a fault where there is one. */
function play(
	fault: Fault | undefined,
	answer: Answer | undefined,
	{ switches }: ApiOptions,
	recorded: RecordedRequest,
	response: Response,
): void {
	const json = switches.contentType;
	const reply = (status: number, contentType: string, body: string) => {
		recorded.status = status;
		recorded.answer = body.slice(0, keptAnswer);
		response.status(status).type(contentType).send(body);
	};
	switch (fault?.kind) {
		case undefined:
		case 'latency':
			return reply(200, json, JSON.stringify(answer));
		case 'status':
			return reply(fault.status ?? 503, 'text/plain', fault.body ?? '');
		case 'html':
			return reply(fault.status ?? 200, 'text/html', proxyPage);
		case 'empty':
			return reply(200, json, '');
		case 'json':
			return reply(200, 'application/json', JSON.stringify(fault.body ?? { hello: 'world' }));
		case 'code':
			return reply(200, json, JSON.stringify(failure(fault.code, switches)));
		case 'echo':
			return reply(
				fault.status ?? 200,
				fault.contentType ?? 'text/plain',
				String(new URLSearchParams(recorded.parameters)),
			);
		case 'redirect':
			response.set('Location', fault.location);
			return reply(fault.status ?? 302, 'text/plain', '');
		case 'cut':
			return cut(fault.midway ?? false, JSON.stringify(answer ?? failure('CUT', switches)), response);
		case 'hang':
			return;
	}
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

const proxyPage = `<!DOCTYPE html>
<html><head><title>Service Unavailable</title></head>
<body><h1>Service Unavailable</h1><p>The server is busy. Please try again later.</p></body></html>
`;
