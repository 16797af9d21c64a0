import type { z } from 'zod/v4';

/**
 * What is wrong with a value from outside, as a sentence about the first field that is.
 *
 * @param kind what a field is called
 */
export function refusal({ issues: [issue] }: z.ZodError, kind = 'field'): string {
	if (!issue) return 'Nothing is wrong.';
	const name = issue.path.join('.') || 'The input';
	switch (issue.code) {
		case 'unrecognized_keys':
			return `There is no ${kind} named ${issue.keys.join(', ')}.`;
		case 'invalid_value':
			return `${name} is one of: ${issue.values.join(', ')}.`;
		case 'invalid_type':
			return `${name} is of the type ${issue.expected}.`;
		case 'too_small':
			return issue.origin === 'string' ? `${name} is not empty.` : `${name} is ${issue.minimum} or more.`;
		case 'too_big':
			return `${name} is ${issue.maximum} or less.`;
		default:
			return `${name}: ${issue.message}.`;
	}
}
