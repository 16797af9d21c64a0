import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, whatever the machine (USER_HZ). */
const millisecondsATick = 10;

/** The CPU time that a process has taken so far, all its threads, user and system, in milliseconds. Linux only. */
export function cpuTime(processId: number): number {
	// The name of the program, in brackets, may hold blanks: the fields are counted from behind it.
	const [, afterName = ''] = /\) (.*)$/s.exec(readFileSync(`/proc/${processId}/stat`, 'utf8')) ?? [];
	const fields = afterName.split(' ');
	return (Number(fields[11]) + Number(fields[12])) * millisecondsATick;
}

export function median(values: number[]): number {
	const sorted = values.toSorted((one, other) => one - other);
	const middle = Math.floor(sorted.length / 2);
	const upper = sorted[middle] ?? Number.NaN;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
