import type { Refusal } from '../api/refusal';

/**
 * A value as the text that a person would call it: a date as ISO 8601, a yes or no as `true` or `false`, nothing as an
 * empty text. A refusal for what is no text and for what nobody can mean, e.g. the outcome of a calculation with a word.
 */
export function readText(value: unknown): string | Refusal {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string') return value.includes('[object Object]') ? madeOfObject : value;
	if (typeof value === 'number') return Number.isFinite(value) ? decimal(value) : notFinite(value);
	if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
	return textOfDate(value) ?? notText(value);
}

const madeOfObject: Refusal = {
	fault: 'holds "[object Object]"',
	advice: 'An expression in it gives an object. Let it give one of its fields.',
};

/** Without an exponent: 0.0000001 rather than 1e-7. */
function decimal(value: number): string {
	const text = String(value);
	if (!text.includes('e')) return text;
	return value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 });
}

function notFinite(value: number): Refusal {
	return {
		fault: `is ${value}`,
		advice: 'The expression calculates with something that is not a number, or divides by 0.',
	};
}

/** Dates of JavaScript and of Luxon (n8n's `$now`) give their ISO 8601 to JSON, and null if they are none. */
function textOfDate(value: unknown): string | Refusal | undefined {
	if (typeof value !== 'object' || value === null || !('toJSON' in value)) return undefined;
	const text: unknown = JSON.parse(JSON.stringify([value]))[0];
	if (text !== null) return typeof text === 'string' ? text : undefined;
	return { fault: 'is a date that does not exist', advice: 'Look at how the expression reads the date.' };
}

function notText(value: unknown): Refusal {
	if (Array.isArray(value)) {
		return {
			fault: 'is a list, not a text',
			advice: `It has ${value.length} entries. Let the expression give one of them, or all of them as one text.`,
		};
	}
	const fields = Object.keys(Object(value)).slice(0, 5).join(', ');
	return {
		fault: 'is an object, not a text',
		advice: `Let the expression give one of its fields${fields && `: ${fields}`}.`,
	};
}
