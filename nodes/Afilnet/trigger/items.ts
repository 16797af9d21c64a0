import type { IDataObject } from 'n8n-workflow';

/**
 * What the trigger emits: an item for each message, Afilnet's fields as they came, or one for each conversation.
 * @param conversations the rows of each conversation, oldest first
 */
export function toItems(
	conversations: ReadonlyArray<readonly IDataObject[]>,
	onePerConversation: boolean,
): IDataObject[] {
	return onePerConversation ? conversations.map(oneItem) : conversations.flat();
}

/** The latest message, with the texts of all of them as its `message`, a line or more each, and the rows as `messages`. */
function oneItem(rows: readonly IDataObject[]): IDataObject {
	const message = rows.map((row) => String(row.message ?? '')).join('\n');
	return { ...rows.at(-1), message, messages: [...rows] };
}
