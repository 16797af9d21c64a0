const started = Date.now();

/** Reports progress with the time since the start. A terminal always shows it on one line, cut to its width. */
export function tell(what: string): void {
	const seconds = Math.round((Date.now() - started) / 1000);
	const line = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}  ${what}`;
	const { stdout } = process;
	stdout.write(stdout.isTTY ? `\r\u001b[K${cut(line, stdout.columns || 80)}` : `${line}\n`);
}

/** Ends the line that {@link tell} writes again and again. */
export function tellLast(what: string): void {
	tell(what);
	if (process.stdout.isTTY) process.stdout.write('\n');
}

/** A line that leaves the last column free: a terminal goes on to the next line once that is written. */
export function cut(line: string, columns: number): string {
	return line.length < columns ? line : `${line.slice(0, Math.max(0, columns - 2))}…`;
}
