import { type Fence, isClosingFence, readOpeningFence } from './fence';

/** Places where a text is cut only if there is no other, and where it is not cut. */
export const inSpan = 1;
export const inFence = 2;

/** A code block that is longer than a part: it is closed where it is cut, and opened again. */
interface LongBlock {
	start: number;
	end: number;
	opening: string;
	closing: string;
}

interface CodeBlock {
	fence: Fence;
	start: number;
	contentStart: number;
	contentEnd: number;
	end: number;
}

const letterOrDigit = /[\p{L}\p{N}]/u;

/**
 * Finds where a text should not be cut: in bold text and the like or a code block that fit, next to a fence.
 * @returns for each place before a UTF-16 unit `inSpan`, `inFence` or 0, and the code blocks that do not fit
 */
export function readPlaces(text: string, maxLength: number): { places: Uint8Array; longBlocks: LongBlock[] } {
	const places = new Uint8Array(text.length + 1);
	const longBlocks: LongBlock[] = [];
	for (const [start, end] of findSpans(text)) {
		if (end - start <= maxLength) places.fill(inSpan, start + 1, end);
	}
	for (const { fence, start, contentStart, contentEnd, end } of findCodeBlocks(text)) {
		const content = text.slice(contentStart, contentEnd);
		const first = contentEnd - content.trimStart().length;
		const last = contentStart + content.trimEnd().length;
		const block = { start, end, opening: `${fence.marks}${fence.info}\n`, closing: `\n${fence.marks}` };
		if (end - start <= maxLength) places.fill(inFence, start + 1, end);
		else if (first - start + block.closing.length < maxLength / 2) {
			places.fill(inFence, start + 1, first + 1).fill(inFence, last, end);
			longBlocks.push(block);
		}
	}
	return { places, longBlocks };
}

/** Where text in marks, such as `*bold*`, begins and ends within a line. */
function findSpans(text: string): Array<[number, number]> {
	const spans: Array<[number, number]> = [];
	const open = new Map<string, number>();
	for (const { 0: mark, index } of text.matchAll(/`+|\*+|_+|~+|\n/g)) {
		const end = index + mark.length;
		const before = text.charAt(index - 1);
		const after = text.charAt(end);
		const start = open.get(mark);
		if (mark === '\n') open.clear();
		else if (start !== undefined && /\S/.test(before) && !letterOrDigit.test(after)) {
			spans.push([start, end]);
			open.delete(mark);
		} else if (start === undefined && /\S/.test(after) && !letterOrDigit.test(before)) open.set(mark, index);
	}
	return spans;
}

function findCodeBlocks(text: string): CodeBlock[] {
	const blocks: CodeBlock[] = [];
	let open: CodeBlock | undefined;
	let start = 0;
	for (const line of text.split('\n')) {
		const end = start + line.length;
		const fence = open ? undefined : readOpeningFence(line);
		if (fence) open = { fence, start, contentStart: end, contentEnd: text.length, end: text.length };
		else if (open && isClosingFence(line, open.fence.marks)) {
			blocks.push({ ...open, contentEnd: start, end });
			open = undefined;
		}
		start = end + 1;
	}
	return open ? [...blocks, open] : blocks;
}
