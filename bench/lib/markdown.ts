import { execFileSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';

/** A Markdown table, the first column left, the others right. */
export function table(head: string[], rows: string[][]): string {
	const widths = head.map((_title, column) =>
		Math.max(4, ...[head, ...rows].map((row) => (row[column] ?? '').length)),
	);
	const line = (cells: string[]) =>
		`| ${cells.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join(' | ')} |`;
	const rule = widths.map((width, column) =>
		column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
	);
	return [line(head), line(rule), ...rows.map(line)].join('\n');
}

function pad(cell: string, width: number, column: number): string {
	return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

/** The day and the machine of a measurement. @param node the Node.js that ran what was measured */
export function circumstances(node: string): string {
	const [processor] = cpus();
	const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
	const day = new Date().toISOString().slice(0, 10);
	return `${day}, ${cpus().length} cores of ${processor?.model ?? 'an unknown processor'}, Node.js ${version.slice(1)}`;
}

/** How busy the machine was: processes that wanted a core, on average over the last minute. */
export function load(): string {
	return (loadavg()[0] ?? Number.NaN).toFixed(1);
}
