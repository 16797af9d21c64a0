import { type Delimiter, pairDelimiters, type Piece, readDelimiter, type Style } from './emphasis';
import { isSameAddress, readEntity, readLinkTarget, unescape, withoutScheme } from './link';
import { type Marks, writePieces } from './marks';

/** An opening bracket of a link or an image that may follow. */
interface Bracket {
	piece: Piece;
	/** How many pieces and runs of marks stand before its text, and where the text begins in the source. */
	pieces: number;
	delimiters: number;
	start: number;
}

/** What may mean something in Markdown, and addresses and Windows paths, which are taken as they are. */
const tokens = new RegExp(
	[
		/`+|\*+|_+|~~+/,
		/!?\[|\]/,
		/<[^<>\n]*>/,
		/&#?\w{1,31};/,
		/https?:\/\/[^\s<>[\]`"|\u{80}-\u{10FFFF}]*[^\s<>[\]`"|?!.,:;*_~')\u{80}-\u{10FFFF}]/u,
		/(?<![\p{L}\p{N}])(?:[A-Za-z]:\\|\\\\(?=[\p{L}\p{N}]))[^\s<>*`"|]+/u,
		/\\(?:[!-/:-@[-`{-~]|(?=\r?\n))/,
	]
		.map(({ source }) => source)
		.join('|'),
	'gu',
);

const htmlTag = /^\/?([a-z][a-z\d-]*)(?:\s+[a-z-]+="[^"]*")*\s*\/?$/i;
/** Tags after which a new line begins. */
const breakTag = /^(?:br|\/p|\/div)(?![a-z\d-])/i;
/** Tags that style text or order it on a page. */
const droppedTags = 'b strong i em s del strike u ins small sub sup mark span p div'.split(' ');

/**
 * Formats the Markdown within a paragraph, a heading or a cell of a table.
 * @param outer a style that the whole text has
 */
export function formatInline(source: string, marks: Marks, outer?: Style): string {
	return writePieces(new InlineReader(source).read(), marks, outer);
}

class InlineReader {
	private readonly pieces: Piece[] = [];
	private readonly delimiters: Delimiter[] = [];
	private readonly brackets: Bracket[] = [];
	/** Where runs of backticks stand, by their length, the last one first. */
	private readonly backticks = new Map<number, number[]>();
	private index = 0;

	constructor(private readonly source: string) {
		for (const { 0: run, index } of [...source.matchAll(/`+/g)].reverse()) {
			const runs = this.backticks.get(run.length);
			if (runs) runs.push(index);
			else this.backticks.set(run.length, [index]);
		}
	}

	read(): Piece[] {
		const matcher = new RegExp(tokens);
		for (let match = matcher.exec(this.source); match; match = matcher.exec(this.source)) {
			if (match.index > this.index) this.add(this.source.slice(this.index, match.index));
			this.index = match.index;
			this.readToken(match[0]);
			matcher.lastIndex = this.index;
		}
		this.add(this.source.slice(this.index));
		pairDelimiters(this.delimiters);
		return this.pieces;
	}

	private add(text: string): Piece {
		const piece: Piece = { text, closed: 0, opened: [] };
		this.pieces.push(piece);
		return piece;
	}

	private readToken(token: string): void {
		const start = this.index;
		this.index += token.length;
		if (/^[*_~]/.test(token)) {
			const delimiter = readDelimiter(this.source, start, token);
			this.pieces.push(delimiter);
			this.delimiters.push(delimiter);
		} else if (token.startsWith('\\')) this.add(token.length > 2 ? token : token.slice(1));
		else if (token.startsWith('`')) this.readCode(token);
		else if (token.startsWith('<')) this.readTag(token);
		else if (token.endsWith('[')) this.openBracket(token);
		else if (token === ']') this.closeBracket(start);
		else if (token.startsWith('&')) this.add(readEntity(token));
		else if (token.startsWith('http')) this.add(unescape(token));
		else this.add(token);
	}

	private readCode(run: string): void {
		const runs = this.backticks.get(run.length) ?? [];
		let end = runs.pop();
		while (end !== undefined && end < this.index) end = runs.pop();
		if (end === undefined) {
			this.add(run);
			return;
		}
		const code = this.source.slice(this.index, end).replace(/\r?\n/g, ' ');
		const isPadded = code.startsWith(' ') && code.endsWith(' ') && code.trim() !== '';
		this.add(isPadded ? code.slice(1, -1) : code).isCode = true;
		this.index = end + run.length;
	}

	private openBracket(token: string): void {
		const { pieces, delimiters, index } = this;
		const before = { pieces: pieces.length, delimiters: delimiters.length };
		this.brackets.push({ ...before, piece: this.add(token), start: index });
	}

	private closeBracket(end: number): void {
		const bracket = this.brackets.pop();
		const target = bracket && readLinkTarget(this.source, this.index);
		const text = this.source.slice(bracket?.start, end).trim();
		if (!target || (!text && !target.address)) {
			this.add(']');
			return;
		}
		this.index = target.end;
		pairDelimiters(this.delimiters.splice(bracket.delimiters));
		bracket.piece.text = '';
		if (!text || isSameAddress(text, target.address)) {
			this.pieces.length = bracket.pieces;
			this.add(target.address);
		} else if (target.address) this.add(` (${target.address})`);
	}

	/** Reads `<address>` or an HTML tag. What is neither, such as `<your name>`, is text and may hold Markdown. */
	private readTag(token: string): void {
		const inside = token.slice(1, -1);
		const tag = htmlTag.exec(inside)?.[1]?.toLowerCase();
		if (tag) this.add(breakTag.test(inside) ? '\n' : droppedTags.includes(tag) ? '' : token);
		else if (/^[a-z][a-z\d+.-]+:\S*$|^[^\s@\\]+@[a-z\d.-]+$/i.test(inside)) this.add(withoutScheme(inside));
		else {
			this.add('<');
			this.index -= token.length - 1;
		}
	}
}
