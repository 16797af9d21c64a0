/** Reports progress with the time. */
export function tell(line: string): void {
	process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}

/** A paragraph of what was measured. */
export function print(paragraph: string): void {
	process.stdout.write(`${paragraph}\n\n`);
}
