import { createHash } from 'node:crypto';

import type { Conversation, Message } from './account';
import { shuffled, type Random } from './random';
import type { Order, Switches } from './switches';
import { platformNames, type Platform } from './vocabulary';

type Field = string | number | boolean | null;

/** One row of a list, with exactly the vendor's fields, of which a switch may leave one out. */
export type Row = Readonly<Record<string, Field>>;

/** What the API answers. A `result` that is undefined is not in the JSON. */
export interface Answer {
	status: string;
	result?: unknown;
	error?: string;
}

function spell(word: string, { statusCase }: Switches): string {
	if (statusCase === 'upper') return word.toUpperCase();
	if (statusCase === 'lower') return word.toLowerCase();
	return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}

export const success = (result: unknown, switches: Switches): Answer => ({
	status: spell('success', switches),
	result,
});

export const failure = (error: string, switches: Switches): Answer => ({
	status: spell('error', switches),
	error,
});

/** `result` of a list method, in the shape that the switches ask for. */
export function listResult(rows: readonly Row[], switches: Switches): unknown {
	const [first] = rows;
	if (first === undefined && switches.emptyList !== 'asList') return emptyResults[switches.emptyList];
	if (first !== undefined && rows.length === 1) {
		if (switches.singleRow === 'bare') return first;
		if (switches.singleRow === 'bareInList') return { list: first };
	}
	return {
		list: () => ({ list: rows }),
		array: () => rows,
		numericKeys: () => ({ ...rows }),
		listNumericKeys: () => ({ list: { ...rows } }),
	}[switches.answerShape]();
}

const emptyResults = {
	list: { list: [] },
	listNull: { list: null },
	array: [],
	object: {},
	null: null,
	text: '',
	false: false,
	zero: 0,
	absent: undefined,
};

const sendResults = { absent: undefined, null: null, text: '', true: true, array: [], scalar: 1 };

/** `result` of a send, of which the reference says that it holds no additional values. */
export const sendResult = (switches: Switches): unknown => sendResults[switches.sendResult];

/** Items that stand oldest first, in the order that a switch asks for. */
export function inOrder<Item>(oldestFirst: readonly Item[], order: Order, random: Random): readonly Item[] {
	if (order === 'oldest') return oldestFirst;
	return order === 'newest' ? oldestFirst.toReversed() : shuffled(oldestFirst, random);
}

/** An id as the switches write it: digits that a number holds exactly may be a number. */
export function spellId(id: string, { numbers }: Switches, random: Random): string | number {
	const number = Number(id);
	if (!Number.isSafeInteger(number) || String(number) !== id) return id;
	if (numbers === 'mixed') return random() < 0.5 ? number : id;
	return numbers === 'number' ? number : id;
}

/** A `messageid` as the switches write it, or undefined where the row has none. */
function spellMessageId(id: string, switches: Switches, random: Random): Field | undefined {
	switch (switches.messageIdForm) {
		case 'digits':
			return spellId(id, switches, random);
		case 'text':
			return `ES.${Number(id).toString(36)}`;
		case 'uuid':
			return uuidOf(id);
		default:
			return { zero: 0, zeroText: '0', blank: '', null: null, absent: undefined }[switches.messageIdForm];
	}
}

/** Always the same UUID for the same id. */
function uuidOf(id: string): string {
	const digits = createHash('md5').update(id).digest('hex');
	return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}

/** A platform as the switches write it. */
export function spellPlatform(platform: Platform, { platformCase }: Switches): string {
	if (platformCase === 'lower') return platform;
	return platformCase === 'upper' ? platform.toUpperCase() : platformNames[platform].replace(' ', '');
}

function spellDestination({ platform, destination }: Conversation, switches: Switches, random: Random) {
	const isNumber = platform === 'whatsapp' && /^\d+$/.test(destination);
	return switches.destinationPlus && isNumber ? `+${destination}` : spellId(destination, switches, random);
}

function spellFlag(flag: boolean, { directionFlag }: Switches): string | number | boolean {
	return {
		number: Number(flag),
		numberText: String(Number(flag)),
		boolean: flag,
		booleanText: String(flag),
	}[directionFlag];
}

/** A `datetime` as the switches write it, or undefined where the row has none. */
function spellTime(time: Date, { datetime, zoneHours, summerTime }: Switches): string | number | undefined {
	const hours = zoneHours + (summerTime && isSummer(time) ? 1 : 0);
	const local = new Date(time.getTime() + hours * 3_600_000).toISOString();
	const [year, month, day] = local.slice(0, 10).split('-');
	return {
		spaced: local.slice(0, 19).replace('T', ' '),
		iso: time.toISOString(),
		epoch: Math.floor(time.getTime() / 1000),
		monthFirst: `${month}/${day}/${year} ${local.slice(11, 19)}`,
		dayFirst: `${day}/${month}/${year} ${local.slice(11, 16)}`,
		zero: '0000-00-00 00:00:00',
		absent: undefined,
		unreadable: 'a moment ago',
	}[datetime];
}

/** Summer time in the European Union: from the last Sunday of March to that of October, at 01:00 UTC. */
function isSummer(time: Date): boolean {
	const lastSunday = (month: number) => {
		const last = new Date(Date.UTC(time.getUTCFullYear(), month + 1, 0, 1));
		return last.getTime() - last.getUTCDay() * 86_400_000;
	};
	return time.getTime() >= lastSunday(2) && time.getTime() < lastSunday(9);
}

/** When a message was written by the clock of its side and its platform. */
function clockTime({ platform }: Conversation, { sent, writtenAt }: Message, switches: Switches): Date {
	const minutes = switches[`${platform}Clock`] + (sent ? switches.sentClock : 0);
	return new Date(writtenAt.getTime() + minutes * 60_000);
}

/** Invented, as the reference lists no values: `sent` by the account, else `read` or `received`. */
function statusOf({ sent, read }: Message): string {
	if (sent) return 'sent';
	return read ? 'read' : 'received';
}

/**
 * The row of a message. The reference has no field for a file, so a file without caption shows its address as `message`.
 *
 * @param flagName `sent`, or `issent` in `getunreadmessages`
 */
export function messageRow(
	conversation: Conversation,
	message: Message,
	flagName: 'sent' | 'issent',
	switches: Switches,
	random: Random,
): Row {
	const messageid = spellMessageId(message.messageId, switches, random);
	const datetime = spellTime(clockTime(conversation, message, switches), switches);
	return {
		platformid: spellId(conversation.platformId, switches, random),
		platform: spellPlatform(conversation.platform, switches),
		message: message.text || (message.file?.url ?? ''),
		destination: spellDestination(conversation, switches, random),
		...(messageid !== undefined && { messageid }),
		[flagName]: spellFlag(message.sent, switches),
		status: statusOf(message),
		...(datetime !== undefined && { datetime }),
	};
}
