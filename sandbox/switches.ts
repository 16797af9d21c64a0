import { z } from 'zod/v4';

import { refusal } from './input';

type Description = {
	/** For people, as a label. */
	title: string;
	/** The numbers that tests try, the default first, if the switch takes any. */
	tried?: readonly number[];
};

const descriptions = z.registry<Description>();

/** A switch of a few values, each behind its words for people; the first is the default. */
const choice = <const Words extends Record<string, string>>(title: string, words: Words) =>
	z.enum(words).register(descriptions, { title });

/** A switch that is off by default. */
const flag = (title: string) => z.boolean().register(descriptions, { title });

const number = (schema: z.ZodNumber, title: string, tried: readonly number[]) =>
	schema.register(descriptions, { title, tried });

const minutes = (title: string) =>
	number(z.number().min(-1_000_000).max(1_000_000), title, [0, 3, -3, 60, -60]);

/** What the vendor's reference leaves open, one switch for each, under the headings of the page. */
const headings = {
	Answers: {
		answerShape: choice('List', {
			'{"list":[…]}': 'list',
			'[…]': 'array',
			'{"0":…,"1":…}': 'numericKeys',
			'{"list":{"0":…,"1":…}}': 'listNumericKeys',
		}),
		singleRow: choice('List of One Row', {
			'As every list': 'asList',
			'The row alone': 'bare',
			'{"list":the row}': 'bareInList',
		}),
		emptyList: choice('List Without Rows', {
			'As every list': 'asList',
			'{"list":[]}': 'list',
			'{"list":null}': 'listNull',
			'[]': 'array',
			'{}': 'object',
			null: 'null',
			'""': 'text',
			false: 'false',
			'The number 0': 'zero',
			'No result': 'absent',
		}),
		emptyChannel: choice('Conversations of an Empty Channel', {
			'A list without rows': 'emptyList',
			'The error CHAT_NOT_FOUND': 'CHAT_NOT_FOUND',
		}),
		oddRow: choice('Odd Row After the First', {
			None: 'none',
			null: 'null',
			'A text': 'text',
			'A number': 'number',
			'An empty list': 'list',
		}),
		sendResult: choice('Result of a Send', {
			'No result': 'absent',
			null: 'null',
			'""': 'text',
			true: 'true',
			'[]': 'array',
			'The number 1': 'scalar',
		}),
		statusCase: choice('Status', { SUCCESS: 'upper', success: 'lower', Success: 'mixed' }),
		errorForm: choice('Error', {
			CHAT_NOT_FOUND: 'code',
			'CHAT_NOT_FOUND: Chat not found': 'codeAndWords',
		}),
		contentType: choice('Content Type', {
			'application/json': 'application/json',
			'text/html': 'text/html',
			'text/plain': 'text/plain',
		}),
	},
	Values: {
		numbers: choice('Numeric IDs and Destinations', {
			'A number': 'number',
			'A text': 'string',
			'One or the other, by chance': 'mixed',
		}),
		directionFlag: choice('Sent by the Account', {
			'1 or 0': 'number',
			'"1" or "0"': 'numberText',
			'true or false': 'boolean',
			'"true" or "false"': 'booleanText',
		}),
		platformCase: choice('Platform in Rows', { whatsapp: 'lower', WHATSAPP: 'upper', WhatsApp: 'mixed' }),
		sentText: choice('Text That the Account Sent', {
			'As it was sent': 'asSent',
			'Without blanks around it': 'trimmed',
			'With ? for every emoji': 'withoutEmoji',
			'Its first 20 characters': 'truncated',
			'With &amp; for &, as in HTML': 'escaped',
		}),
		destinationPlus: flag('Rows Write WhatsApp Numbers as +34600000001'),
	},
	Reading: {
		unreadMarksRead: flag('Get Unread Marks What It Lists as Read'),
		messagesMarkRead: flag('Get Messages Marks the Conversation as Read'),
		unreadIncludesSent: flag('Get Unread Also Lists What Was Sent Since the Last Reading'),
	},
	'Order and Length': {
		chatOrder: choice('Conversations', {
			'The latest first': 'newest',
			'The latest last': 'oldest',
			'Another order every time': 'shuffled',
		}),
		messageOrder: choice('Messages', {
			'Oldest first': 'oldest',
			'Newest first': 'newest',
			'Another order every time': 'shuffled',
		}),
		unreadOrder: choice('Unread Messages', {
			'Oldest first': 'oldest',
			'Newest first': 'newest',
			'Another order every time': 'shuffled',
		}),
		chatRows: number(z.int().min(1).max(1000), 'Rows for Each Conversation: Its Latest Messages', [1, 3]),
		messageLimit: number(z.int().min(0).max(1_000_000), 'Latest Messages Listed; 0 Is All', [0, 25]),
	},
	'Message IDs': {
		messageIds: choice('Counting', {
			'Growing over the account': 'account',
			'From 1 in each conversation': 'conversation',
			'By chance': 'random',
		}),
		messageIdsApart: flag('Sent and Received Messages Are Counted Apart'),
		chatIdsApart: flag('The List of Conversations Calls Messages by Other IDs Than the Other Lists'),
		messageIdForm: choice('Form', {
			Digits: 'digits',
			'A text such as ES.2n9c': 'text',
			'A UUID': 'uuid',
			'A number of 19 digits': 'longNumber',
			'Always the number 0': 'zero',
			'Always "0"': 'zeroText',
			'Always ""': 'blank',
			'Always null': 'null',
			'No field': 'absent',
		}),
	},
	Times: {
		datetime: choice('Form', {
			'2026-01-31 09:30:05': 'spaced',
			'2026-01-31T09:30:05.000Z': 'iso',
			'Seconds since 1970': 'epoch',
			'Seconds since 1970 with a fraction of 20 digits': 'fraction',
			'01/31/2026 09:30:05': 'monthFirst',
			'31/01/2026 09:30': 'dayFirst',
			'0000-00-00 00:00:00': 'zero',
			'No field': 'absent',
			'A text that is no time': 'unreadable',
		}),
		zoneHours: number(z.number().min(-14).max(14), 'Hours Ahead of UTC, in Forms Without Zone', [0, 1]),
		summerTime: flag('An Hour More in Europe’s Summer, in Forms Without Zone'),
		sentClock: minutes('Minutes That the Account’s Own Messages Are Ahead'),
		webchatClock: minutes('Minutes That Web Chat Is Ahead'),
		whatsappClock: minutes('Minutes That WhatsApp Is Ahead'),
		telegramClock: minutes('Minutes That Telegram Is Ahead'),
		operatorClock: minutes('Minutes That Operator Channels Are Ahead'),
	},
	Files: {
		fetchFiles: flag('Get Every File When It Is Sent'),
	},
};

export const switchSchema = z.strictObject({
	...headings.Answers,
	...headings.Values,
	...headings.Reading,
	...headings['Order and Length'],
	...headings['Message IDs'],
	...headings.Times,
	...headings.Files,
});

/** The object is read at every request, so a test may change it at any time. */
export type Switches = z.infer<typeof switchSchema>;

/** In which order a list comes. `shuffled` is another order at every request. */
export type Order = Switches['messageOrder'];

type SwitchSchema = (typeof switchSchema.shape)[keyof Switches];
type Value = Switches[keyof Switches];

/** A switch as the page and sandbox/README.md show it. */
export interface SwitchView {
	name: string;
	title: string;
	/** The default first, each with its words for people; none if the switch takes any number. */
	values: ReadonlyArray<{ value: Value; words: string }>;
	/** The bounds, if it takes any number. */
	range?: { least: number; most: number };
}

function switchView(name: string, schema: SwitchSchema): SwitchView {
	const title = descriptions.get(schema)?.title ?? name;
	if (schema instanceof z.ZodBoolean) {
		const values = [false, true].map((value) => ({ value, words: value ? 'Yes' : 'No' }));
		return { name, title, values };
	}
	if (schema instanceof z.ZodEnum) {
		const values = Object.entries(schema.enum).map(([words, value]) => ({ value, words }));
		return { name, title, values };
	}
	return { name, title, values: [], range: { least: schema.minValue ?? 0, most: schema.maxValue ?? 0 } };
}

/** Every switch under its heading. */
export const switchViews: ReadonlyArray<{ heading: string; switches: SwitchView[] }> = Object.entries(
	headings,
).map(([heading, schemas]) => ({
	heading,
	switches: Object.entries(schemas).map(([name, schema]) => switchView(name, schema)),
}));

type Choices = { [Name in keyof Switches]: ReadonlyArray<Switches[Name]> };

function isComplete(lists: Record<string, readonly Value[]>): lists is Choices {
	return Object.entries(switchSchema.shape).every(
		([name, schema]) => lists[name]?.length && lists[name].every((value) => schema.safeParse(value).success),
	);
}

function listChoices(): Choices {
	const lists = Object.fromEntries(
		Object.entries(switchSchema.shape).map(([name, schema]) => [
			name,
			descriptions.get(schema)?.tried ?? switchView(name, schema).values.map(({ value }) => value),
		]),
	);
	if (!isComplete(lists)) throw new Error('A switch has no values to try, or one that it refuses.');
	return lists;
}

/** Every value of every switch, the default first; of a number those that tests try. */
export const choices = listChoices();

export const defaultSwitches: Readonly<Switches> = switchSchema.parse(
	Object.fromEntries(Object.entries(choices).map(([name, [first]]) => [name, first])),
);

const changes = switchSchema.partial();

/**
 * Sets switches by name from values that came from outside, all of them or none.
 *
 * @returns what is wrong with the first that is no switch or no value of it, or undefined if all were set
 */
export function applySwitches(switches: Switches, values: unknown): string | undefined {
	const { data, error } = changes.safeParse(values);
	if (error) return refusal(error, 'switch');
	Object.assign(switches, data);
	return undefined;
}
