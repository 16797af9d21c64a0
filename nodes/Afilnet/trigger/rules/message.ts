import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import { isSent, readTime } from '../../api/row';

/** A row of a list of messages, with what the trigger needs of it. */
export interface Message {
	/** The row's `messageid` in short form (see {@link shortId}). Only unique within its conversation. */
	id: string;
	/** Whether the account sent it. */
	sent: boolean;
	/** When it was written by the vendor's clock, in milliseconds; undefined where that cannot be read. */
	time: number | undefined;
	/** The row as it came. */
	fields: IDataObject;
}

/** What the trigger needs of a row of `getchats`, `getmessages` or `getunreadmessages`. */
export function toMessage(fields: IDataObject): Message {
	const { messageid, datetime, message } = fields;
	// Without an id, what the row says is the only thing by which to know it again.
	const id = messageid ?? '';
	return {
		id: shortId(id === '' ? `${String(datetime)} ${String(message)}` : id),
		sent: isSent(fields),
		time: readTime(datetime),
		fields,
	};
}

/**
 * An id of the vendor in at most 12 characters without spaces: as it is where it fits, else a hash of it. WhatsApp's
 * own ids have 60 characters, and n8n writes the whole state each time messages are emitted. A number and the
 * same digits as text are the same id.
 */
export function shortId(id: unknown): string {
	const text = String(id).trim();
	if (/^[\w.:@+-]{1,12}$/.test(text)) return text;
	return `~${createHash('sha256').update(text).digest('base64url').slice(0, 11)}`;
}
