import express, { Router, type Request, type Response } from 'express';

import type { Account } from './account';
import { streamEvents } from './events';
import { isFault, isRecord, type Faults } from './faults';
import { loopbackOnly } from './guard';
import type { RequestLog } from './requests';
import { applySwitches, choices, type Switches } from './switches';
import { channelView, messageView, type StateView } from './views';
import { isPlatform, type ConversationKey } from './vocabulary';

interface Controlled {
	account: Account;
	switches: Switches;
	faults: Faults;
	requests: RequestLog;
}

/** The addresses under `/sandbox/`, by which the page and tests in other processes steer the sandbox, all in JSON. */
export function controlRouter({ account, switches, faults, requests }: Controlled): Router {
	const router = Router();
	router.use(loopbackOnly, express.json({ limit: '5mb' }));

	router.get('/state', (request, response) => {
		const state: StateView = {
			user: account.user,
			password: account.password,
			apiUrl: `http://127.0.0.1:${request.socket.localPort}/api/http/`,
			channels: account.channels.map(channelView),
			switches,
			choices,
			faults: faults.all,
		};
		response.json(state);
	});

	router.get('/events', (request, response) => streamEvents(account, request, response));

	router.post('/account', (request, response) => {
		const { user, password } = fields(request);
		if (typeof user === 'string') account.user = user;
		if (typeof password === 'string') account.password = password;
		response.json({ user: account.user, password: account.password });
	});

	router
		.route('/messages')
		.get((request, response) => {
			const key = conversationKey(request.query);
			if (!key) return refuse(response, namesConversation);
			response.json(account.messages(key).map(messageView));
		})
		.post((request, response) => {
			const key = conversationKey(fields(request));
			const { text, name } = fields(request);
			if (!key || !key.destination) return refuse(response, namesConversation);
			if (!account.channel(key)) return refuse(response, 'There is no such channel.');
			if (typeof text !== 'string' || text === '') return refuse(response, 'A message needs a text.');
			const message = account.receive(key, text, typeof name === 'string' ? name : undefined);
			response.status(201).json(messageView(message));
		});

	router.post('/read', (request, response) => {
		const key = conversationKey(fields(request));
		if (!key) return refuse(response, namesConversation);
		account.markRead(key);
		response.json({});
	});

	router
		.route('/channels')
		.post((request, response) => {
			const key = conversationKey(fields(request));
			const { name } = fields(request);
			if (!key || !key.platformId) return refuse(response, namesConversation);
			account.addChannel(key, typeof name === 'string' && name ? name : `${key.platform} ${key.platformId}`);
			response.status(201).json({});
		})
		.delete((request, response) => {
			const key = conversationKey(fields(request));
			response.json({ removed: key !== undefined && account.removeChannel(key) });
		});

	router
		.route('/conversations')
		.post((request, response) => {
			const key = conversationKey(fields(request));
			const { count, text, read } = fields(request);
			if (!key) return refuse(response, namesConversation);
			if (!account.channel(key)) return refuse(response, 'There is no such channel.');
			if (!isCount(count)) return refuse(response, 'count is a whole number from 1 to 100,000.');
			const destinations = account.addConversations(key, count, {
				...(typeof text === 'string' && { text }),
				...(typeof read === 'boolean' && { read }),
			});
			response.status(201).json({ destinations });
		})
		.delete((request, response) => {
			const key = conversationKey(fields(request));
			response.json({ removed: key !== undefined && account.removeConversation(key) });
		});

	router.post('/switches', (request, response) => {
		const refusal = applySwitches(switches, fields(request));
		if (refusal) return refuse(response, refusal);
		response.json(switches);
	});

	router
		.route('/faults')
		.post((request, response) => {
			const body: unknown = request.body;
			if (!isFault(body)) return refuse(response, 'This is not a fault: see the list in sandbox/README.md.');
			response.status(201).json(faults.add(body));
		})
		.delete((_request, response) => {
			faults.clear();
			response.json({});
		});
	router.delete('/faults/:id', (request, response) => {
		response.json({ removed: faults.remove(Number(request.params.id)) });
	});

	router
		.route('/requests')
		.get((request, response) => {
			const after = Number(request.query['after'] ?? 0);
			response.json({
				requests: requests.all.filter(({ id }) => id > after),
				inFlight: requests.inFlight,
				mostInFlight: requests.mostInFlight,
			});
		})
		.delete((_request, response) => {
			requests.clear();
			response.json({});
		});

	return router;
}

const namesConversation =
	'platform is webchat, whatsapp, telegram or operator; platformId and destination are texts.';

function refuse(response: Response, error: string): void {
	response.status(400).json({ error });
}

function fields(request: Request): Record<string, unknown> {
	const body: unknown = request.body;
	return isRecord(body) ? body : {};
}

const isCount = (value: unknown): value is number =>
	typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 100_000;

/** The channel or conversation that a body or query names, or undefined where it is none; what is not named is `''`. */
function conversationKey(named: Record<string, unknown>): ConversationKey | undefined {
	const { platform, platformId = '', destination = '' } = named;
	if (!isPlatform(platform)) return undefined;
	if (typeof platformId !== 'string' || typeof destination !== 'string') return undefined;
	return { platform, platformId, destination };
}
