const opening = /^(\s*(?:(?:[-+*]|\d{1,9}[.)])\s+)?)(`{3,}(?=[^`]*$)|~{3,})(.*)$/s;

/** The fence that opens a code block. */
export interface Fence {
	/** White space before the fence, with the marker of a list if the block is the first in an item. */
	indentation: string;
	marks: string;
	/** What stands behind the marks: as a rule the code's language. */
	info: string;
}

/** Reads a line that opens a code block, or returns undefined if it does not. */
export function readOpeningFence(line: string): Fence | undefined {
	const [, indentation = '', marks, info = ''] = opening.exec(line) ?? [];
	return marks ? { indentation, marks, info: info.trim() } : undefined;
}

/** Whether a line ends the block that marks like these opened. */
export function isClosingFence(line: string, marks: string): boolean {
	const bare = line.trim();
	return bare.startsWith(marks) && bare === marks.charAt(0).repeat(bare.length);
}
