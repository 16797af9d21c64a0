import { setMaxListeners } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import express from 'express';

import { Account, type AccountOptions } from './account';
import { apiRouter, type Hooks } from './api';
import { controlRouter } from './control';
import { Faults, type Fault } from './faults';
import { pageRouter } from './page';
import { seededRandom } from './random';
import { RequestLog } from './requests';
import { addExamples } from './seed';
import { defaultSwitches, type Switches } from './switches';

export { Account } from './account';
export type { Channel, Conversation, Message } from './account';
export type { Hooks } from './api';
export { compulsoryParameters, errorCodes } from './checks';
export type { ErrorCode, Method, Parameters } from './checks';
export type { AddedFault, Fault, Faults } from './faults';
export type { RecordedRequest, RequestLog } from './requests';
export { choices, defaultSwitches } from './switches';
export type { Switches } from './switches';
export { fileTypes, platforms } from './vocabulary';
export type { ChannelKey, ConversationKey } from './keys';
export type { FileType, Platform } from './vocabulary';

export interface SandboxOptions {
	/** On loopback; 0, the default, is any free port. */
	port?: number;
	/** What differs from {@link defaultSwitches}. */
	switches?: Partial<Switches>;
	/** User and password; `empty` leaves out the example channels. */
	account?: AccountOptions & { empty?: boolean };
	/** Faults from the start. */
	faults?: readonly Fault[];
	/** What happens around requests. */
	hooks?: Hooks;
	/** The clock of the messages. */
	now?: () => Date;
	/** Seed of all that is random: jitter, shuffled lists, random ids. */
	seed?: number;
	/** How many requests are kept in memory. Default 100,000. */
	requestLimit?: number;
}

export interface Sandbox {
	/** The page for people. */
	url: string;
	/** The API, one address as the vendor's. */
	apiUrl: string;
	account: Account;
	/** Read at every request: assign to change. */
	switches: Switches;
	faults: Faults;
	/** Read at every request: assign to change. */
	hooks: Hooks;
	requests: RequestLog;
	/** Stops listening and cuts what is still in flight. */
	close: () => Promise<void>;
}

/**
 * Starts a local Afilnet on 127.0.0.1, with an account of its own.
 *
 * @throws the system's error where it cannot listen, such as EADDRINUSE
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const switches: Switches = { ...defaultSwitches, ...options.switches };
	const random = seededRandom(options.seed ?? 1);
	const account = new Account(switches, options.now ?? (() => new Date()), random, options.account);
	if (!options.account?.empty) addExamples(account);
	const faults = new Faults();
	for (const fault of options.faults ?? []) faults.add(fault);
	const requests = new RequestLog(options.requestLimit ?? 100_000);
	const hooks: Hooks = { ...options.hooks };
	const closing = new AbortController();
	// One listener for each answer that waits.
	setMaxListeners(0, closing.signal);

	const app = express();
	app.disable('x-powered-by');
	app.disable('etag');
	app.use(
		'/api/http/',
		apiRouter({ account, switches, random, faults, hooks, requests, closing: closing.signal }),
	);
	app.use('/sandbox/', controlRouter({ account, switches, faults, requests }));
	app.use(pageRouter());
	const server = createServer(app);
	// Longer than a poll's interval, so that no client writes to a connection that is just being closed.
	server.keepAliveTimeout = 120_000;
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(options.port ?? 0, '127.0.0.1', resolve);
	});
	const url = `http://127.0.0.1:${portOf(server.address())}/`;

	return {
		url,
		apiUrl: `${url}api/http/`,
		account,
		switches,
		faults,
		hooks,
		requests,
		async close() {
			closing.abort();
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeAllConnections();
			await closed;
		},
	};
}

function portOf(address: AddressInfo | string | null): number {
	if (address === null || typeof address === 'string')
		throw new Error('The sandbox does not listen on a port.');
	return address.port;
}
