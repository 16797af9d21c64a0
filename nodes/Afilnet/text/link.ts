/** The entities of Latin letters and signs, in the order of their characters from U+00A0 on. */
const latin =
	'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute ' +
	'micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring ' +
	'AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml ' +
	'times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil ' +
	'egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ' +
	'ugrave uacute ucirc uuml yacute thorn yuml';

const entities = new Map([
	...latin.split(' ').map((name, index) => [name, String.fromCharCode(0xa0 + index)] as const),
	...Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", euro: '€', trade: '™', bull: '•' }),
	...Object.entries({ hellip: '…', ndash: '–', mdash: '—', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”' }),
]);

/** The character that an entity names (`&amp;`, `&#38;`, `&#x26;`), or the entity itself if it is not known. */
export function readEntity(entity: string): string {
	const [, hexadecimal, decimal] = /^&#(?:x([\da-f]{1,6})|(\d{1,7}));$/i.exec(entity) ?? [];
	const code = hexadecimal ? parseInt(hexadecimal, 16) : decimal ? Number(decimal) : undefined;
	if (code === undefined) return entities.get(entity.slice(1, -1)) ?? entity;
	const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
	return isCharacter ? String.fromCodePoint(code) : '\uFFFD';
}

/** Text without the backslashes and entities of Markdown. */
export function unescape(source: string): string {
	return source.replace(
		/\\([!-/:-@[-`{-~])|&#?\w{1,31};/g,
		(match, escaped?: string) => escaped ?? readEntity(match),
	);
}

/** An address as people read it: `mailto:` and `tel:` are left out. */
export function withoutScheme(address: string): string {
	return address.replace(/^(?:mailto|tel):/i, '');
}

/** Whether a link's text is its address, give or take what people leave out of one. */
export function isSameAddress(text: string, address: string): boolean {
	return bare(text) === bare(address);
}

function bare(address: string): string {
	return address
		.toLowerCase()
		.replace(/\s|\/$/g, '')
		.replace(/^(?:https?:\/\/)?(?:www\.)?/, '');
}

/**
 * Reads `(address "title")` behind the text of a link or image. The title, which only a mouse would show, is left out.
 * Parentheses in an address may be one deep.
 * @returns the address and where the target ends, or undefined if there is none at this index
 */
export function readLinkTarget(source: string, index: number): { address: string; end: number } | undefined {
	let end = index;
	const read = (pattern: RegExp) => {
		const matcher = new RegExp(pattern, 'y');
		matcher.lastIndex = end;
		const match = matcher.exec(source);
		if (match) end = matcher.lastIndex;
		return match;
	};
	if (!read(/\(\s*/)) return undefined;
	const angled = read(/<((?:[^<>\n\\]|\\.)*)>/);
	const found = angled?.[1] ?? read(/(?!<)(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*/)?.[0] ?? '';
	read(/\s+(?:"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|\((?:[^()\\]|\\[^])*\))/);
	return read(/\s*\)/) ? { address: withoutScheme(unescape(found)), end } : undefined;
}
