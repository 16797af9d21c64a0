import { isBlank } from '../api/characters';
import { isObject } from '../api/object';
import { longestText } from './page';
import type { Answer } from './question';

/** The part of the node's output that the person decides. */
export type Response = { approved: boolean } | { text: string };

/** What was posted as an answer, or what the page has to say about it. */
export type ReadAnswer = { response: Response } | { notice: string };

/**
 * Reads what the page's form has posted. Whoever has the link may post anything.
 * @param wanted the answer of the page's button
 * @param body of any type
 */
export function readAnswer(wanted: Answer, body: unknown): ReadAnswer {
	const posted = isObject(body) ? body : {};
	if (posted.answer !== wanted) return { notice: 'Nothing was answered yet. Press the button to answer.' };
	if (wanted !== 'text') return { response: { approved: wanted === 'approve' } };
	// A browser sends each line's end as two characters, and counts one.
	const text = typeof posted.text === 'string' ? posted.text.replace(/\r\n?/g, '\n').trim() : '';
	if (isBlank(text)) return { notice: 'Write your answer first.' };
	if (text.length > longestText) return { notice: `Write at most ${longestText} characters.` };
	return { response: { text } };
}
