/** In which order a list comes. `shuffled` is another order at every request. */
export type Order = 'oldest' | 'newest' | 'shuffled';

/**
 * What the vendor's reference leaves open, one switch for each. The object is read at every request, so a test may
 * change it at any time; only `messageIds` and `messageIdsApart` work forward, on the messages that are written from then on.
 */
export interface Switches {
	/**
	 * `result` of a list method: `list` is `{"list":[…]}`, `array` is `[…]`, `numericKeys` is `{"0":…,"1":…}`,
	 * `listNumericKeys` is `{"list":{"0":…,"1":…}}`.
	 */
	answerShape: 'list' | 'array' | 'numericKeys' | 'listNumericKeys';
	/** A list of exactly one row: as every list, or the row itself as `result`, or the row itself as `list`. */
	singleRow: 'asList' | 'bare' | 'bareInList';
	/**
	 * A list without rows: as every list, or `{"list":[]}`, `{"list":null}`, `[]`, `{}`, `null`, `""`, `false`, `0`,
	 * no `result`.
	 */
	emptyList:
		'asList' | 'list' | 'listNull' | 'array' | 'object' | 'null' | 'text' | 'false' | 'zero' | 'absent';
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
	/** How many of a conversation's latest messages `getchats` lists, a row each. */
	chatRows: number;
	/** How many of the latest messages `getmessages` lists; 0 is all. */
	messageLimit: number;
	/** `messageid`: growing over the whole account, growing from 1 in each conversation, or without any order. */
	messageIds: 'account' | 'conversation' | 'random';
	/** Whether sent and received messages are counted apart, so that an id may stand twice in a conversation. */
	messageIdsApart: boolean;
	/**
	 * How `messageid` is written in every row: its digits as `numbers` says, a text such as `ES.2n9c`, a UUID, or as what
	 * names no message: `0`, `"0"`, `""`, `null`, no field.
	 */
	messageIdForm: 'digits' | 'text' | 'uuid' | 'zero' | 'zeroText' | 'blank' | 'null' | 'absent';
	/** `platform` in rows: `whatsapp`, `WHATSAPP` or `WhatsApp`. */
	platformCase: 'lower' | 'upper' | 'mixed';
	/** Whether rows write a WhatsApp number as `+34600000001`. Requests may then name it in both ways. */
	destinationPlus: boolean;
	/** `sent` and `issent`: `1`/`0`, `"1"`/`"0"`, `true`/`false` or `"true"`/`"false"`. */
	directionFlag: 'number' | 'numberText' | 'boolean' | 'booleanText';
	/**
	 * `datetime`: `2026-01-31 09:30:00`, `2026-01-31T09:30:00.000Z`, seconds since 1970 (a number), `01/31/2026 09:30:00`,
	 * `31/01/2026 09:30`, `0000-00-00 00:00:00`, no field, or a text that is no time.
	 */
	datetime: 'spaced' | 'iso' | 'epoch' | 'monthFirst' | 'dayFirst' | 'zero' | 'absent' | 'unreadable';
	/** Hours that a datetime without zone is ahead of UTC, where the reference names no zone. */
	zoneHours: number;
	/** Whether a datetime without zone is an hour later in the European Union's summer. */
	summerTime: boolean;
	/** Minutes that the clock of what the account itself sent is ahead; behind if negative. */
	sentClock: number;
	/** Minutes that a platform's clock is ahead; behind if negative. */
	webchatClock: number;
	whatsappClock: number;
	telegramClock: number;
	operatorClock: number;
}

type Choices = { [Name in keyof Switches]: ReadonlyArray<Switches[Name]> };

/** A switch that takes any number within bounds; two or more are named for the page. */
const bounds = {
	chatRows: { least: 1, most: 1000 },
	messageLimit: { least: 0, most: 1_000_000 },
	zoneHours: { least: -14, most: 14 },
	sentClock: { least: -1_000_000, most: 1_000_000 },
	webchatClock: { least: -1_000_000, most: 1_000_000 },
	whatsappClock: { least: -1_000_000, most: 1_000_000 },
	telegramClock: { least: -1_000_000, most: 1_000_000 },
	operatorClock: { least: -1_000_000, most: 1_000_000 },
} as const;

const clocks: readonly number[] = [0, 3, -3, 60, -60];

const orders: readonly Order[] = ['newest', 'oldest', 'shuffled'];

/** Every value of every switch, the default first; of those that take any number, the ones that the page offers. */
export const choices: Choices = {
	answerShape: ['list', 'array', 'numericKeys', 'listNumericKeys'],
	singleRow: ['asList', 'bare', 'bareInList'],
	emptyList: ['asList', 'list', 'listNull', 'array', 'object', 'null', 'text', 'false', 'zero', 'absent'],
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
	chatRows: [1, 3],
	messageLimit: [0, 25],
	messageIds: ['account', 'conversation', 'random'],
	messageIdsApart: [false, true],
	messageIdForm: ['digits', 'text', 'uuid', 'zero', 'zeroText', 'blank', 'null', 'absent'],
	platformCase: ['lower', 'upper', 'mixed'],
	destinationPlus: [false, true],
	directionFlag: ['number', 'numberText', 'boolean', 'booleanText'],
	datetime: ['spaced', 'iso', 'epoch', 'monthFirst', 'dayFirst', 'zero', 'absent', 'unreadable'],
	zoneHours: [0, 1],
	summerTime: [false, true],
	sentClock: clocks,
	webchatClock: clocks,
	whatsappClock: clocks,
	telegramClock: clocks,
	operatorClock: clocks,
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
	chatRows: 1,
	messageLimit: 0,
	messageIds: 'account',
	messageIdsApart: false,
	messageIdForm: 'digits',
	platformCase: 'lower',
	destinationPlus: false,
	directionFlag: 'number',
	datetime: 'spaced',
	zoneHours: 0,
	summerTime: false,
	sentClock: 0,
	webchatClock: 0,
	whatsappClock: 0,
	telegramClock: 0,
	operatorClock: 0,
};

const isBounded = (name: string): name is keyof typeof bounds => Object.hasOwn(bounds, name);

function isWithin(name: keyof typeof bounds, value: unknown): value is number {
	const { least, most } = bounds[name];
	return typeof value === 'number' && value >= least && value <= most;
}

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
		if (isBounded(name)) {
			if (!isWithin(name, value))
				return `${name} is a number from ${bounds[name].least} to ${bounds[name].most}.`;
			changed[name] = value;
		} else if (!set(changed, name, value)) return `${name} is one of: ${choices[name].join(', ')}.`;
	}
	Object.assign(switches, changed);
	return undefined;
}
