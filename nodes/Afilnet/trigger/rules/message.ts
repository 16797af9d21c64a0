import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import { isSent, readTime, rowKey } from '../../api/row';

/** A row of `getchats`, `getmessages` or `getunreadmessages`, with what the rules need of it. */
export interface Message {
	/** Its direction and id in short form, by which it is the same message in every list of its conversation. */
	key: string;
	/** Whether the account sent it. */
	sent: boolean;
	/** The row as it came. */
	fields: IDataObject;
}

export function toMessage(fields: IDataObject): Message {
	return { key: shortened(rowKey(fields), keyLength), sent: isSent(fields), fields };
}

/** A message by the key that it would have without an id: its side, time and text. */
export function withoutId(message: Message): Message {
	return { ...message, key: toMessage({ ...message.fields, messageid: undefined }).key };
}

/**
 * A row of `getchats` in other lists, which may number messages in another way.
 * @returns the message with its key, else the only one that says the same
 */
export function findRow(row: Message, list: readonly Message[]): Message | undefined {
	return list.find(({ key }) => key === row.key) ?? onlyAlike(withoutId(row).key, list);
}

/** The one message that has a key without its id; undefined if there are several. */
export function onlyAlike(key: string, list: readonly Message[]): Message | undefined {
	const alike = list.filter((each) => withoutId(each).key === key);
	return keysOf(alike).length === 1 ? alike[0] : undefined;
}

/** When a message was written by the vendor's clock in seconds since 1970; undefined if that cannot be read. */
export function timeOf({ fields: { datetime } }: Message): number | undefined {
	const time = readTime(datetime) ?? 0;
	// `0000-00-00` reads as a year long before.
	return time > 0 ? Math.floor(time / 1000) : undefined;
}

/** `05/11/2026` is a day in May or in November: enough to compare messages of one list, but not with a clock. */
export function isSureOfDay({ fields: { datetime } }: Message): boolean {
	return !/^(0?[1-9]|1[0-2])[-/.](0?[1-9]|1[0-2])[-/.]\d{4}/.test(String(datetime).trim());
}

/** In seconds: no two clocks in any zones are further apart. */
export const day = 24 * 3600;

/**
 * When the last of some messages was written, as {@link timeOf}; 0 if no time can be read. One that is dated more than a
 * day after now is dated wrongly.
 * @param now n8n's clock in seconds
 */
export function lastTime(messages: readonly Message[], now: number): number {
	const times = messages.filter(isSureOfDay).map((message) => timeOf(message) ?? 0);
	return times.reduce((last, time) => (time > last && time <= now + day ? time : last), 0);
}

/** 36 bits: among the few keys that a conversation keeps, no two are the same by chance. */
export const keyLength = 6;

/** A text of any length as so many characters of `A-Z a-z 0-9 - _`. n8n writes the whole state with every emission. */
export function shortened(text: string, length: number): string {
	// `crypto.hash` is faster, but the types that n8n's tool builds with do not know it.
	return createHash('sha256').update(text).digest('base64url').slice(0, length);
}

/** The messages that the account did not send. */
export function received(messages: readonly Message[]): Message[] {
	return messages.filter(({ sent }) => !sent);
}

/** The keys of messages, each once, in their order. */
export function keysOf(messages: readonly Message[]): string[] {
	return [...new Set(messages.map(({ key }) => key))];
}
