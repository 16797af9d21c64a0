import type { IDataObject } from 'n8n-workflow';

import { readTime } from '../api/row';
import type { Overview } from './overview';
import type { Reader } from './reader';
import { byGuess, oldestFirst } from './rules/direction';
import { keysOf, toMessage, type Message } from './rules/message';
import { conversationKey } from './rules/state';
import type { Wanted } from './rules/newMessages';

/** How many messages a sample has at most. */
const most = 3;

/**
 * The newest messages, to show while a workflow is built. It remembers nothing and never asks for unread messages,
 * which might mark them as read.
 * @returns the rows by conversation, oldest first; none if nobody has written
 */
export async function sample(
	reader: Reader,
	{ readings, targets }: Overview,
	{ includeSent }: Pick<Wanted, 'includeSent'>,
): Promise<IDataObject[][]> {
	const isWanted = ({ sent }: Message) => includeSent || !sent;
	const conversations = readings
		.flatMap(({ channel, listed = [] }) =>
			listed.map(({ destination, rows }) => ({
				rows: rows.toSorted((one, other) => dated(one) - dated(other)),
				target: targets.get(conversationKey({ channel, destination })),
			})),
		)
		.sort((one, other) => dated(other.rows.at(-1)) - dated(one.rows.at(-1)));
	const latest = conversations
		.map(({ rows }) => rows.filter(isWanted).slice(-1))
		.filter(({ length }) => length > 0);
	if (latest.length > 0) return latest.slice(0, most).reverse().map(fieldsOf);
	// Every conversation ends with a message of the account: look behind it.
	for (const { rows, target } of conversations.slice(0, most)) {
		if (!target || !reader.mayGoOn()) break;
		const list = (await reader.messages(target)).map(toMessage);
		const direction = byGuess(list, 0, keysOf(rows));
		const wanted = oldestFirst(list, direction).filter(isWanted).slice(-most);
		if (wanted.length > 0) return [fieldsOf(wanted)];
	}
	return [];
}

function dated(message: Message | undefined): number {
	return readTime(message?.fields.datetime) ?? 0;
}

function fieldsOf(messages: readonly Message[]): IDataObject[] {
	return messages.map(({ fields }) => fields);
}
