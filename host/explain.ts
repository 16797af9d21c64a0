/** For `catch`: puts what happened and what to do before the details. */
export const explain = (what: string) => (reason: unknown) =>
	Promise.reject<never>(new Error(`${what}\n\n${reason instanceof Error ? reason.message : String(reason)}`));
