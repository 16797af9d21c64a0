import type { IDataObject } from 'n8n-workflow';

const yes = ['1', 'true', 'yes', 'y', 'sent', 'out', 'outgoing'];

/**
 * Whether a row is a message that the account sent. The reference names the field `sent` (`issent` in
 * `getunreadmessages`) without its values. A row without the field, or with a value nobody knows, counts as
 * received: the reference gives the field to every row, and a customer's message must not be dropped for a new
 * spelling.
 */
export function isSent(row: IDataObject): boolean {
	return yes.includes(
		String(row.sent ?? row.issent ?? '')
			.trim()
			.toLowerCase(),
	);
}
