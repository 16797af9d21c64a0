import { createHash } from 'node:crypto';

import type { Conversation, Message } from './account';
import { LongNumber } from './answers';
import type { Random } from './random';
import type { Switches } from './switches';
import { platformNames, type Platform } from './vocabulary';

type Field = string | number | boolean | null | LongNumber;

/** One row of a list, with exactly the vendor's fields, of which a switch may leave one out. */
export type Row = Readonly<Record<string, Field>>;

/** An id as the switches write it: digits that a number holds exactly may be a number. */
export function spellId(id: string, { numbers }: Switches, random: Random): string | number {
	const number = Number(id);
	if (!Number.isSafeInteger(number) || String(number) !== id) return id;
	if (numbers === 'mixed') return random() < 0.5 ? number : id;
	return numbers === 'number' ? number : id;
}

/** A `messageid` as the switches write it, or undefined if the row has none. */
function spellMessageId(id: string, switches: Switches, random: Random): Field | undefined {
	switch (switches.messageIdForm) {
		case 'digits':
			return spellId(id, switches, random);
		case 'text':
			return `ES.${Number(id).toString(36)}`;
		case 'uuid':
			return uuidOf(id);
		case 'longNumber':
			return new LongNumber(`73${id.padStart(17, '0')}`);
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

/** A `datetime` as the switches write it, or undefined if the row has none. */
function spellTime(time: Date, { datetime, zoneHours, summerTime }: Switches): Field | undefined {
	const hours = zoneHours + (summerTime && isSummer(time) ? 1 : 0);
	const local = new Date(time.getTime() + hours * 3_600_000).toISOString();
	const [year, month, day] = local.slice(0, 10).split('-');
	return {
		spaced: local.slice(0, 19).replace('T', ' '),
		iso: time.toISOString(),
		epoch: Math.floor(time.getTime() / 1000),
		fraction: new LongNumber(`${(time.getTime() / 1000).toFixed(3)}00014305114746094`),
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

/** The text of a message, as the switches write what the account sent. */
function spellText({ sent, text }: Message, { sentText }: Switches): string {
	if (!sent) return text;
	switch (sentText) {
		case 'asSent':
			return text;
		case 'trimmed':
			return text.trim();
		case 'withoutEmoji':
			return text.replace(/\p{Extended_Pictographic}/gu, '?');
		case 'truncated':
			return [...text].slice(0, 20).join('');
		case 'escaped':
			return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
	}
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
		message: spellText(message, switches) || (message.file?.url ?? ''),
		destination: spellDestination(conversation, switches, random),
		...(messageid !== undefined && { messageid }),
		[flagName]: spellFlag(message.sent, switches),
		status: statusOf(message),
		...(datetime !== undefined && { datetime }),
	};
}
