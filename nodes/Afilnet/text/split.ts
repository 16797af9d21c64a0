import { isBlank } from '../api/characters';
import { inFence, inSpan, readPlaces } from './places';

/** Behind what a text may be cut, the best first: paragraphs, lines, sentences and words. */
const seams = [
	/\n[^\S\n]*\n/g,
	/\n/g,
	/(?:(?<!^[ \t]*\d+)[.!?…]["'»”’)\]*_~`]*(?=\s)|[。！？｡؟۔।]["'」』”’）】*_~`]*)/gm,
	/\s/g,
];
const segmenters = (['word', 'grapheme'] as const).map(
	(granularity) => new Intl.Segmenter('en', { granularity }),
);

/**
 * Splits a message at paragraphs, else at lines, sentences or words, and never within what people see as one
 * character, such as an emoji, if it fits. Bold text and the like stay whole if they fit. White space at the seams is
 * left out. A code block that must be cut is closed and opened again.
 * @param maxLength most UTF-16 units of a part: a platform that counts characters in another way counts no more
 * @returns the parts in order; a text that fits as it is, and none that shows nothing
 * @throws RangeError if maxLength is not a whole number of 2 or more
 */
export function splitMessage(text: string, maxLength: number): string[] {
	if (!Number.isInteger(maxLength) || maxLength < 2) throw new RangeError('maxLength is not 2 or more');
	if (isBlank(text)) return [];
	if (text.length <= maxLength) return [text];
	const { places, longBlocks } = readPlaces(text, maxLength);
	const blockAt = (place: number) => longBlocks.find(({ start, end }) => start < place && place < end);
	const parts: string[] = [];
	for (let start = skipSpace(text, 0, maxLength), cut = 0; start < text.length;) {
		const opening = blockAt(cut)?.opening ?? '';
		const limit = start + maxLength - opening.length;
		cut = findCut(text, start, limit, places);
		const closing = blockAt(cut)?.closing ?? '';
		if (closing) cut = findCut(text, start, limit - closing.length, places);
		parts.push(opening + text.slice(start, cut).trimEnd() + (blockAt(cut)?.closing ?? ''));
		start = skipSpace(text, cut, maxLength);
	}
	return parts.filter((part) => !isBlank(part));
}

/** The start of what stands behind a place: its first line with its indentation, if that is not too long. */
function skipSpace(text: string, place: number, maxLength: number): number {
	const start = endOfSpace(text, place);
	let line = start;
	while (line > place && text[line - 1] !== '\n') line--;
	const startsLine = line === 0 || text[line - 1] === '\n';
	return startsLine && start - line < maxLength / 4 && start < text.length ? line : start;
}

function endOfSpace(text: string, place: number): number {
	let end = place;
	while (/^\s$/.test(text.charAt(end))) end++;
	return end;
}

/** The best place to cut at, up to a limit. White space behind the limit does not count. */
function findCut(text: string, start: number, limit: number, places: Uint8Array): number {
	const first = endOfSpace(text, start);
	const end = endOfSpace(text, limit);
	if (end >= text.length) return text.length;
	const window = text.slice(start, end);
	for (const allowed of [0, inSpan]) {
		for (const seam of seams) {
			const cuts = [...window.matchAll(seam)].map(({ 0: match, index }) => start + index + match.length);
			const cut = cuts.findLast((place) => place > first && (places[place] ?? 0) <= allowed);
			if (cut) return cut;
		}
	}
	let last = end;
	while (last > first && places[last] === inFence) last--;
	if (last === first) last = end;
	for (const segmenter of segmenters) {
		const segment = segmenter.segment(text.slice(start, last + 64)).containing(last - start);
		const cut = start + (segment?.index ?? 0);
		if (cut > first && places[cut] !== inFence) return cut;
	}
	const isInPair = /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(last - 1, last + 1));
	return isInPair && last - 1 > first ? last - 1 : last;
}
