import type { IncomingHttpHeaders } from 'node:http';

import type { Parameters } from './checks';

/** A request to the API as it was recorded. Times are milliseconds since 1970, with fractions. */
export interface RecordedRequest {
	id: number;
	/** `GET` or `POST`. */
	verb: string;
	/** Path and query as they came. */
	url: string;
	headers: IncomingHttpHeaders;
	/** Query and form together, as the API reads them: the form's value wins. */
	parameters: Parameters;
	started: number;
	/** When the answer was sent or the connection ended; undefined while the request is in flight. */
	ended?: number;
	/** Whether the request got as far as the API's own answer, so that a send was delivered. */
	performed: boolean;
	/** The kinds of the faults that hit it. */
	faults: string[];
	/** HTTP status of the answer; undefined if none was sent. */
	status?: number;
	/** The answer's body, its first {@link keptAnswer} characters; undefined if none was sent. */
	answer?: string;
}

/** How much of an answer is kept: lists of 10,000 conversations would fill the memory. */
export const keptAnswer = 20_000;

const clock = () => performance.timeOrigin + performance.now();

/** The latest requests to the API, in memory. */
export class RequestLog {
	/** Oldest first. */
	all: RecordedRequest[] = [];
	/** How many requests are in flight now. */
	inFlight = 0;
	/** How many were in flight at once at most, since the start or the last {@link clear}. */
	mostInFlight = 0;
	readonly #limit: number;
	#lastId = 0;

	/** @param limit how many requests are kept */
	constructor(limit: number) {
		this.#limit = limit;
	}

	begin(request: Pick<RecordedRequest, 'verb' | 'url' | 'headers' | 'parameters'>): RecordedRequest {
		const recorded = { ...request, id: ++this.#lastId, started: clock(), performed: false, faults: [] };
		// Dropped in portions, since each drop moves all that stay.
		if (this.all.length >= this.#limit) this.all.splice(0, Math.ceil(this.#limit / 10));
		this.all.push(recorded);
		this.inFlight += 1;
		this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
		return recorded;
	}

	end(recorded: RecordedRequest): void {
		recorded.ended = clock();
		this.inFlight -= 1;
	}

	clear(): void {
		this.all = [];
		this.mostInFlight = this.inFlight;
	}
}
