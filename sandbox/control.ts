import express, { Router, type ErrorRequestHandler, type Request, type Response } from 'express';
import { z } from 'zod/v4';

import type { Account } from './account';
import { streamEvents } from './events';
import { faultSchema, type Faults } from './faults';
import { fetchedFileView, type Files } from './files';
import { refusal } from './input';
import { channelKeySchema, conversationKeySchema } from './keys';
import type { RequestLog } from './requests';
import { applySwitches, switchViews, type Switches } from './switches';
import { channelView, messageView, type StateView } from './views';
import { isWebAddress } from './vocabulary';

interface Controlled {
	account: Account;
	switches: Switches;
	faults: Faults;
	files: Files;
	requests: RequestLog;
}

const accountSchema = z.strictObject({ user: z.string().optional(), password: z.string().optional() });
const writtenSchema = conversationKeySchema.extend({
	text: z.string().min(1),
	name: z.string().optional(),
});
const namedChannelSchema = channelKeySchema.extend({ name: z.string().optional() });
const bulkSchema = channelKeySchema.extend({
	count: z.int().min(1).max(100_000),
	text: z.string().optional(),
	read: z.boolean().optional(),
});
const fileSchema = z.strictObject({ url: z.string().refine(isWebAddress, 'not a web address') });
const afterSchema = z.strictObject({ after: z.coerce.number().default(0) });

/** The addresses under `/sandbox/`, by which the page and tests in other processes steer the sandbox, all in JSON. */
export function controlRouter(controlled: Controlled): Router {
	const router = Router();
	router.use(express.json({ limit: '5mb' }), refuseUnreadable);
	router.get('/events', (request, response) => streamEvents(controlled.account, request, response));
	addState(router, controlled);
	addMessages(router, controlled.account);
	addChannels(router, controlled.account);
	addConversations(router, controlled.account);
	addFaults(router, controlled.faults);
	addFiles(router, controlled.files);
	addRequests(router, controlled.requests);
	return router;
}

const refuseUnreadable: ErrorRequestHandler = (reason, _request, response, next) => {
	if (response.headersSent) next(reason);
	else response.status(400).json({ error: 'The body is not JSON of 5 MB at most.' });
};

function addState(router: Router, { account, switches, faults }: Controlled): void {
	router.get('/state', (request, response) => {
		const state: StateView = {
			user: account.user,
			password: account.password,
			apiUrl: `http://127.0.0.1:${request.socket.localPort}/api/http/`,
			channels: account.channels.map(channelView),
			switches,
			switchViews,
			faults: faults.all,
		};
		response.json(state);
	});
	router.post(
		'/account',
		withInput(accountSchema, (changed, response) => {
			Object.assign(account, changed);
			response.json({ user: account.user, password: account.password });
		}),
	);
	router.post('/switches', (request, response) => {
		const refused = applySwitches(switches, request.body);
		if (refused) return refuse(response, refused);
		response.json(switches);
	});
}

function addMessages(router: Router, account: Account): void {
	router
		.route('/messages')
		.get(
			withInput(conversationKeySchema, (key, response) =>
				response.json(account.messages(key).map(messageView)),
			),
		)
		.post(
			withInput(writtenSchema, ({ text, name, ...key }, response) => {
				if (!account.channel(key)) return refuse(response, noChannel);
				response.status(201).json(messageView(account.receive(key, text, name)));
			}),
		);
	router.post(
		'/read',
		withInput(conversationKeySchema, (key, response) => {
			account.markRead(key);
			response.json({});
		}),
	);
}

function addChannels(router: Router, account: Account): void {
	router
		.route('/channels')
		.post(
			withInput(namedChannelSchema, ({ name, ...key }, response) => {
				account.addChannel(key, name || `${key.platform} ${key.platformId}`);
				response.status(201).json({});
			}),
		)
		.delete(
			withInput(channelKeySchema, (key, response) => response.json({ removed: account.removeChannel(key) })),
		);
}

function addConversations(router: Router, account: Account): void {
	router
		.route('/conversations')
		.post(
			withInput(bulkSchema, ({ count, text, read, ...key }, response) => {
				if (!account.channel(key)) return refuse(response, noChannel);
				response.status(201).json({ destinations: account.addConversations(key, count, { text, read }) });
			}),
		)
		.delete(
			withInput(conversationKeySchema, (key, response) =>
				response.json({ removed: account.removeConversation(key) }),
			),
		);
}

function addFaults(router: Router, faults: Faults): void {
	router
		.route('/faults')
		.post(withInput(faultSchema, (fault, response) => response.status(201).json(faults.add(fault))))
		.delete((_request, response) => {
			faults.clear();
			response.json({});
		});
	router.delete('/faults/:id', (request, response) => {
		response.json({ removed: faults.remove(Number(request.params.id)) });
	});
}

function addFiles(router: Router, files: Files): void {
	router
		.route('/files')
		.get((_request, response) => response.json(files.all.map(fetchedFileView)))
		.post(
			withInput(fileSchema, async ({ url }, response) => {
				response.status(201).json(fetchedFileView(await files.fetch(url)));
			}),
		);
	router.get('/files/:id', (request, response) => {
		const file = files.all.find(({ id }) => String(id) === request.params.id);
		if (!file) return void response.status(404).json({ error: 'There is no such file.' });
		response.set({
			// It may be a page: one that does nothing, and knows nothing of the sandbox's.
			'Content-Security-Policy': "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'",
			'X-Content-Type-Options': 'nosniff',
		});
		response.type(file.contentType || 'application/octet-stream').send(file.bytes);
	});
}

function addRequests(router: Router, requests: RequestLog): void {
	router
		.route('/requests')
		.get(
			withInput(afterSchema, ({ after }, response) => {
				const { inFlight, mostInFlight } = requests;
				response.json({ requests: requests.all.filter(({ id }) => id > after), inFlight, mostInFlight });
			}),
		)
		.delete((_request, response) => {
			requests.clear();
			response.json({});
		});
}

const noChannel = 'There is no such channel.';

function refuse(response: Response, error: string): void {
	response.status(400).json({ error });
}

/** Handles a query (GET) or a body that has the form of a schema, and refuses any other in words. */
function withInput<Input>(schema: z.ZodType<Input>, handle: (input: Input, response: Response) => unknown) {
	return (request: Request, response: Response) => {
		const { data, error } = schema.safeParse(request.method === 'GET' ? request.query : request.body);
		return error ? refuse(response, refusal(error)) : handle(data, response);
	};
}
