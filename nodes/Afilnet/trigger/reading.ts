import type { IDataObject } from 'n8n-workflow';

import { OrderedQueue } from '../sending/orderedQueue';
import { baseline, type ChannelReading, type Listed } from './rules/baseline';
import { isQuietBacklog, needsUnread, type Answer } from './rules/conversation';
import { decide, type Decision } from './rules/decision';
import { shortId, toMessage, type Message } from './rules/message';
import { plan } from './rules/plan';
import { conversationKey, type Conversation, type TriggerState } from './rules/state';

/** A channel by the vendor's names of its parts. */
export interface Channel {
	platform: string;
	platformid: string;
}

/** A conversation in a channel. */
export interface Target extends Channel {
	destination: string;
}

/** Reads lists from Afilnet. Each method gives the rows as they came, or rejects. */
export interface Reader {
	channels: () => Promise<Channel[]>;
	/** `getchats`; no rows for a channel without conversations. */
	chats: (channel: Channel) => Promise<IDataObject[]>;
	/** `getmessages` */
	messages: (target: Target) => Promise<IDataObject[]>;
	/** `getunreadmessages` */
	unread: (target: Target) => Promise<IDataObject[]>;
	/** Whether there is time for another request, and any sense in it. */
	mayGoOn: () => boolean;
}

/** What a person has set. */
export interface Settings {
	/** The one channel to watch; undefined for all. */
	channel?: Channel;
	/** The one conversation in it to watch; undefined for all. */
	destination?: string;
	/** With all channels: only those on these platforms; none named is all. */
	platforms: string[];
	includeSent: boolean;
	emitBacklog: boolean;
}

/** A list that could not be read. */
export interface Failure {
	/** Which one, in words. */
	list: string;
	thrown: unknown;
}

/** The conversations of all channels as they are now. */
export interface Overview {
	readings: ChannelReading[];
	/** How to ask for a conversation, by its key. */
	targets: Map<string, Target>;
	failures: Failure[];
}

/** What a poll has brought, beside what to emit. */
export interface PollOutcome extends Decision {
	failures: Failure[];
	/** Whether conversations had to be asked and failures kept every one of them from answering. */
	cameToNothing: boolean;
}

/** How many requests run side by side. */
const sideBySide = 5;

/** The name of a channel in the state. */
export function channelName({ platform, platformid }: Channel): string {
	return `${platform}/${shortId(platformid)}`;
}

/**
 * Reads the channels and the list of conversations of each, one request a list.
 * @throws what the reader throws where not even the channels can be read
 */
export async function look(reader: Reader, settings: Settings): Promise<Overview> {
	const channels = settings.channel ? [settings.channel] : await watchedChannels(reader, settings.platforms);
	const targets = new Map<string, Target>();
	const failures: Failure[] = [];
	const queue = new OrderedQueue(sideBySide);
	const readings = channels.map(async (channel): Promise<ChannelReading> => {
		const name = channelName(channel);
		const rows = await queue.add(name, async () =>
			reader.mayGoOn()
				? await noting(failures, `conversations of ${name}`, reader.chats(channel))
				: undefined,
		);
		const watched = rows?.filter(({ destination }) => isWatched(destination, settings.destination));
		for (const { destination } of watched ?? []) {
			const key = conversationKey({ channel: name, destination: shortId(destination) });
			targets.set(key, { ...channel, destination: String(destination).trim() });
		}
		return { channel: name, listed: watched && latestRows(watched) };
	});
	return { readings: await Promise.all(readings), targets, failures };
}

/** The state of a trigger that starts with an overview. Nothing but the overview is read for it. */
export function start(
	{ readings }: Overview,
	scope: string,
	settings: Pick<Settings, 'emitBacklog'>,
	now: number,
): TriggerState {
	return baseline(readings, scope, settings.emitBacklog ? 'backlog' : 'baseline', now);
}

/**
 * Asks the conversations in which something may be new and decides what is.
 * @param now the clock of n8n's machine in ms
 */
export async function goOn(
	reader: Reader,
	overview: Overview,
	before: TriggerState,
	settings: Settings,
	now: number,
): Promise<PollOutcome> {
	const stage = settings.emitBacklog ? 'backlog' : 'baseline';
	const { state, order, rows } = plan(before, overview.readings, stage, now);
	const failures = [...overview.failures];
	const answers = new Map<string, Answer | undefined>();
	const queue = new OrderedQueue(sideBySide);
	const asked = order.map(async (key) =>
		queue.add(key, async () => {
			const [conversation, row, target] = [
				state.conversations.get(key),
				rows.get(key),
				overview.targets.get(key),
			];
			if (!conversation || !row || !target || !reader.mayGoOn()) return;
			answers.set(key, undefined);
			const asking = ask(reader, target, conversation, row, { ...state, ...settings });
			answers.set(
				key,
				await noting(failures, `messages of a conversation in ${conversation.channel}`, asking),
			);
		}),
	);
	await Promise.all(asked);
	const isAnswered = [...answers.values()].some((answer) => answer !== undefined);
	const cameToNothing = order.length > 0 && failures.length > 0 && !isAnswered;
	return { ...decide(state, answers, settings), failures, cameToNothing };
}

async function ask(
	reader: Reader,
	target: Target,
	conversation: Conversation,
	row: Message,
	common: TriggerState & Settings,
): Promise<Answer> {
	const answer: Answer = { row };
	// First, as getmessages may mark as read too.
	if (conversation.stage === 'backlog') answer.unread = (await reader.unread(target)).map(toMessage);
	if (isQuietBacklog(conversation, answer)) return answer;
	answer.messages = (await reader.messages(target)).map(toMessage);
	if (!answer.unread && needsUnread(conversation, answer, common)) {
		answer.unread = (await reader.unread(target)).map(toMessage);
	}
	return answer;
}

async function watchedChannels(reader: Reader, platforms: readonly string[]): Promise<Channel[]> {
	const channels = await reader.channels();
	return channels.filter(({ platform }) => platforms.length === 0 || platforms.includes(platform));
}

function isWatched(destination: unknown, only: string | undefined): boolean {
	const text = String(destination ?? '').trim();
	return text !== '' && (only === undefined || text === only);
}

/** One row a conversation: the latest, should a list have several. */
function latestRows(rows: readonly IDataObject[]): Listed[] {
	const listed = new Map<string, Listed>();
	for (const fields of rows) {
		const destination = shortId(fields.destination);
		const row = toMessage(fields);
		const other = listed.get(destination)?.row;
		if (!other || (row.time ?? 0) > (other.time ?? 0)) listed.set(destination, { destination, row });
	}
	return [...listed.values()];
}

async function noting<Result>(
	failures: Failure[],
	list: string,
	reading: Promise<Result>,
): Promise<Result | undefined> {
	return await reading.catch((thrown: unknown) => {
		failures.push({ list, thrown });
		return undefined;
	});
}
