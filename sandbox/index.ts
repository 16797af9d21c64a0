import { setMaxListeners } from 'node:events';
import { createServer } from 'node:http';

import express from 'express';

import { Account, type AccountOptions } from './account';
import { apiRouter, type Hooks } from './api';
import { controlRouter } from './control';
import { Faults, type Fault } from './faults';
import { Files } from './files';
import { loopbackHostOnly, noOtherSite } from './guard';
import { listen } from './listen';
import { pageRouter } from './page';
import { seededRandom, type Random } from './random';
import { RequestLog } from './requests';
import { addExamples } from './examples';
import { defaultSwitches, type Switches } from './switches';

export { Account } from './account';
export type { Channel, Conversation, Message } from './account';
export type { Hooks } from './api';
export * as examples from './examples';
export { compulsoryParameters, errorCodes } from './checks';
export type { ErrorCode, Method, Parameters } from './checks';
export type { AddedFault, Fault, Faults } from './faults';
export type { FetchedFile, Files } from './files';
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
	/** What it got if the switch `fetchFiles` was on, and a way to ask again. */
	files: Files;
	requests: RequestLog;
	/** Stops listening and cuts what is still in flight. */
	close: () => Promise<void>;
}

/**
 * Starts a local Afilnet on 127.0.0.1, with its own account.
 *
 * @throws the system's error if it cannot listen, such as EADDRINUSE
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const closing = new AbortController();
	// One listener for each answer that waits.
	setMaxListeners(0, closing.signal);
	const { random, ...parts } = createParts(options, closing.signal);
	const server = createServer(createApp({ random, ...parts }, closing.signal));
	// Longer than a poll's interval, so that no client writes to a connection that is just being closed.
	server.keepAliveTimeout = 120_000;
	const { url, close } = await listen(server, options.port);
	return {
		url,
		apiUrl: `${url}api/http/`,
		...parts,
		async close() {
			closing.abort();
			await close();
		},
	};
}

type Parts = Pick<Sandbox, 'account' | 'switches' | 'faults' | 'hooks' | 'files' | 'requests'> & {
	random: Random;
};

function createParts(options: SandboxOptions, closing: AbortSignal): Parts {
	const switches: Switches = { ...defaultSwitches, ...options.switches };
	const random = seededRandom(options.seed ?? 1);
	const account = new Account(switches, options.now ?? (() => new Date()), random, options.account);
	if (!options.account?.empty) addExamples(account);
	const faults = new Faults();
	for (const fault of options.faults ?? []) faults.add(fault);
	const files = new Files(closing);
	fetchSentFiles(account, switches, files);
	const requests = new RequestLog(options.requestLimit ?? 100_000);
	return { account, switches, faults, files, requests, hooks: { ...options.hooks }, random };
}

function createApp(parts: Parts, closing: AbortSignal) {
	const app = express();
	app.disable('x-powered-by');
	app.disable('etag');
	app.use(loopbackHostOnly);
	// The page alone may be opened by a link on another site; it changes nothing by itself.
	app.use(['/api/', '/sandbox/', '/page.js', '/page.css'], noOtherSite);
	app.use('/api/http/', apiRouter({ ...parts, closing }));
	app.use('/sandbox/', controlRouter(parts));
	app.use(pageRouter());
	return app;
}

/** Asks for a file as soon as it is sent, as a chat platform does, if that is switched on. */
function fetchSentFiles({ events }: Account, switches: Switches, files: Files): void {
	events.on('message', async (_conversation, { file }) => {
		if (!file || !switches.fetchFiles) return;
		file.fetchedId = (await files.fetch(file.url)).id;
		events.emit('changed');
	});
}
