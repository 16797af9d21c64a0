import type { IDataObject } from 'n8n-workflow';

import { recipientKey } from '../api/recipient';
import { OrderedQueue } from '../sending/orderedQueue';
import type { Channel, Reader, Target } from './reader';
import { shortened, toMessage, type Message } from './rules/message';
import type { ChannelReading } from './rules/plan';
import { conversationKey, destinationLength } from './rules/state';
import type { Settings } from './settings';

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

/** How many requests run side by side. */
export const sideBySide = 5;

/**
 * Reads the channels and the list of conversations of each, one request a list.
 * @throws what the reader throws if not even the channels can be read
 */
export async function readOverview(reader: Reader, settings: Settings): Promise<Overview> {
	const channels = settings.channel ? [settings.channel] : await watchedChannels(reader, settings.platforms);
	const targets = new Map<string, Target>();
	const failures: Failure[] = [];
	const queue = new OrderedQueue(sideBySide);
	const readings = channels.map(async (channel): Promise<ChannelReading> => {
		const name = `${channel.platform}/${channel.platformid}`;
		const reading = async () => (reader.mayGoOn() ? await reader.chats(channel) : undefined);
		const rows = await queue.add(name, reading).catch((thrown: unknown) => {
			failures.push({ list: `conversations of ${name}`, thrown });
			return undefined;
		});
		const conversations = rows && watchedConversations(rows, channel, settings.destination);
		for (const { short, destination } of conversations ?? []) {
			targets.set(conversationKey({ channel: name, destination: short }), { ...channel, destination });
		}
		return {
			channel: name,
			listed: conversations?.map(({ short, rows: shown }) => ({ destination: short, rows: shown })),
		};
	});
	return { readings: await Promise.all(readings), targets, failures };
}

async function watchedChannels(reader: Reader, platforms: readonly string[]): Promise<Channel[]> {
	const channels = await reader.channels();
	return channels.filter(({ platform }) => platforms.length === 0 || platforms.includes(platform));
}

interface Watched {
	/** As Afilnet wrote it. */
	destination: string;
	/** A hash, so that the trigger stores no phone number in n8n's database. */
	short: string;
	rows: Message[];
}

/** @param only the one conversation to watch; undefined for all */
function watchedConversations(
	rows: readonly IDataObject[],
	{ platform }: Channel,
	only: string | undefined,
): Watched[] {
	const nameOf = platform === 'whatsapp' ? phoneNumber : String;
	const watched = new Map<string, Watched>();
	for (const fields of rows) {
		const destination = String(fields.destination ?? '').trim();
		const name = nameOf(destination);
		if (name === '' || (only !== undefined && name !== nameOf(only))) continue;
		const conversation = watched.get(name) ?? {
			destination,
			short: shortened(name, destinationLength),
			rows: [],
		};
		conversation.rows.push(toMessage(fields));
		watched.set(name, conversation);
	}
	return [...watched.values()];
}

/** One person, with or without a plus. */
function phoneNumber(destination: string): string {
	return /^\d*$/.test(destination) ? destination : recipientKey(destination);
}
