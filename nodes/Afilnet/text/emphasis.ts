export type Style = 'bold' | 'italic' | 'strike';

/** A piece of text between spans of styled text. */
export interface Piece {
	text: string;
	isCode?: true;
	/** How many spans end before the text. */
	closed: number;
	/** The styles of the spans that begin behind it, the outermost first. Undefined ones are not drawn. */
	opened: Array<Style | undefined>;
}

/** A run of `*`, `_` or `~`. Its text is what is left of the run once its spans are taken from it. */
export interface Delimiter extends Piece {
	character: string;
	size: number;
	opens: boolean;
	/** How long a run it closes must be at least; 0 if it closes none. */
	closes: 0 | 1 | 2;
	touchesBefore: boolean;
	touchesAfter: boolean;
}

const letterOrDigit = /^(?![\uFE0F\u20E3])[\p{L}\p{N}\p{M}]$/u;
/** Scripts that put no spaces between words: a mark may stand beside their letters. */
const unspaced = /^[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]$/u;
const startOfWords = /^[\s([{"'“‘«¿¡*_~|>]?$/u;
/** What holds the parts of a path, an address or a file name together. */
const joint = /^[./\\@=&]$/;

/**
 * Reads a run of marks by CommonMark's rules, made stricter so that `2*3*4`, `/_path_/` and `*.ts` stay text: a run
 * opens only at the start of a word and closes only at the end of one. Two asterisks or tildes close within a word
 * too, since people leave the space out: `**Price:**5 €`.
 */
export function readDelimiter(source: string, index: number, text: string): Delimiter {
	const [character = ''] = text;
	const size = text.length;
	const end = index + size;
	const before = source.slice(Math.max(0, index - 2), index).match(/.$/su)?.[0] ?? '';
	const [after = '', next = ''] = source.slice(end, end + 4);
	const isRun = character === '~' ? size === 2 : size <= 3;
	const touchesBefore = letterOrDigit.test(before);
	const touchesAfter = letterOrDigit.test(after);
	const startsWord = startOfWords.test(before);
	const mayOpen =
		startsWord || unspaced.test(before) || (character !== '_' && !touchesBefore && touchesAfter);
	const isPattern = /[./]/.test(after) && (size === 1 || !letterOrDigit.test(next));
	const onlyOpens = /^\s?$/.test(before) || (startsWord && touchesAfter);
	const endsWord = !isWord(after) && !(joint.test(after) && isWord(next));
	const closesInWord = character !== '_' && size > 1 && !(isWord(before) && /\p{N}/u.test(after));
	return {
		text,
		closed: 0,
		opened: [],
		character,
		size,
		opens: isRun && /\S/.test(after) && mayOpen && !isPattern,
		closes: !isRun || onlyOpens ? 0 : endsWord ? 1 : closesInWord ? 2 : 0,
		touchesBefore,
		touchesAfter,
	};
}

function isWord(character: string): boolean {
	return letterOrDigit.test(character) && !unspaced.test(character);
}

/**
 * Pairs runs by CommonMark's algorithm, in place. Linear in time: for each kind of closing run it remembers up to
 * which height of the stack no opening run fits it.
 */
export function pairDelimiters(delimiters: readonly Delimiter[]): void {
	const openers: Delimiter[] = [];
	const floors = new Map<string, number>();
	for (const closer of delimiters) {
		while (closer.closes && closer.text) {
			const kind = `${closer.character}${closer.closes}${closer.opens}${closer.size % 3}`;
			const floor = floors.get(kind) ?? 0;
			const height = openers.findLastIndex((opener, at) => at < floor || fits(opener, closer));
			const opener = openers[height];
			if (!opener || height < floor) {
				floors.set(kind, openers.length);
				break;
			}
			openers.length = height;
			pair(opener, closer);
			if (opener.text) openers.push(opener);
			for (const [key, value] of floors) floors.set(key, Math.min(value, height));
		}
		if (closer.opens && closer.text) openers.push(closer);
	}
}

/** Whether two runs can be a pair, by the rule of three for runs that could both open and close. */
function fits(opener: Delimiter, closer: Delimiter): boolean {
	if (opener.character !== closer.character) return false;
	if (opener.text.length < closer.closes) return false;
	if (!opener.closes && !closer.opens) return true;
	return (opener.size + closer.size) % 3 !== 0 || (opener.size % 3 === 0 && closer.size % 3 === 0);
}

/** Makes a span. It is not drawn if it touches a letter or digit outside, since chats show such marks as they are. */
function pair(opener: Delimiter, closer: Delimiter): void {
	const count = opener.text.length > 1 && closer.text.length > 1 ? 2 : 1;
	const style = closer.character === '~' ? 'strike' : count === 2 ? 'bold' : 'italic';
	opener.text = opener.text.slice(count);
	closer.text = closer.text.slice(count);
	opener.opened.unshift(opener.touchesBefore || closer.touchesAfter ? undefined : style);
	closer.closed++;
}
