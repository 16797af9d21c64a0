/** In which order a list comes. `shuffled` is another order at every request. */
export type Order = 'oldest' | 'newest' | 'shuffled';

/**
 * What the vendor's reference leaves open, one switch for each. The object is read at every request, so a test may
 * change it at any time; only `messageIds` works forward, on the messages that are written from then on.
 */
export interface Switches {
	/**
	 * `result` of a list method: `list` is `{"list":[…]}`, `array` is `[…]`, `numericKeys` is `{"0":…,"1":…}`,
	 * `listNumericKeys` is `{"list":{"0":…,"1":…}}`.
	 */
	answerShape: 'list' | 'array' | 'numericKeys' | 'listNumericKeys';
	/** A list of exactly one row: as every list, or the row itself as `result`, or the row itself as `list`. */
	singleRow: 'asList' | 'bare' | 'bareInList';
	/** A list without rows: as every list, or `{"list":[]}`, `{"list":null}`, `[]`, `{}`, `null`, `""`, no `result`. */
	emptyList: 'asList' | 'list' | 'listNull' | 'array' | 'object' | 'null' | 'text' | 'absent';
	/** `getchats` on a channel without conversations: an empty list, or the error that the reference lists there. */
	emptyChannel: 'emptyList' | 'CHAT_NOT_FOUND';
	/** `result` of a send: no `result`, `null`, `""`, `true`, `[]` or `1`. */
	sendResult: 'absent' | 'null' | 'text' | 'true' | 'array' | 'scalar';
	/** `status` of an answer: `SUCCESS`, `success` or `Success`. */
	statusCase: 'upper' | 'lower' | 'mixed';
	/** Content-Type of every answer. The body is the same JSON. */
	contentType: 'application/json' | 'text/html' | 'text/plain';
	/** `platformid`, `messageid` and `destination`, where they are numeric; `mixed` is decided value by value. */
	numbers: 'number' | 'string' | 'mixed';
	/** Whether `getunreadmessages` marks as read what it returns. */
	unreadMarksRead: boolean;
	/** Whether `getmessages` marks the conversation as read. */
	messagesMarkRead: boolean;
	/** Whether `getunreadmessages` also lists what the account itself sent since the conversation was last read. */
	unreadIncludesSent: boolean;
	/** Order of `getchats`, by each conversation's latest message. */
	chatOrder: Order;
	/** Order of `getmessages`. */
	messageOrder: Order;
	/** Order of `getunreadmessages`. */
	unreadOrder: Order;
	/** `messageid`: growing over the whole account, growing from 1 in each conversation, or without any order. */
	messageIds: 'account' | 'conversation' | 'random';
	/** `sent` and `issent`: `1`/`0`, `"1"`/`"0"`, `true`/`false` or `"true"`/`"false"`. */
	directionFlag: 'number' | 'numberText' | 'boolean' | 'booleanText';
	/** `datetime`: `2026-01-31 09:30:00`, `2026-01-31T09:30:00.000Z` or seconds since 1970 (a number). */
	datetime: 'spaced' | 'iso' | 'epoch';
	/** Hours that a `spaced` datetime is ahead of UTC, where the reference names no zone. */
	zoneHours: number;
}

type Choices = { [Name in keyof Switches]: ReadonlyArray<Switches[Name]> };

const orders: readonly Order[] = ['newest', 'oldest', 'shuffled'];

/** Every value of every switch, the default first. `zoneHours` takes any number; two are named for the page. */
export const choices: Choices = {
	answerShape: ['list', 'array', 'numericKeys', 'listNumericKeys'],
	singleRow: ['asList', 'bare', 'bareInList'],
	emptyList: ['asList', 'list', 'listNull', 'array', 'object', 'null', 'text', 'absent'],
	emptyChannel: ['emptyList', 'CHAT_NOT_FOUND'],
	sendResult: ['absent', 'null', 'text', 'true', 'array', 'scalar'],
	statusCase: ['upper', 'lower', 'mixed'],
	contentType: ['application/json', 'text/html', 'text/plain'],
	numbers: ['number', 'string', 'mixed'],
	unreadMarksRead: [false, true],
	messagesMarkRead: [false, true],
	unreadIncludesSent: [false, true],
	chatOrder: orders,
	messageOrder: ['oldest', 'newest', 'shuffled'],
	unreadOrder: ['oldest', 'newest', 'shuffled'],
	messageIds: ['account', 'conversation', 'random'],
	directionFlag: ['number', 'numberText', 'boolean', 'booleanText'],
	datetime: ['spaced', 'iso', 'epoch'],
	zoneHours: [0, 1],
};

export const defaultSwitches: Readonly<Switches> = {
	answerShape: 'list',
	singleRow: 'asList',
	emptyList: 'asList',
	emptyChannel: 'emptyList',
	sendResult: 'absent',
	statusCase: 'upper',
	contentType: 'application/json',
	numbers: 'number',
	unreadMarksRead: false,
	messagesMarkRead: false,
	unreadIncludesSent: false,
	chatOrder: 'newest',
	messageOrder: 'oldest',
	unreadOrder: 'oldest',
	messageIds: 'account',
	directionFlag: 'number',
	datetime: 'spaced',
	zoneHours: 0,
};

const isSwitch = (name: string): name is keyof Switches => Object.hasOwn(choices, name);

function set<Name extends keyof Switches>(switches: Switches, name: Name, value: unknown): boolean {
	const known = choices[name].find((choice) => choice === value);
	if (known === undefined) return false;
	switches[name] = known;
	return true;
}

/**
 * Sets switches by name from values that came from outside, all of them or none.
 *
 * @returns what is wrong with the first that is no switch or no value of it, or undefined where all were set
 */
export function applySwitches(switches: Switches, values: Record<string, unknown>): string | undefined {
	const changed = { ...switches };
	for (const [name, value] of Object.entries(values)) {
		if (!isSwitch(name)) return `There is no switch named ${name}.`;
		if (name === 'zoneHours' && typeof value === 'number' && Math.abs(value) <= 14) changed[name] = value;
		else if (!set(changed, name, value)) return `${name} is one of: ${choices[name].join(', ')}.`;
	}
	Object.assign(switches, changed);
	return undefined;
}
