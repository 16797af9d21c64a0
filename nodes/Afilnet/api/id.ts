import { plainCharacters, withoutDecimals, withoutInvisible } from './characters';
import type { Refusal } from './refusal';

/**
 * Reads an id that Afilnet gives, as a sheet or a person hands it on: of a channel, or of a conversation outside of
 * WhatsApp. It stays as it is but for what comes with it: blanks, quotes, the `.0` of a sheet's number.
 * @param value a text or a number
 */
export function readId(value: unknown): string | Refusal {
	const text = withoutInvisible(String(value)).replace(/^['"`‘’“”\s]+|['"`‘’“”\s]+$/g, '');
	const plain = plainCharacters(text);
	if (typeof value === 'number' && !Number.isSafeInteger(value)) return inexact;
	const digits = /^-?\d+$/.exec(withoutDecimals(plain))?.[0];
	return digits ?? rules.find(({ fits }) => fits.test(plain))?.refusal ?? text;
}

/** A number beyond what JavaScript keeps has lost its last digits already. */
export const inexact: Refusal = {
	fault: 'is a number that n8n does not keep exactly',
	advice: 'Pass it as text.',
};

const rules: ReadonlyArray<{ fits: RegExp; refusal: Refusal }> = [
	{
		fits: /^-?\d(?:[.,]\d+)?e\+?\d+$/i,
		refusal: {
			fault: 'holds a number that the sheet has cut',
			advice: 'Format the column as text in the sheet, then enter the IDs again.',
		},
	},
	{
		fits: /^-?\d{1,3}(?:\.\d{3})+$|^-?\d+[.,]0{3,}$/,
		refusal: { fault: 'has marks between its digits', advice: 'Pass the digits alone, as text.' },
	},
	{
		fits: /[\n\r\u2028\u2029]|^-?\d+(?:\s*[,;|\s]\s*-?\d+)+$/,
		refusal: { fault: 'holds more than one ID', advice: 'Make an item for each of them.' },
	},
	{
		fits: /^(?:null|undefined|nan|\[object .*|\{\s*".*)$/i,
		refusal: { fault: 'is no ID', advice: 'Look at what the expression gives for this item.' },
	},
];
