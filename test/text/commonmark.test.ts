import { tests } from 'commonmark-spec';
import { formatMarkdown } from '../../nodes/Afilnet/text/markdown';
import { hasIndentedCode, renderReference } from './reference';

/** Sections of the specification that do not apply, and why. */
const otherSections: Record<string, string> = {
	'Indented code blocks': 'people indent for other reasons: indented text stays text',
	'HTML blocks': 'a chat shows no pages: tags are taken out or left where they stand',
	'Link reference definitions': 'stay as they are: a list of references reads well',
};

/** Examples of the other sections that are formatted differently on purpose. */
const otherExamples: Record<string, number[]> = {
	'a mark within a word is text, as in 2*3*4': [355, 356, 370, 381, 411, 415, 416, 417, 429],
	'an underscore behind a hyphen is text, as in a-_b_': [364, 390],
	'two asterisks close before a letter, as in **Price:**5': [392],
	'entities beyond those that people write stay': [25],
	'empty headings, items and links stay, as does a line that is no underline of a heading': [
		79, 83, 284, 315, 487,
	],
	'a paragraph does not go on in or behind a quote or a list by laziness': [93, 292, 293],
	'more than a language behind a fence is shown': [143, 146],
	'a text of nothing but marks stays': [126, 129, 130, 144, 334],
	'a closing fence may stand anywhere in its line': [137],
	'WhatsApp has no way to draw code that holds its mark': [123, 124, 127, 147],
	'numbers and bullets stay as they are written': [268, 298, 299],
	'an item holds no line that makes it a heading': [300],
	'a tag of HTML that styles text is taken out': [494],
	'an address may hold parentheses one deep': [496],
	'an address stays as it is written': [503, 597],
	'any white space may stand before a title': [507],
	'a link in a link is text and address, too': [518, 519, 520],
	'a tag of HTML stands in one line': [616, 643],
	'four marks or more are text, as in ****1234': [426, 427, 445, 447, 457, 459, 464, 465, 466, 468],
};

const examples = tests
	.map((example) => ({ ...example, markdown: example.markdown.replaceAll('→', '\t') }))
	.filter(({ section }) => !(section in otherSections))
	.filter(({ markdown }) => !hasIndentedCode(markdown) && !/^[ >]*!?\[.*\]:/ms.test(markdown))
	.filter(({ number }) => !Object.values(otherExamples).flat().includes(number));

/** Text without what a chat keeps as it is written: white space, bullets, the marks of quotes and rules. */
function essence(text: string): string {
	return text
		.replace(/^(?:[ \t]*[-*_]){3,}[ \t]*$/gm, '===')
		.replace(/^[\s>]*[-+•](?=\s|$)|^[\s>]+/gm, '')
		.replace(/\s/g, '');
}

describe.each(['whatsapp', 'telegram'])('CommonMark on %s', (platform) => {
	test.each(examples.map(({ number, section, markdown }) => [number, section, markdown] as const))(
		'example %d, %s',
		(_number, _section, markdown) => {
			const formatted = formatMarkdown(markdown, platform);

			expect(essence(formatted)).toBe(essence(renderReference(markdown, platform === 'whatsapp')));
		},
	);
});
