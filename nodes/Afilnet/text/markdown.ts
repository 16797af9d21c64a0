import { isBlank } from '../api/characters';
import type { Style } from './emphasis';
import { isClosingFence, readOpeningFence } from './fence';
import { formatInline } from './inline';
import { type Marks, marksOf } from './marks';

/** What a block of Markdown became, and the index of the line behind the block. */
interface Block {
	text: string;
	end: number;
}

type BlockReader = (lines: readonly string[], index: number, marks: Marks) => Block | undefined;

const quoteLine = /^( {0,3}(?:> ?)+)(.*)$/s;
const headingLine = /^ {0,3}#{1,6}[ \t]+(\S.*)$/s;
const underline = /^ {0,3}(?:={3,}|-{3,})\s*$/;
const listLine = /^(\s*)([-+*]|\d{1,9}[.)])([ \t]+)(\S.*)$/s;
const taskBox = /^\[([ xX])\][ \t]+(?=\S)/;

/**
 * Formats Markdown, such as an AI agent's answer, for a chat: in WhatsApp's own marks on `whatsapp`, as plain text on
 * other platforms. Text without Markdown, or that only looks like it (2*3*4, snake_case), stays as it is. So do
 * indented code and reference links with their definitions: people indent for other reasons, and a list of
 * references reads well. A text of marks alone stays as it is: a chat takes no message that shows nothing.
 * @param platform as Afilnet names it: webchat, whatsapp, telegram or operator
 */
export function formatMarkdown(text: string, platform: string): string {
	const formatted = formatBlocks(text.split('\n'), marksOf(platform), [readQuote, ...innerBlocks]);
	return isBlank(formatted) ? text : formatted;
}

const innerBlocks: readonly BlockReader[] = [readCodeBlock, readTable, readHeading, readRule, readItem];

function formatBlocks(lines: readonly string[], marks: Marks, readers: readonly BlockReader[]): string {
	const texts: string[] = [];
	for (let index = 0; index < lines.length;) {
		const block =
			readers.reduce<Block | undefined>((found, read) => found ?? read(lines, index, marks), undefined) ??
			readParagraph(lines, index, marks);
		texts.push(block.text);
		index = block.end;
	}
	return texts.join('\n');
}

/** A quote keeps its marks. WhatsApp draws them if a space follows, which is not put into comparisons such as `>5`. */
function readQuote(lines: readonly string[], index: number, marks: Marks): Block | undefined {
	const { prefix, content } = splitQuote(lines[index] ?? '');
	if (!prefix) return undefined;
	const contents = [content];
	let end = index + 1;
	for (; end < lines.length; end++) {
		const next = splitQuote(lines[end] ?? '');
		if (next.content ? next.prefix !== prefix : next.prefix.trim() !== prefix.trim()) break;
		contents.push(next.content);
	}
	const quoted = formatBlocks(contents, marks, innerBlocks).split('\n');
	return { text: quoted.map((line) => (line ? prefix + line : prefix.trimEnd())).join('\n'), end };
}

function splitQuote(line: string): { prefix: string; content: string } {
	const [, prefix = '', content = ''] = quoteLine.exec(line) ?? [];
	return { prefix: /^[\p{L}*#]/u.test(content) ? prefix.replace(/>$/, '> ') : prefix, content };
}

/** Fenced code, until its closing fence or the end. A language is left out: WhatsApp would show it as code. */
function readCodeBlock(lines: readonly string[], index: number, marks: Marks): Block | undefined {
	const fence = readOpeningFence(lines[index] ?? '');
	if (!fence) return undefined;
	let end = index + 1;
	while (end < lines.length && !isClosingFence(lines[end] ?? '', fence.marks)) end++;
	const code = lines.slice(index + 1, end).map((line) => outdent(line, fence.indentation.length));
	if (/\s/.test(fence.info)) code.unshift(fence.info);
	const mark = code.some((line) => line.includes(marks.codeBlock)) ? '' : marks.codeBlock;
	const text = (mark ? [mark, ...code, mark] : code).join('\n');
	return { text: (fence.indentation.trim() ? fence.indentation : '') + text, end: end + 1 };
}

function outdent(line: string, size: number): string {
	return line.slice(Math.min(size, line.length - line.trimStart().length));
}

/** A table becomes one line for each row, with bars between its cells and a bold header. */
function readTable(lines: readonly string[], index: number, marks: Marks): Block | undefined {
	if (!startsTable(lines, index)) return undefined;
	const rows = [formatRow(lines[index] ?? '', marks, 'bold')];
	let end = index + 2;
	for (; lines[end]?.includes('|'); end++) rows.push(formatRow(lines[end] ?? '', marks));
	return { text: rows.join('\n'), end };
}

function startsTable(lines: readonly string[], index: number): boolean {
	const [header = '', delimiters = ''] = lines.slice(index, index + 2);
	if (!header.includes('|') || !/^\s*[|:-]/.test(delimiters)) return false;
	const cells = splitRow(delimiters);
	return cells.length === splitRow(header).length && cells.every((cell) => /^:?-+:?$/.test(cell));
}

function splitRow(line: string): string[] {
	const cells = line.trim().split(/(?<!\\)\|/);
	if (cells.length > 1 && !cells[0]) cells.shift();
	if (cells.length > 1 && !cells.at(-1)) cells.pop();
	return cells.map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function formatRow(line: string, marks: Marks, style?: Style): string {
	const cells = splitRow(line).map((cell) => formatInline(cell, marks, style).split('\n'));
	return cells.map((parts) => parts.map((part) => part.trim()).join(' ') || '–').join(' | ');
}

function readHeading(lines: readonly string[], index: number, marks: Marks): Block | undefined {
	const [, title] = headingLine.exec(lines[index] ?? '') ?? [];
	return title === undefined
		? undefined
		: { text: formatInline(withoutHashes(title.trimEnd()), marks, 'bold'), end: index + 1 };
}

/** A heading's text without the hashes that may close it. */
function withoutHashes(title: string): string {
	let end = title.length;
	while (title[end - 1] === '#') end--;
	return /\s/.test(title[end - 1] ?? '') ? title.slice(0, end).trimEnd() : title;
}

/** Rules of dashes and underscores read as rules; WhatsApp would take `* * *` for a list. */
function readRule(lines: readonly string[], index: number): Block | undefined {
	const line = lines[index] ?? '';
	if (!isRule(line)) return undefined;
	return { text: line.includes('*') ? '---' : line, end: index + 1 };
}

function isRule(line: string): boolean {
	return /^ {0,3}\S/.test(line) && /^(?:-{3,}|_{3,}|\*{3,})$/.test(line.replace(/\s/g, ''));
}

/** An item keeps its number or dash, which may be a minus. An asterisk, which may be taken for a mark, is replaced. */
function readItem(lines: readonly string[], index: number, marks: Marks): Block | undefined {
	const item = listLine.exec(lines[index] ?? '');
	if (!item) return undefined;
	const [, indentation = '', marker = '', space = '', first = ''] = item;
	const [box = '', state] = taskBox.exec(first) ?? [];
	const content = first.slice(box.length);
	const title = readHeading([content], 0, marks)?.text;
	const end = title === undefined ? endOfText(lines, index) : index + 1;
	const text = title ?? formatInline([content, ...lines.slice(index + 1, end)].join('\n'), marks);
	const bullet = (marker === '*' ? '•' : marker) + space;
	if (!box) return { text: indentation + bullet + text, end };
	return {
		text: `${indentation}${/\d/.test(marker) ? bullet : ''}${state === ' ' ? '☐' : '☑'} ${text}`,
		end,
	};
}

/** A paragraph, a heading with a line under it, or an empty line. */
function readParagraph(lines: readonly string[], index: number, marks: Marks): Block {
	const first = lines[index] ?? '';
	if (!first.trim()) return { text: first, end: index + 1 };
	const end = endOfText(lines, index);
	const source = lines.slice(index, end).join('\n');
	const isTitle = underline.test(lines[end] ?? '');
	return { text: formatInline(source, marks, isTitle ? 'bold' : undefined), end: isTitle ? end + 1 : end };
}

/** The index of the line behind the text of a paragraph or an item that begins at a line. */
function endOfText(lines: readonly string[], index: number): number {
	let end = index + 1;
	while (end < lines.length && !startsBlock(lines, end)) end++;
	return end;
}

function startsBlock(lines: readonly string[], index: number): boolean {
	const line = lines[index] ?? '';
	const starts = [quoteLine, headingLine, listLine, underline];
	return (
		!line.trim() ||
		readOpeningFence(line) !== undefined ||
		starts.some((start) => start.test(line)) ||
		isRule(line) ||
		startsTable(lines, index)
	);
}
