/** The methods of `class=chat`, in the order of the vendor's reference. */
export const methods = [
	'getchatchannels',
	'sendmessage',
	'sendfile',
	'getchats',
	'getmessages',
	'getunreadmessages',
] as const;

export type Method = (typeof methods)[number];

/** Whether a method delivers something to a person, so that repeating it is not harmless. The others only `get`. */
export function isSend(method: string): boolean {
	return !method.startsWith('get');
}
