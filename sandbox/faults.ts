import { z } from 'zod/v4';

import { compulsoryParameters, isMethod, type Method, type Parameters } from './checks';
import { conversationKeySchema } from './keys';

/** To which requests a fault happens, and how often. If nothing is said: to every request, always. */
const limitsSchema = z.strictObject({
	/** `before` the request has any effect (default), or `after`: it had its effect and only the answer is spoilt. */
	when: z.enum(['before', 'after']).optional(),
	/** Only these methods. */
	methods: z
		.array(z.custom<Method>(isMethod, `one of ${Object.keys(compulsoryParameters).join(', ')}`))
		.optional(),
	/** Only what names this conversation; with fewer fields, everything in that channel or on that platform. */
	conversation: conversationKeySchema.partial().optional(),
	/** The first requests that would be hit are spared. */
	skip: z.number().min(0).optional(),
	/** At most so many requests are hit. */
	times: z.number().min(0).optional(),
	/** The part of the requests that is hit, evenly: 0.5 is every second one, 0.1 every tenth. */
	share: z.number().positive().max(1).optional(),
});

const kind = <const Kind extends string, Fields extends z.ZodRawShape>(name: Kind, fields: Fields) =>
	limitsSchema.extend({ kind: z.literal(name), ...fields });

const status = z.int().min(200).max(599).optional();
const headers = z.record(z.string(), z.string()).optional();
const duration = z.number().min(0);

/** What goes wrong. */
export const faultSchema = z.discriminatedUnion('kind', [
	/** The answer takes `ms`, give or take up to `jitter` ms. Goes together with another fault. */
	kind('latency', { ms: duration, jitter: duration.optional() }),
	/** PHP's words `before` (default) or `after` the JSON of an answer. Goes together with another fault. */
	kind('notice', { place: z.enum(['before', 'after']).optional(), text: z.string().optional() }),
	/** An HTTP status, 503 if none is named; `body` is text, empty if there is none. */
	kind('status', { status, body: z.string().optional(), headers }),
	/**
	 * HTTP 429 for what goes beyond so many `requests` within `ms` (1000). `Retry-After` is in seconds, a date, or absent.
	 */
	kind('rateLimit', {
		requests: z.int().min(1),
		ms: duration.optional(),
		retryAfter: z.enum(['seconds', 'date', 'absent']).optional(),
	}),
	/** A proxy's HTML page, with HTTP 200 if no status is named. */
	kind('html', { status }),
	/** HTTP 200 with nothing in it. */
	kind('empty', {}),
	/** HTTP 200 with JSON that is not Afilnet's; `body` is any value, `{"hello":"world"}` if there is none. */
	kind('json', { body: z.unknown().optional() }),
	/**
	 * Afilnet's own answer with an error: a code or any words, in which `{user}` and `{password}` stand for the account's,
	 * `{fileurl}` for the request's.
	 */
	kind('code', { code: z.string() }),
	/** The connection is destroyed: before the first byte, or (`midway`) within the answer's body. */
	kind('cut', { midway: z.boolean().optional() }),
	/** The connection is destroyed at once, and the request has its effect `ms` later. */
	kind('late', { ms: duration }),
	/** Nothing ever comes; the connection stays open. */
	kind('hang', {}),
	/** A redirect to another address, with 302 if no status is named. */
	kind('redirect', { location: z.string(), status }),
	/** The request's own query and form as the body, with 200 and text/plain if nothing else is named. */
	kind('echo', { status, contentType: z.string().optional(), headers }),
]);

export type Fault = z.infer<typeof faultSchema>;

/** A fault that happens to a request. */
export type TakenFault = Fault & {
	/** Of a rate limit: after how many ms the next request will pass. */
	wait?: number;
};

/** A fault as it was added. */
export interface AddedFault {
	id: number;
	fault: Fault;
	/** How many requests it could have hit. */
	matched: number;
	/** How many it did hit. */
	hits: number;
}

/** The faults of a sandbox, oldest first. */
export class Faults {
	#added: AddedFault[] = [];
	#lastId = 0;
	/** When the requests passed that a rate limit has counted in its time, the oldest first. */
	readonly #passed = new WeakMap<AddedFault, number[]>();

	/** @returns the fault with its counters, which go on counting */
	add(fault: Fault): AddedFault {
		const added: AddedFault = { id: ++this.#lastId, fault, matched: 0, hits: 0 };
		this.#added.push(added);
		return added;
	}

	/** @returns whether there was such a fault */
	remove(id: number): boolean {
		const before = this.#added.length;
		this.#added = this.#added.filter((added) => added.id !== id);
		return this.#added.length < before;
	}

	clear(): void {
		this.#added = [];
	}

	/** Every fault that is there, used up or not. */
	get all(): readonly AddedFault[] {
		return this.#added;
	}

	/** The faults that happen to a request, which counts them: any number that go together and at most one other. */
	take(parameters: Parameters): TakenFault[] {
		const taken: TakenFault[] = [];
		for (const added of this.#added) {
			if (!matches(added.fault, parameters)) continue;
			if (isSpoiling(added.fault) && taken.some(isSpoiling)) continue;
			const wait = this.#pass(added);
			if (wait === 0) continue;
			if (count(added)) taken.push(wait === undefined ? added.fault : { ...added.fault, wait });
		}
		return taken;
	}

	/** @returns 0 if a rate limit lets a request pass, else after how many ms it would; undefined of another fault */
	#pass(added: AddedFault): number | undefined {
		const { fault } = added;
		if (fault.kind !== 'rateLimit') return undefined;
		const { requests, ms = 1000 } = fault;
		const now = performance.now();
		const passed = (this.#passed.get(added) ?? []).filter((time) => time > now - ms);
		this.#passed.set(added, passed);
		const [oldest = now] = passed;
		if (passed.length >= requests) return Math.max(1, oldest + ms - now);
		passed.push(now);
		return 0;
	}
}

export type Notice = Extract<Fault, { kind: 'notice' }>;

export const isNotice = (fault: Fault): fault is Notice => fault.kind === 'notice';

/** Whether a fault takes an answer's place, rather than going together with another one. */
export const isSpoiling = ({ kind }: Fault): boolean => kind !== 'latency' && kind !== 'notice';

function matches({ methods, conversation }: Fault, parameters: Parameters): boolean {
	const { method, platform, platformid, destination } = parameters;
	if (methods && !methods.some((name) => name === method)) return false;
	if (!conversation) return true;
	const fits = (wanted: string | undefined, given: string | undefined) =>
		wanted === undefined || wanted === given;
	return (
		fits(conversation.platform, platform) &&
		fits(conversation.platformId, platformid) &&
		fits(conversation.destination, destination)
	);
}

/** Counts a request that a fault fits. @returns whether it is hit */
function count(added: AddedFault): boolean {
	const { skip = 0, times = Infinity, share = 1 } = added.fault;
	const turn = ++added.matched - skip;
	// Rounding keeps tenths and thirds from drifting.
	const due = (turns: number) => Math.floor(turns * share + 1e-9);
	const isHit = turn > 0 && added.hits < times && due(turn) > due(turn - 1);
	if (isHit) added.hits += 1;
	return isHit;
}
