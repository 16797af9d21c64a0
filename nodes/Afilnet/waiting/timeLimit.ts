import { WAIT_INDEFINITELY } from 'n8n-workflow';

import { isObject } from '../api/object';
import type { Problem } from '../sending/form';

const minute = 60_000;
const milliseconds = new Map<unknown, number>([
	['minutes', minute],
	['hours', 60 * minute],
	['days', 24 * 60 * minute],
]);

/**
 * Until when an execution waits.
 * @param limit what stands under Limit Wait Time: `{ amount, unit }` with values of any type, or nothing
 * @param now in milliseconds
 * @returns n8n's far future if there is no limit
 */
export function waitTill(limit: unknown, now: number): { until: Date } | { problem: Problem } {
	if (!isObject(limit)) return { until: WAIT_INDEFINITELY };
	const amount = typeof limit.amount === 'boolean' ? NaN : Number(limit.amount);
	const unit = milliseconds.get(limit.unit);
	if (!unit) return { problem: notUnit };
	if (!(amount > 0)) return { problem: notAmount };
	return { until: new Date(Math.min(now + amount * unit, WAIT_INDEFINITELY.getTime())) };
}

const notAmount: Problem = {
	message: "'Amount' under 'Limit Wait Time' is not a length of time",
	description: 'Use a number above 0, e.g. 2. Nothing was sent.',
};

const notUnit: Problem = {
	message: "'Unit' under 'Limit Wait Time' has an unknown value",
	description: 'Use one of: minutes, hours, days. Nothing was sent.',
};
