import type { INodeProperties } from 'n8n-workflow';

import { isRefusal, type Refusal } from '../api/refusal';
import type { Form } from '../shared/ask';
import { formatMarkdown, maxLength, pauseSeconds, splitLongMessages } from '../shared/descriptions';
import { formatMarkdown as format } from '../text/markdown';
import { splitMessage } from '../text/split';
import { problemOf, type Problem } from './form';
import { readLimit, readReturnAll } from './limit';

/** What is set under Options about the text of a message. */
export interface Wording {
	formats: boolean;
	/** How long a part may be; undefined if a long text stays whole. */
	maxLength: number | undefined;
	/** Between two messages to one conversation. */
	pauseSeconds: number;
}

/** The messages that an item becomes. */
export interface Messages {
	/** What is sent, in this order. */
	parts: Form[];
	/** The fields of the whole message, as the item's output has them. */
	whole: Record<string, string>;
}

/**
 * Reads what is set about the text of a message.
 * @param parameter gives the value of a parameter of the node, or the second argument if it has none
 */
export function readWording(
	parameter: (name: string, fallback: unknown) => unknown,
): { wording: Wording } | { problem: Problem } {
	const problems: Problem[] = [];
	const read = <Value>(
		option: INodeProperties,
		reading: (value: unknown) => Value | Refusal,
		otherwise: Value,
	) => {
		const value = parameter(`options.${option.name}`, option.default);
		const result = reading(value);
		if (!isRefusal(result)) return result;
		problems.push(problemOf(option.displayName, result, value));
		return otherwise;
	};
	const formats = read(formatMarkdown, readReturnAll, false);
	const splits = read(splitLongMessages, readReturnAll, false);
	const longest = read(maxLength, readLength, shortest);
	const seconds = read(pauseSeconds, readSeconds, 0);
	const [problem] = problems;
	if (problem) return { problem };
	return { wording: { formats, maxLength: splits ? longest : undefined, pauseSeconds: seconds } };
}

/**
 * The messages that an item becomes with Format Markdown and Split Long Messages.
 * @param fields the checked form, without its method
 */
export function messagesOf(method: string, fields: Record<string, string>, wording: Wording): Messages {
	const { message, platform = '' } = fields;
	if (message === undefined) return { parts: [{ method, ...fields }], whole: fields };
	const text = wording.formats ? format(message, platform) : message;
	const texts = wording.maxLength === undefined ? [text] : splitMessage(text, wording.maxLength);
	return {
		parts: texts.map((part) => ({ method, ...fields, message: part })),
		whole: { ...fields, message: text },
	};
}

/** A part of fewer characters could not hold a word or the marks of a code block. */
const shortest = 10;

function readLength(value: unknown): number | Refusal {
	const length = readLimit(value);
	if (!isRefusal(length) && length >= shortest) return length;
	return { fault: 'is not a whole number of 10 or more', advice: 'Use e.g. 4096.' };
}

function readSeconds(value: unknown): number | Refusal {
	const seconds = typeof value === 'string' && value.trim() === '' ? NaN : Number(value);
	if (seconds >= 0 && seconds <= 30) return seconds;
	return { fault: 'is not a number from 0 to 30', advice: 'Use e.g. 2. With 0 nothing waits.' };
}
