import type { IDataObject } from 'n8n-workflow';

/**
 * What the trigger emits: an item for each message, or one for each conversation.
 * @param conversations the rows of each conversation, oldest first
 */
export function toItems(
	conversations: ReadonlyArray<readonly IDataObject[]>,
	onePerConversation: boolean,
): IDataObject[] {
	const items = conversations.map((rows) => rows.map(withSent));
	return onePerConversation ? items.map(joined) : items.flat();
}

/** Afilnet's fields as they came. Only `getunreadmessages` calls `sent` by another name. */
function withSent({ issent, ...row }: IDataObject): IDataObject {
	return issent === undefined ? row : { sent: issent, ...row };
}

/** The latest message, with all texts as its `message`, a line each, and all rows as `messages`. */
function joined(rows: readonly IDataObject[]): IDataObject {
	const message = rows.map((row) => String(row.message ?? '')).join('\n');
	return { ...rows.at(-1), message, messages: [...rows] };
}
