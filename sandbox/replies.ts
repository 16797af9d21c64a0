import type { Account } from './account';
import { failure, type Answer } from './answers';
import type { Parameters } from './checks';
import type { Notice, TakenFault } from './faults';
import type { Backend } from './methods';

/** What comes over HTTP: an `answer` of Afilnet, or any other body, empty if there is none. */
export interface Reply {
	answer?: Answer | undefined;
	body?: string | undefined;
	/** 200 if there is none. */
	status?: number | undefined;
	/** That of every answer if there is none. */
	contentType?: string | undefined;
	headers?: Record<string, string> | undefined;
}

type Answered = Exclude<TakenFault, { kind: 'cut' | 'late' | 'hang' }>;

/** What a fault gives in an answer's place. */
export function spoiltReply(fault: Answered, { account, switches }: Backend, parameters: Parameters): Reply {
	switch (fault.kind) {
		case 'status':
			return { status: 503, body: '', contentType: 'text/plain', ...fault };
		case 'rateLimit':
			return {
				status: 429,
				body: 'Too Many Requests',
				contentType: 'text/plain',
				headers: retryAfter(fault),
			};
		case 'html':
			return { status: fault.status, body: proxyPage, contentType: 'text/html' };
		case 'json':
			return { body: JSON.stringify(fault.body ?? { hello: 'world' }), contentType: 'application/json' };
		case 'code':
			return { answer: failure(withEchoes(fault.code, account, parameters), switches) };
		case 'redirect':
			return {
				status: fault.status ?? 302,
				contentType: 'text/plain',
				headers: { Location: fault.location },
			};
		case 'echo':
			return { contentType: 'text/plain', ...fault, body: String(new URLSearchParams(parameters)) };
		default:
			return {};
	}
}

/** PHP's words around an answer. */
export function withNotice(json: string, notice: Notice | undefined): string {
	if (!notice) return json;
	const { place, text = phpNotice } = notice;
	return place === 'after' ? json + text : text + json;
}

const phpNotice =
	'<br />\n<b>Notice</b>:  Undefined index: thumb in <b>/var/www/api/chat.php</b> on line <b>212</b><br />\n';

const withEchoes = (text: string, { user, password }: Account, { fileurl = '' }: Parameters) =>
	text
		.replaceAll('{user}', () => user)
		.replaceAll('{password}', () => password)
		.replaceAll('{fileurl}', () => fileurl);

type RateLimit = Extract<TakenFault, { kind: 'rateLimit' }>;

/** The header that says when to try again. */
function retryAfter({ retryAfter: form = 'seconds', wait = 1000 }: RateLimit): Record<string, string> {
	if (form === 'absent') return {};
	if (form === 'seconds') return { 'Retry-After': String(Math.ceil(wait / 1000)) };
	const second = Math.ceil((Date.now() + wait) / 1000);
	return { 'Retry-After': new Date(second * 1000).toUTCString() };
}

const proxyPage = `<!DOCTYPE html>
<html><head><title>Service Unavailable</title></head>
<body><h1>Service Unavailable</h1><p>The server is busy. Please try again later.</p></body></html>
`;
