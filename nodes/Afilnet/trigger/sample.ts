import type { IDataObject } from 'n8n-workflow';

import { toMessage, type Message } from './rules/message';
import { arrange } from './rules/order';
import type { Overview, Reader, Settings } from './reading';
import { conversationKey } from './rules/state';

/** How many messages a sample has at most. */
const most = 3;

/**
 * The newest messages, to show while a workflow is built. It remembers nothing and never asks for unread messages,
 * which might mark them as read.
 * @returns the rows, oldest first; none where nobody has written
 */
export async function sample(
	reader: Reader,
	{ readings, targets }: Overview,
	{ includeSent }: Settings,
): Promise<IDataObject[]> {
	const isWanted = ({ sent }: Message) => includeSent || !sent;
	const conversations = readings
		.flatMap(({ channel, listed = [] }) =>
			listed.map(({ destination, row }) => ({
				row,
				target: targets.get(conversationKey({ channel, destination })),
			})),
		)
		.sort((a, b) => (b.row.time ?? 0) - (a.row.time ?? 0));
	const latest = conversations.map(({ row }) => row).filter(isWanted);
	if (latest.length > 0) return fieldsOf(latest.slice(0, most).reverse());
	// Every conversation ends with a message of the account: look behind it.
	for (const { row, target } of conversations.slice(0, most)) {
		if (!target || !reader.mayGoOn()) break;
		const { messages } = arrange((await reader.messages(target)).map(toMessage), row.id, 0);
		const wanted = messages.filter(isWanted).slice(-most);
		if (wanted.length > 0) return fieldsOf(wanted);
	}
	return [];
}

function fieldsOf(messages: readonly Message[]): IDataObject[] {
	return messages.map(({ fields }) => fields);
}
