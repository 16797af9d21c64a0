declare module 'commonmark-spec' {
	/** The examples of the specification; a tab in them is written `→`. */
	export const tests: Array<{ number: number; section: string; markdown: string; html: string }>;
}
