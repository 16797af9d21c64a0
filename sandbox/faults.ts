import { isMethod, type Method, type Parameters } from './checks';
import type { ConversationKey } from './vocabulary';

/** What goes wrong. */
export type FaultKind =
	/** The answer takes `ms`, give or take up to `jitter` ms. Goes together with another fault. */
	| { kind: 'latency'; ms: number; jitter?: number }
	/** An HTTP status, 503 where none is named; `body` is text, empty where there is none. */
	| { kind: 'status'; status?: number; body?: string }
	/** A proxy's HTML page, with HTTP 200 where no status is named. */
	| { kind: 'html'; status?: number }
	/** HTTP 200 with nothing in it. */
	| { kind: 'empty' }
	/** HTTP 200 with JSON that is not Afilnet's; `body` is any value, `{"hello":"world"}` where there is none. */
	| { kind: 'json'; body?: unknown }
	/** Afilnet's own answer with an error code, also one that is not in the reference. */
	| { kind: 'code'; code: string }
	/** The connection is destroyed: before the first byte, or (`midway`) within the answer's body. */
	| { kind: 'cut'; midway?: boolean }
	/** Nothing ever comes; the connection stays open. */
	| { kind: 'hang' }
	/** A redirect to another address, with 302 where no status is named. */
	| { kind: 'redirect'; location: string; status?: number }
	/** The request's own query and form as the body, with 200 and text/plain where nothing else is named. */
	| { kind: 'echo'; status?: number; contentType?: string };

/** To which requests a fault happens, and how often. Where nothing is said: to every request, always. */
export interface FaultLimits {
	/** `before` the request has any effect (default), or `after`: it had its effect and only the answer is spoilt. */
	when?: 'before' | 'after';
	/** Only these methods. */
	methods?: Method[];
	/** Only what names this conversation; with fewer fields, everything in that channel or on that platform. */
	conversation?: Partial<ConversationKey>;
	/** The first requests that would be hit are spared. */
	skip?: number;
	/** At most so many requests are hit. */
	times?: number;
	/** The part of the requests that is hit, evenly: 0.5 is every second one, 0.1 every tenth. */
	share?: number;
}

export type Fault = FaultKind & FaultLimits;

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

	/** The faults that happen to a request, which counts them: any number of latencies and at most one other. */
	take(parameters: Parameters): Fault[] {
		const taken: Fault[] = [];
		for (const added of this.#added) {
			if (!matches(added.fault, parameters)) continue;
			if (added.fault.kind !== 'latency' && taken.some(({ kind }) => kind !== 'latency')) continue;
			if (count(added)) taken.push(added.fault);
		}
		return taken;
	}
}

function matches({ methods, conversation }: FaultLimits, parameters: Parameters): boolean {
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

/** Counts a request that a fault fits, and tells whether it is hit. */
function count(added: AddedFault): boolean {
	const { skip = 0, times = Infinity, share = 1 } = added.fault;
	const turn = ++added.matched - skip;
	// Rounding keeps tenths and thirds from drifting.
	const due = (turns: number) => Math.floor(turns * share + 1e-9);
	const isHit = turn > 0 && added.hits < times && due(turn) > due(turn - 1);
	if (isHit) added.hits += 1;
	return isHit;
}

type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === 'string';
const isNumber: Test = (value) => typeof value === 'number' && value >= 0;
const isStatus: Test = (value) => typeof value === 'number' && value >= 200 && value <= 599;
const isBoolean: Test = (value) => typeof value === 'boolean';
const optional =
	(test: Test): Test =>
	(value) =>
		value === undefined || test(value);

const limitTests: Record<keyof FaultLimits, Test> = {
	when: optional((value) => value === 'before' || value === 'after'),
	methods: optional((value) => Array.isArray(value) && value.every(isMethod)),
	conversation: optional((value) => isRecord(value) && Object.values(value).every(isText)),
	skip: optional(isNumber),
	times: optional(isNumber),
	share: optional((value) => typeof value === 'number' && value > 0 && value <= 1),
};

const kindTests: Record<Fault['kind'], Record<string, Test>> = {
	latency: { ms: isNumber, jitter: optional(isNumber) },
	status: { status: optional(isStatus), body: optional(isText) },
	html: { status: optional(isStatus) },
	empty: {},
	json: { body: () => true },
	code: { code: isText },
	cut: { midway: optional(isBoolean) },
	hang: {},
	redirect: { location: isText, status: optional(isStatus) },
	echo: { status: optional(isStatus), contentType: optional(isText) },
};

/** Whether a value has fields to look at. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null;

const isKind = (value: unknown): value is Fault['kind'] =>
	typeof value === 'string' && Object.hasOwn(kindTests, value);

/** Whether a value from outside is a fault, with no field that a fault of its kind does not have. */
export function isFault(value: unknown): value is Fault {
	if (!isRecord(value) || !isKind(value['kind'])) return false;
	const tests: Record<string, Test> = { kind: isKind, ...kindTests[value['kind']], ...limitTests };
	return (
		Object.keys(value).every((name) => Object.hasOwn(tests, name)) &&
		Object.entries(tests).every(([name, test]) => test(value[name]))
	);
}
