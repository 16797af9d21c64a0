import fc from 'fast-check';

import { closedPage, pageHeaders, questionPage, thanksPage } from '../../nodes/Afilnet/waiting/page';
import type { Answer, Question } from '../../nodes/Afilnet/waiting/question';

const questionWith = (message: string): Question => ({ id: 'q', message, buttons: [] });
const pageWith = (message: string, label: string, answer: Answer = 'approve', notice?: string) =>
	questionPage(questionWith(message), { answer, label }, notice);

/** Texts full of what HTML is made of. */
const awkward = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc
		.array(
			fc.constantFrom(
				'<',
				'>',
				'"',
				"'",
				'&',
				'&lt;',
				'</p>',
				'<script>',
				'-->',
				']]>',
				'\u0000',
				'\u202e',
				'a',
			),
		)
		.map((parts) => parts.join('')),
);

/** What gives HTML its structure. */
const structureOf = (page: string) => page.replace(/[^<>"']/g, '');

const pages = {
	approve: pageWith('Question', 'Approve'),
	decline: pageWith('Question', 'Decline', 'decline'),
	text: pageWith('Question', 'Answer', 'text', 'Write your answer first.'),
	thanksPage,
	closedPage,
};

describe('what a person wrote', () => {
	test('adds nothing to the structure of the page', () => {
		fc.assert(
			fc.property(
				awkward,
				awkward,
				awkward,
				fc.constantFrom('approve', 'decline', 'text'),
				(message, label, notice, answer) => {
					expect(structureOf(pageWith(message, label, answer, notice))).toBe(
						structureOf(pageWith('', '', answer, '')),
					);
				},
			),
			{ numRuns: 2000 },
		);
	});

	test('stands on the page as it was written', () => {
		fc.assert(
			fc.property(awkward, (message) => {
				const [, shown = ''] =
					/<p class="message"[^>]*>([^<]*)<\/p>/.exec(pageWith(message, 'Approve')) ?? [];
				const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
				expect(shown.replace(/&([^;]+);/g, (_entity, name) => entities[name] ?? '?')).toBe(message);
			}),
			{ numRuns: 2000 },
		);
	});
});

describe.each(Object.entries(pages))('the page %s', (_name, page) => {
	test('has no script and loads nothing', () => {
		expect(page).not.toMatch(/<script|javascript:|\son\w+=|<link|<img|<iframe|@import|url\(|https?:/i);
	});

	test('names its language, its title and its width', () => {
		expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
		expect(page).toMatch(/<title>[^<]+<\/title>/);
		expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
		expect(page.match(/<h1>/g)).toHaveLength(1);
	});

	test('holds the policy that its header has, but for what only a header can say', () => {
		const [, policy = ''] = /Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];

		expect(pageHeaders['Content-Security-Policy']).toBe(`${policy}; frame-ancestors 'none'`);
	});
});
