import type { IDataObject } from 'n8n-workflow';

import { recipientKey } from '../api/recipient';
import { isSent, readTime, rowKey } from '../api/row';
import type { Form } from '../shared/ask';
import { isNoChat } from '../shared/errors';
import { pause } from '../shared/pause';

/** How long Afilnet may take to list a message that it has accepted, in milliseconds. */
export const settling = 5_000;

/** What became of a message: see {@link History.look}. */
export type Found = 'delivered' | 'absent' | 'unknown';

/** Asks Afilnet for the rows of a list. */
export type Read = (form: Form) => Promise<IDataObject[]>;

/**
 * What a run knows of the conversations that it sends to: where each stood before the run's first send, and what the run
 * has delivered since. With that and Afilnet's own lists it finds out what became of a message without an answer.
 */
export class History {
	private readonly channels = new Map<string, Promise<IDataObject[] | undefined>>();
	private readonly delivered = new Map<string, Form[]>();
	/** All conversations that the run sends to. */
	private readonly conversations = new Set<string>();

	/** Remembers the conversation, and where those of its channel stand if that is not known yet. It never throws. */
	async begin(form: Form, read: Read): Promise<void> {
		this.conversations.add(conversationOf(form));
		const channel = channelOf(form);
		const reading = this.channels.get(channel) ?? rowsOf(read, 'getchats', form);
		this.channels.set(channel, reading);
		await reading;
	}

	/** Counts a message that Afilnet has accepted. One from before {@link begin} stands in the list that it has read. */
	count(form: Form): void {
		if (!this.channels.has(channelOf(form))) return;
		const key = conversationOf(form);
		this.delivered.set(key, [...(this.delivered.get(key) ?? []), form]);
	}

	/**
	 * Looks for a message without an answer.
	 * @returns `delivered` if the conversation has it; `absent` if the conversation has nothing new but what this run counts
	 * already; `unknown` if the lists show neither
	 */
	async look(form: Form, read: Read): Promise<Found> {
		const before = await this.channels.get(channelOf(form));
		const now = await rowsOf(read, 'getchats', form);
		const messages = await rowsOf(read, 'getmessages', form);
		if (!before || !now || !messages) return 'unknown';
		const isIt = ({ destination }: IDataObject) =>
			recipientKey(destination) === recipientKey(form.destination);
		const latest = now.filter(isIt);
		const since = rowsSince(messages, before.filter(isIt), latest);
		if (!since || (latest.length === 0 && this.isElsewhere(form, before, now))) return 'unknown';
		const sent = since.filter(isSent);
		const counted = this.delivered.get(conversationOf(form)) ?? [];
		const isLonger = sent.length > counted.length;
		if (isLonger && uncounted(sent, counted).some((text) => text === textIn(form))) return 'delivered';
		// Nor among the received ones: rows without a known direction count as received.
		const isIn = uncounted(since, counted).some((text) => mayShow(text, form));
		return !isIn && sent.length === counted.length ? 'absent' : 'unknown';
	}

	/** Whether a message may have come to a conversation that Afilnet names in another way than the form. */
	private isElsewhere(form: Form, before: readonly IDataObject[], now: readonly IDataObject[]): boolean {
		const place = (row: IDataObject) => JSON.stringify([rowKey(row), recipientKey(row.destination)]);
		const known = new Set(before.map(place));
		return now.some(
			(row) =>
				!known.has(place(row)) &&
				mayShow(textOf(row.message), form) &&
				!this.conversations.has(conversationOf({ ...form, destination: String(row.destination) })),
		);
	}

	/**
	 * Looks as {@link look} does, and once more if the message is not there, since a list may lag behind.
	 * @param signal of the execution: if it is stopped, the outcome is unknown
	 */
	async lookTwice(form: Form, read: Read, signal: AbortSignal | undefined): Promise<Found> {
		const first = await this.look(form, read);
		if (first !== 'absent') return first;
		await pause(settling, signal);
		return signal?.aborted ? 'unknown' : await this.look(form, read);
	}
}

/** The rows of a list; undefined if it could not be read. */
async function rowsOf(
	read: Read,
	method: 'getchats' | 'getmessages',
	{ platform = '', platformid = '', destination = '' }: Form,
): Promise<IDataObject[] | undefined> {
	const channel = { method, platform, platformid };
	return await read(method === 'getchats' ? channel : { ...channel, destination }).catch((thrown: unknown) =>
		isNoChat(thrown) ? [] : undefined,
	);
}

/**
 * The rows of a conversation that stand after one that was its latest before. The order of Afilnet's lists is not known.
 * @param before the row that was the latest then; none if the conversation was not there
 * @param now the row that is the latest now
 * @returns undefined if the lists do not show that
 */
function rowsSince(
	messages: readonly IDataObject[],
	before: readonly IDataObject[],
	now: readonly IDataObject[],
): IDataObject[] | undefined {
	// A conversation that the list of now lacks too is older than what the list holds, or has another name there.
	if (before.length === 0) return now.length > 0 || messages.length === 0 ? [...messages] : undefined;
	const keys = messages.map(rowKey);
	const places = (rows: readonly IDataObject[]) => {
		const wanted = new Set(rows.map(rowKey));
		return keys.flatMap((key, place) => (wanted.has(key) ? [place] : []));
	};
	const [start, ...more] = places(before);
	if (start === undefined || more.length > 0 || !isInOrder(messages)) return undefined;
	const isLatest = places(now).includes(start);
	const [end = start] = isLatest ? [] : places(now);
	if (end > start) return messages.slice(start + 1);
	if (end < start) return messages.slice(0, start);
	const isAtOneEnd = start === 0 || start === messages.length - 1;
	return isLatest && isAtOneEnd ? [] : undefined;
}

/** Whether the times of the sent rows, which one clock has written, rise or fall all the way. */
function isInOrder(messages: readonly IDataObject[]): boolean {
	const times = messages.filter(isSent).flatMap(({ datetime }) => readTime(datetime) ?? []);
	const steps = times.slice(1).map((time, index) => Math.sign(time - (times[index] ?? time)));
	return !(steps.includes(1) && steps.includes(-1));
}

/** The texts of rows without those that show messages which are counted already. */
function uncounted(rows: readonly IDataObject[], counted: readonly Form[]): string[] {
	const texts = rows.map(({ message }) => textOf(message));
	for (const form of counted) {
		const place = texts.findIndex((text) => mayShow(text, form));
		if (place >= 0) texts.splice(place, 1);
	}
	return texts;
}

/** Whether a list may show a message by a text. The reference does not say what it shows of a file without a caption. */
function mayShow(text: string, form: Form): boolean {
	return text === textIn(form) || (text === '' && !form.message);
}

/** The text by which a list shows a message for certain. */
function textIn({ message, fileurl }: Form): string {
	return textOf(message ?? fileurl);
}

/** A text as a list gives it back: line breaks and blanks at its ends may be others. */
function textOf(message: unknown): string {
	return String(message ?? '')
		.replace(/\r\n?/g, '\n')
		.trim();
}

function channelOf({ platform, platformid }: Form): string {
	return JSON.stringify([platform, platformid]);
}

function conversationOf({ platform, platformid, destination }: Form): string {
	return JSON.stringify([platform, platformid, recipientKey(destination)]);
}
