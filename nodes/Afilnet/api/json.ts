/**
 * The JSON in the text of an answer, as a value. Whole numbers of more than 15 digits become texts, since JavaScript
 * would round them.
 * @param body the text, or what the host has made of it already
 * @param isWanted which value counts, if other text stands around it: PHP writes its notices into the answer
 * @returns the value, or the text if there is none in it
 */
export function jsonIn(body: unknown, isWanted: (value: unknown) => boolean): unknown {
	if (typeof body !== 'string') return body;
	const text = body.replace(/^[\uFEFF\s]+|[\uFEFF\s\0]+$/g, '');
	const value = parsed(text);
	if (value !== undefined) return value;
	if (isPage(text)) return text;
	for (const piece of objectsIn(text)) {
		const found = parsed(piece);
		if (isWanted(found)) return found;
	}
	return text;
}

/** Whether a text is a whole web page, rather than an answer with some HTML around it. */
export function isPage(text: string): boolean {
	return /^<(!doctype|html|\?xml|head|body)/i.test(text);
}

const numberOrText = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function parsed(text: string): unknown {
	try {
		const value: unknown = JSON.parse(exact(text));
		return typeof value === 'string' && /^\s*\{/.test(value) ? parsed(value) : value;
	} catch {
		return undefined;
	}
}

/** With texts for the numbers that JavaScript would round. Most answers have none: looking at every number takes long. */
function exact(text: string): string {
	if (!/\d{16}/.test(text)) return text;
	return text.replace(numberOrText, (token) => (/^-?\d{16,}$/.test(token) ? `"${token}"` : token));
}

/** How many braces are looked at, since a text may have thousands that nothing closes. */
const most = 50;

/** The pieces of a text from a brace that may begin an object to the one that closes it, an outer one before the inner. */
function objectsIn(text: string): string[] {
	const starts = [...text.matchAll(/\{(?=\s*["}])/g)].slice(0, most);
	return starts.map(({ index }) => text.slice(index, endOf(text, index)));
}

function endOf(text: string, start: number): number | undefined {
	const signs = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}]/g;
	signs.lastIndex = start;
	let depth = 0;
	for (let sign = signs.exec(text); sign; sign = signs.exec(text)) {
		if (sign[0] === '{') depth++;
		if (sign[0] === '}' && --depth === 0) return signs.lastIndex;
	}
	return undefined;
}
