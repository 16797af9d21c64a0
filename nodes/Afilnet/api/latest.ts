import type { IDataObject } from 'n8n-workflow';

import { isSent, readTime } from './row';

/**
 * The latest messages of a list, in the list's order. Afilnet's reference does not say which end of a list is the latest:
 * the times decide, else the ids. If neither rises or falls, the last rows count as the latest.
 * @param count how many at most
 */
export function latestRows(rows: readonly IDataObject[], count: number): IDataObject[] {
	const direction = directionOf(rows);
	if (direction !== 0) return direction > 0 ? rows.slice(-count) : rows.slice(0, count);
	const byTime = [...rows.keys()].sort((one, other) => timeOf(rows[one]) - timeOf(rows[other]));
	const latest = new Set(byTime.slice(-count));
	return rows.filter((_row, place) => latest.has(place));
}

/** 1 for a list with the oldest message first, -1 for one with the newest first, 0 for one in no order. */
function directionOf(rows: readonly IDataObject[]): number {
	const times = steps(rows, ({ datetime }) => readTime(datetime));
	const ids = steps(rows, ({ messageid }) => Number(messageid));
	if (isOneWay(times)) return Math.sign(times.rises - times.falls);
	if (isOneWay(ids)) return Math.sign(ids.rises - ids.falls);
	const most = Math.max(times.rises, times.falls);
	// In the night in which clocks go back, one step of an orderly list contradicts the others.
	if (most < 9 * Math.min(times.rises, times.falls)) return 0;
	return times.falls > times.rises ? -1 : 1;
}

interface Steps {
	rises: number;
	falls: number;
}

function isOneWay({ rises, falls }: Steps): boolean {
	return rises === 0 ? falls > 0 : falls === 0;
}

/** Counted apart for sent and received messages, which may be dated by two clocks and numbered by two counters. */
function steps(rows: readonly IDataObject[], read: (row: IDataObject) => number | undefined): Steps {
	const counted = { rises: 0, falls: 0 };
	const before = new Map<boolean, number>();
	for (const row of rows) {
		const value = read(row);
		if (value === undefined || Number.isNaN(value)) continue;
		const last = before.get(isSent(row)) ?? value;
		if (value > last) counted.rises++;
		if (value < last) counted.falls++;
		before.set(isSent(row), value);
	}
	return counted;
}

function timeOf(row: IDataObject | undefined): number {
	return readTime(row?.datetime) ?? 0;
}
