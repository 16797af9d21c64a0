/**
 * The JSON in the text of an answer, as a value. Whole numbers of more than 15 digits are texts in it, since JavaScript would
 * round them.
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

const numberOrText = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function parsed(text: string): unknown {
	try {
		const exact = text.replace(numberOrText, (token) => (/^-?\d{16,}$/.test(token) ? `"${token}"` : token));
		const value: unknown = JSON.parse(exact);
		return typeof value === 'string' && /^\s*\{/.test(value) ? parsed(value) : value;
	} catch {
		return undefined;
	}
}

/** The pieces of a text from a brace to the one that closes it, each inner one after the outer. */
function* objectsIn(text: string): Generator<string> {
	for (let start = text.indexOf('{'); start >= 0; start = text.indexOf('{', start + 1)) {
		const end = endOf(text, start);
		if (end !== undefined) yield text.slice(start, end);
	}
}

function endOf(text: string, start: number): number | undefined {
	const signs = /"(?:[^"\\]|\\.)*"|[{}]/g;
	signs.lastIndex = start;
	let depth = 0;
	for (let sign = signs.exec(text); sign; sign = signs.exec(text)) {
		if (sign[0] === '{') depth++;
		if (sign[0] === '}' && --depth === 0) return signs.lastIndex;
	}
	return undefined;
}
