import type { INodeListSearchItems } from 'n8n-workflow';

import { plainCharacters } from '../api/characters';

/**
 * The entries that hold what the person has typed in name or value, in upper or lower case. A phone number is found as people
 * write it: `+34 600 000 001` finds 34600000001.
 */
export function matching(entries: INodeListSearchItems[], filter = ''): INodeListSearchItems[] {
	const wanted = comparable(filter);
	const digits = digitsOf(wanted);
	return entries.filter(({ name, value }) => {
		const text = comparable(`${name} ${value}`);
		return text.includes(wanted) || (digits !== '' && unbroken(text).includes(digits));
	});
}

function comparable(text: string): string {
	return plainCharacters(text).toLowerCase();
}

/** The digits of a number or of its beginning; empty if the text is something else. */
function digitsOf(text: string): string {
	if (!/^[+\d\s().\-/]+$/.test(text)) return '';
	return text.replace(/\D/g, '').replace(/^00/, '');
}

function unbroken(text: string): string {
	return text.replace(/(?<=\d)[\s().\-/]+(?=\d)/g, '');
}
