import type { Piece, Style } from './emphasis';

/** What a chat draws as bold, italic and so on; empty strings if it shows marks as they are. */
export type Marks = Record<Style | 'code' | 'codeBlock', string>;

const plain: Marks = { bold: '', italic: '', strike: '', code: '', codeBlock: '' };
const whatsApp: Marks = { bold: '*', italic: '_', strike: '~', code: '`', codeBlock: '```' };

/** The marks of a platform. Afilnet names none for those other than WhatsApp. */
export function marksOf(platform: string): Marks {
	return platform === 'whatsapp' ? whatsApp : plain;
}

/**
 * Writes pieces with their marks as WhatsApp draws them: close to the text, ended at each line break and begun again
 * behind it, and never one inside another of its kind.
 * @param outer a style that the whole text has
 */
export function writePieces(pieces: readonly Piece[], marks: Marks, outer?: Style): string {
	const writer = new Writer(marks);
	writer.begin(outer);
	for (const { closed, text, isCode, opened } of pieces) {
		for (let count = 0; count < closed; count++) writer.end();
		writer.write(isCode ? markCode(text, marks) : text);
		for (const style of opened) writer.begin(style);
	}
	writer.end();
	return writer.text();
}

/** Code in marks, or without them if it holds them itself. */
function markCode(text: string, { code, codeBlock }: Marks): string {
	const mark = text.includes('`') ? codeBlock : code;
	return text.includes(mark) ? text : mark + text + mark;
}

class Writer {
	private readonly output: string[] = [];
	/** The spans around the text, and the styles that they add, the outermost first. */
	private readonly spans: Array<Style | undefined> = [];
	private readonly styles: Style[] = [];
	/** How many of the styles have their marks in the output. */
	private drawn = 0;
	/** White space behind the output, which closing marks come before. */
	private space = '';

	constructor(private readonly marks: Marks) {}

	begin(style?: Style): void {
		const added = style && !this.styles.includes(style) ? style : undefined;
		this.spans.push(added);
		if (added) this.styles.push(added);
	}

	end(): void {
		if (!this.spans.pop()) return;
		this.closeDownTo(this.styles.length - 1);
		this.styles.pop();
	}

	write(text: string): void {
		for (const [index, line] of text.split('\n').entries()) {
			if (index > 0) {
				this.closeDownTo(0);
				this.space += '\n';
			}
			const body = line.trim();
			const start = line.length - line.trimStart().length;
			this.space += line.slice(0, start);
			if (!body) continue;
			const opening = this.styles.slice(this.drawn).map((style) => this.marks[style]);
			this.output.push(this.space, ...opening, body);
			this.drawn = this.styles.length;
			this.space = line.slice(start + body.length);
		}
	}

	text(): string {
		return this.output.join('') + this.space;
	}

	private closeDownTo(count: number): void {
		const closing = this.styles.slice(count, this.drawn).map((style) => this.marks[style]);
		this.output.push(...closing.reverse());
		this.drawn = Math.min(this.drawn, count);
	}
}
