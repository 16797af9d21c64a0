import type { IDataObject } from 'n8n-workflow';

/**
 * A row as the nodes give it: `platformid` and `destination` as texts, which Afilnet writes as numbers or as texts and which
 * may have more digits than a number, and `platform` in lower case. So they are the same in every operation's output and
 * the trigger's, and in what a send gives. All else stays as it came.
 */
export function uniformRow(row: IDataObject): IDataObject {
	const uniform = { ...row };
	for (const name of ['platformid', 'destination']) {
		const value = row[name];
		if (typeof value === 'number') uniform[name] = String(value);
	}
	if (typeof row.platform === 'string') uniform.platform = row.platform.trim().toLowerCase();
	return uniform;
}

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

const yearFirst = /^(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})(?:[T ,]+(?<clock>.+))?$/;
const dayFirst = /^(?<day>\d{1,2})[-/.](?<month>\d{1,2})[-/.](?<year>\d{4})(?:[T ,]+(?<clock>.+))?$/;
const timeOfDay =
	/^(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2}(?:[.,]\d+)?))?\s*(?<zone>Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * The moment a `datetime` names, in milliseconds since 1970, or undefined if it cannot be read. The reference
 * names neither format nor zone: `2026-01-31 09:30:00`, ISO 8601, `31/01/2026 09:30` and seconds or milliseconds
 * since 1970 are read. A time without a zone counts as UTC, which is enough to compare the vendor's times with each
 * other.
 */
export function readTime(value: unknown): number | undefined {
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const text = String(value).trim();
	if (/^\d{9,}(\.\d+)?$/.test(text)) return sinceEpoch(Number(text));
	const date = (yearFirst.exec(text) ?? dayFirst.exec(text))?.groups;
	if (!date) return undefined;
	const clock = date.clock === undefined ? {} : timeOfDay.exec(date.clock)?.groups;
	if (!clock) return undefined;
	const { hour = '0', minute = '0', second = '0', zone = '' } = clock;
	const days = Date.UTC(Number(date.year), Number(date.month) - 1, Number(date.day));
	const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second.replace(',', '.'));
	return days + Math.round(seconds * 1000) - zoneOffset(zone);
}

function sinceEpoch(number: number): number {
	return number < 1e11 ? number * 1000 : number;
}

function zoneOffset(zone: string): number {
	const parts = /(?<sign>[+-])(?<hours>\d{2}):?(?<minutes>\d{2})/.exec(zone)?.groups;
	if (!parts) return 0;
	const minutes = Number(parts.hours) * 60 + Number(parts.minutes);
	return (parts.sign === '-' ? -minutes : minutes) * 60_000;
}

/** Ids that stand for none. */
const noIds = ['', '0', 'null', 'undefined', 'false'];

/**
 * By what a row is known again within its conversation: direction and id. Sent and received messages may be counted
 * apart. A row without an id is known by its time and text.
 */
export function rowKey(row: IDataObject): string {
	const id = String(row.messageid).trim();
	const name = noIds.includes(id) ? JSON.stringify([row.datetime, row.message]) : id;
	return `${isSent(row) ? 'sent' : 'received'} ${name}`;
}
