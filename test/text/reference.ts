import { type Node, Parser } from 'commonmark';

/** Stand for the begin and the end of bold and italic text until it is clear which of them are drawn. */
const boldBegins = '\uE001';
const boldEnds = '\uE002';
const italicBegins = '\uE003';
const italicEnds = '\uE004';
const markOf: Record<string, string> = {
	[boldBegins]: '*',
	[boldEnds]: '*',
	[italicBegins]: '_',
	[italicEnds]: '_',
};

/**
 * What a chat should get for a Markdown text, made from the tree of CommonMark's own parser and from no code of the
 * package. White space and the bullets of lists are not those of the text: compare without them.
 */
export function renderReference(markdown: string, isWhatsApp: boolean): string {
	let output = '';
	const walker = new Parser().parse(markdown).walker();
	for (let event = walker.next(); event; event = walker.next()) {
		output += event.entering ? begin(event.node, isWhatsApp) : end(event.node);
	}
	return isWhatsApp ? drawMarks(output) : output.replace(/[\uE001-\uE004]/g, '');
}

/** Whether CommonMark takes indented text of an example for code. */
export function hasIndentedCode(markdown: string): boolean {
	const walker = new Parser().parse(markdown).walker();
	for (let event = walker.next(); event; event = walker.next()) {
		if (event.node.type === 'code_block' && event.node.info === null) return true;
	}
	return false;
}

function begin(node: Node, isWhatsApp: boolean): string {
	const text = node.literal ?? '';
	if (node.type === 'code') return isWhatsApp ? inCodeMarks(text) : text;
	if (node.type === 'code_block') return isWhatsApp ? `\`\`\`\n${text}\`\`\`\n` : text;
	if (node.type === 'item') return bulletOf(node);
	if (node.type === 'thematic_break') return '---\n';
	if (node.type === 'softbreak' || node.type === 'linebreak') return '\n';
	if (node.type === 'strong' || node.type === 'heading') return boldBegins;
	return node.type === 'emph' ? italicBegins : text;
}

function bulletOf({ listType, listStart, listDelimiter }: Node): string {
	return listType === 'ordered' ? `${listStart}${listDelimiter}` : '';
}

function inCodeMarks(text: string): string {
	const mark = text.includes('`') ? '```' : '`';
	return text.includes(mark) ? text : mark + text + mark;
}

function end(node: Node): string {
	if (node.type === 'strong') return boldEnds;
	if (node.type === 'heading') return `${boldEnds}\n`;
	if (node.type === 'emph') return italicEnds;
	if (node.type === 'paragraph') return '\n';
	return node.type === 'link' || node.type === 'image' ? addressBehind(node) : '';
}

function addressBehind(node: Node): string {
	const address = decodeURI(node.destination ?? '').replace(/^mailto:/i, '');
	const text = textOf(node);
	if (!text) return address;
	return address && text !== address ? ` (${address})` : '';
}

function textOf(parent: Node): string {
	let text = '';
	const walker = parent.walker();
	for (let event = walker.next(); event; event = walker.next()) text += event.node.literal ?? '';
	return text;
}

/** Draws marks that touch no letter or digit outside, ends them at line breaks, and none within its own kind. */
function drawMarks(text: string): string {
	const characters = [...text];
	const isDrawn = findDrawn(characters);
	const marks: string[] = [];
	let output = '';
	for (const [index, character] of characters.entries()) {
		const mark = markOf[character];
		if (character === '\n') output += breakMarks(marks);
		else if (!mark) output += character;
		else if (isDrawn.get(index) === 'begins') {
			if (!marks.includes(mark)) output += mark;
			marks.push(mark);
		} else if (isDrawn.get(index) === 'ends') {
			marks.pop();
			if (!marks.includes(mark)) output += mark;
		}
	}
	return output;
}

function breakMarks(marks: readonly string[]): string {
	const distinct = [...new Set(marks)];
	return `${distinct.toReversed().join('')}\n${distinct.join('')}`;
}

function findDrawn(characters: readonly string[]): Map<number, 'begins' | 'ends'> {
	const drawn = new Map<number, 'begins' | 'ends'>();
	const open: number[] = [];
	for (const [index, character] of characters.entries()) {
		if (character === boldBegins || character === italicBegins) open.push(index);
		if (character !== boldEnds && character !== italicEnds) continue;
		const start = open.pop() ?? 0;
		const outside = [
			characters.slice(0, start).findLast((other) => !markOf[other]),
			characters.slice(index).find((other) => !markOf[other]),
		];
		if (outside.some((other) => /[\p{L}\p{N}]/u.test(other ?? ''))) continue;
		drawn.set(start, 'begins').set(index, 'ends');
	}
	return drawn;
}
