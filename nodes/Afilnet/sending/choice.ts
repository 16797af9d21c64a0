import { plainCharacters } from '../api/characters';
import type { Refusal } from '../api/refusal';

/**
 * The one of several values that a text means, in upper or lower case, with or without blanks: `Image`, `Web Chat`.
 * @param values as Afilnet knows them
 */
export function readChoice(text: string, values: readonly string[]): string | Refusal {
	const meant = values.find((value) => letters(value) === letters(text));
	return (
		meant ?? {
			fault: 'is not one of the choices',
			advice: `Use one of: ${values.join(', ')}.`,
		}
	);
}

function letters(text: string): string {
	return plainCharacters(text)
		.toLowerCase()
		.replace(/[\s'"_-]/g, '');
}
