/**
 * The pages behind the links of a question, as pure functions from what they show to HTML. They run no script and load
 * nothing. What a person wrote is escaped and stands in separate elements.
 */
import { createHash } from 'crypto';

import type { Button, Question } from './question';

/** The longest answer in UTF-16 code units, as browsers count: about what a WhatsApp message holds. */
export const longestText = 4000;

const style = `
:root { color-scheme: light dark; --page: #f4f5f7; --card: #fff; --text: #1c1e21; --quiet: #565b63; --line: #767b85;
	--button: #0b5c44; --on-button: #fff; --notice: #9b1c1c; }
@media (prefers-color-scheme: dark) {
	:root { --page: #14161a; --card: #1f2228; --text: #eceef1; --quiet: #b3b8c2; --line: #8b919c;
		--button: #7fd6b4; --on-button: #0c1f18; --notice: #ffb4a9; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem; background: var(--page); color: var(--text);
	font: 1.0625rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: 1.25rem; background: var(--card); border-radius: .75rem; }
h1 { margin: 0 0 1rem; font-size: 1.25rem; line-height: 1.3; }
p { margin: 0 0 1rem; }
.message { white-space: pre-wrap; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); font-size: .9375rem; }
.notice { color: var(--notice); font-weight: 600; }
label { display: block; margin-bottom: .375rem; font-weight: 600; }
textarea { display: block; width: 100%; margin-bottom: 1rem; padding: .625rem; background: var(--card); color: inherit;
	border: 1px solid var(--line); border-radius: .5rem; font: inherit; resize: vertical; }
button { display: block; width: 100%; min-height: 3rem; padding: .625rem 1rem; overflow-wrap: anywhere; border: 0;
	border-radius: .5rem; background: var(--button); color: var(--on-button); font: inherit; font-weight: 600; cursor: pointer; }
:focus-visible { outline: 3px solid var(--text); outline-offset: 2px; }
p:last-child { margin-bottom: 0; }
`;

const policy = [
	"default-src 'none'",
	`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
	"form-action 'self'",
	"base-uri 'none'",
].join('; ');

/** What every page is sent with. */
export const pageHeaders: Readonly<Record<string, string>> = {
	'Content-Type': 'text/html; charset=utf-8',
	'Content-Security-Policy': `${policy}; frame-ancestors 'none'`,
	'X-Frame-Options': 'DENY',
	'X-Content-Type-Options': 'nosniff',
	'Referrer-Policy': 'no-referrer',
	'X-Robots-Tag': 'noindex, nofollow',
	'Cache-Control': 'no-store',
};

/**
 * The page of a link: the question and the one button that answers it.
 * @param notice what was wrong with what was posted
 */
export function questionPage({ message }: Question, button: Button, notice?: string): string {
	return page('Your answer is needed', [
		// The language of what people write is not known.
		`<p class="message" lang="" dir="auto">${escaped(message)}</p>`,
		...(notice === undefined ? [] : [`<p class="notice" role="alert">${escaped(notice)}</p>`]),
		'<form method="post">',
		...(button.answer === 'text' ? textField : [approvalHint]),
		`<button name="answer" value="${button.answer}">${buttonText(button)}</button>`,
		'</form>',
	]);
}

const approvalHint = '<p class="quiet">Nothing is decided until you press the button.</p>';

const textField = [
	'<label for="text">Your answer</label>',
	`<textarea id="text" name="text" rows="5" maxlength="${longestText}" dir="auto" required></textarea>`,
];

const buttonText = ({ answer, label }: Button) =>
	answer === 'text' ? 'Send' : `<span lang="" dir="auto">${escaped(label)}</span>`;

/** The page after an answer. */
export const thanksPage = page('Thank you', [
	'<p>Your answer has been recorded. You can close this page.</p>',
]);

/** The page of a link that answers nothing any more. */
export const closedPage = page('No answer is needed', [
	'<p>This question has been answered already, or it is no longer open. You can close this page.</p>',
]);

/** The policy stands in the page too: n8n 2 replaces the header if it sends the page by itself. */
function page(title: string, content: string[]): string {
	return [
		'<!doctype html>',
		'<html lang="en">',
		'<head>',
		'<meta charset="utf-8">',
		`<meta http-equiv="Content-Security-Policy" content="${policy}">`,
		'<meta name="viewport" content="width=device-width, initial-scale=1">',
		`<title>${title}</title>`,
		`<style>${style}</style>`,
		'</head>',
		`<body><main><h1>${title}</h1>`,
		...content,
		'</main></body>',
		'</html>',
	].join('\n');
}

const entities: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

function escaped(text: string): string {
	return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
