/**
 * A text as a URL; undefined if it is none. Not by `URL.canParse`, which Node 20 answers wrongly for a host such as
 * `españa.example` once it has been asked often.
 */
export function urlOf(text: string): URL | undefined {
	try {
		return new URL(text);
	} catch {
		return undefined;
	}
}
