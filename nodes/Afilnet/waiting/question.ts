/** What a person was asked. It is kept with the execution, so that the page shows what was sent, in every process of n8n. */
import { randomUUID } from 'crypto';
import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import { isBlank } from '../api/characters';
import { isObject } from '../api/object';

/** What a button says: yes, no, or that a text was written. */
export type Answer = 'approve' | 'decline' | 'text';

export interface Button {
	answer: Answer;
	/** What the link and the button are called. */
	label: string;
}

export interface Question {
	/**
	 * Names this one question. n8n's address is the same each time that a node asks in an execution: without it, the link
	 * of a loop's first question, or of the review of one tool call, would answer the next one.
	 */
	id: string;
	message: string;
	buttons: Button[];
}

/**
 * @param responseType the parameter's value; anything but `freeText` is an approval
 * @param options what stands under Approval Options: `{ approvalType, approveLabel, disapproveLabel }`, or nothing
 */
export function newQuestion(message: string, responseType: unknown, options: unknown): Question {
	return { id: randomUUID(), message, buttons: buttonsOf(responseType, isObject(options) ? options : {}) };
}

function buttonsOf(responseType: unknown, options: Record<string, unknown>): Button[] {
	if (responseType === 'freeText') return [{ answer: 'text', label: 'Answer' }];
	const approve: Button = { answer: 'approve', label: labelOf(options.approveLabel, 'Approve') };
	if (options.approvalType === 'single') return [approve];
	return [approve, { answer: 'decline', label: labelOf(options.disapproveLabel, 'Decline') }];
}

function labelOf(value: unknown, missing: string): string {
	const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
	return isBlank(text) ? missing : text.replace(/\s+/g, ' ').trim();
}

/** The message as it is sent: the question, and under it a link for each button. */
export function messageWithLinks(context: IExecuteFunctions, { id, message, buttons }: Question): string {
	requireSignature(context);
	const links = buttons.map(
		({ answer, label }) => `${label}: ${context.getSignedResumeUrl({ question: id, answer })}`,
	);
	return [message, ...links].join('\n\n');
}

/** n8n 1 checks the signature of a link only if it is told to; n8n 2 always does. */
function requireSignature(context: IExecuteFunctions): void {
	if (!('setSignatureValidationRequired' in context)) return;
	const { setSignatureValidationRequired: require } = context;
	if (typeof require === 'function') require.call(context);
}

const key = 'afilnetQuestion';

/** Keeps what the node asks now in place of what it has asked before. */
export function keepQuestion(context: IExecuteFunctions, question: Question): void {
	context.getContext('node')[key] = question;
}

/** What the node of a waiting execution has asked; undefined if that cannot be read. Throws nothing. */
export function keptQuestion(context: IWebhookFunctions): Question | undefined {
	try {
		// n8n gives a webhook no context, but its expressions can read it.
		const kept: unknown = context.evaluateExpression(
			`{{ $node[${quoted(context.getNode().name)}].context[${quoted(key)}] }}`,
		);
		return isQuestion(kept) ? kept : undefined;
	} catch {
		return undefined;
	}
}

/** A text as a literal in an expression, which a brace in it would end. */
function quoted(text: string): string {
	return JSON.stringify(text).replace(/[{}]/g, (brace) => `\\u00${brace.charCodeAt(0).toString(16)}`);
}

function isQuestion(value: unknown): value is Question {
	return (
		isObject(value) &&
		typeof value.id === 'string' &&
		typeof value.message === 'string' &&
		Array.isArray(value.buttons) &&
		value.buttons.every(isButton)
	);
}

function isButton(value: unknown): value is Button {
	return (
		isObject(value) &&
		typeof value.label === 'string' &&
		['approve', 'decline', 'text'].some((answer) => answer === value.answer)
	);
}
