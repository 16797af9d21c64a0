/**
 * The JSON in the text of an answer, as a value. Whole numbers of more than 15 digits become texts, since JavaScript
 * would round them.
 * @param body the text, or what the host has made of it already
 * @param isWanted which value counts, if other text stands around it: PHP writes its notices into the answer
 * @returns the value, or the text if it holds none, or several that differ
 */
export function jsonIn(body: unknown, isWanted: (value: unknown) => boolean): unknown {
	if (typeof body !== 'string') return body;
	const text = body.replace(/^[\uFEFF\s]+|[\uFEFF\s\0]+$/g, '');
	const value = parsed(text);
	if (value !== undefined) return value;
	if (isPage(text)) return text;
	const found = objectsIn(text, isWanted);
	return new Set(found.map((one) => JSON.stringify(one))).size === 1 ? found[0] : text;
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

/** The wanted objects in a text: each from a brace that may begin one to the one that closes it, none within another. */
function objectsIn(text: string, isWanted: (value: unknown) => boolean): unknown[] {
	const found: unknown[] = [];
	let passed = 0;
	for (const { index } of [...text.matchAll(/\{(?=\s*["}])/g)].slice(0, most)) {
		const end = index < passed ? undefined : endOf(text, index);
		const value = end && parsed(text.slice(index, end));
		if (!end || !isWanted(value)) continue;
		found.push(value);
		passed = end;
	}
	return found;
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
