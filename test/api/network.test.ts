import { networkCodes, networkFault } from '../../nodes/Afilnet/api/network';

const config = 'configuration-invalid';
const down = 'temporarily-unavailable';

describe('why no answer came', () => {
	test.each<[code: string, words: RegExp, cause: string, doubt: boolean]>([
		['ADDRESS_UNREADABLE', /is not a web address$/, config, false],
		['ADDRESS_WITHOUT_TLS', /must begin with https:/, config, false],
		['ENOTFOUND', /was not found$/, down, false],
		['EAI_AGAIN', /was not found$/, down, false],
		['ECONNREFUSED', /could not be reached$/, down, false],
		['ECONNABORTED', /in time: the message may/, down, true],
		['ETIMEDOUT', /in time: the message may/, down, true],
		['EPROTO', /No secure connection.*: the message may/, config, true],
		['ERR_CANCELED', /was stopped.*: the message may/, down, true],
		['ECONNRESET', /connection was lost.*: the message may/, down, true],
		['EPIPE', /connection was lost/, down, true],
		['DEPTH_ZERO_SELF_SIGNED_CERT', /is not trusted$/, config, false],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /is not trusted$/, config, false],
		['ERR_SSL_BAD_CERT', /connection was lost/, down, true],
		['X_ERR_SSL_CERT', /is not trusted$/, config, false],
		['', /connection was lost/, down, true],
	])('%p: %s', (code, words, cause, mayHaveArrived) => {
		const fault = networkFault({ code }, 'sendmessage');
		expect(fault).toEqual({
			message: expect.stringMatching(words),
			description: expect.stringMatching(/^[A-Z].*\.$/),
			cause,
			mayHaveArrived,
		});
		expect(networkFault({ code }, 'getchats')).toMatchObject({ cause, mayHaveArrived: false });
	});

	test('has words for every code', () => {
		for (const [code, { message, description }] of Object.entries(networkCodes)) {
			expect([code, message, description]).toEqual([
				code,
				expect.stringMatching(/^['A-Z].{10,}$/),
				expect.stringMatching(/^[A-Z].{10,}\.$/),
			]);
		}
	});
});

describe('whatever was thrown', () => {
	const refused = /could not be reached/;
	const lost = /connection was lost/;
	const wrapped = (depth: number): object =>
		depth === 0 ? { code: 'ECONNREFUSED' } : { cause: wrapped(depth - 1) };

	test.each<[what: string, thrown: unknown, words: RegExp]>([
		['a text', 'ECONNREFUSED', lost],
		['nothing', undefined, lost],
		['null', null, lost],
		['a code that is none', { code: 5, httpCode: 6 }, lost],
		['a code of n8n 1', { httpCode: 'ECONNREFUSED' }, refused],
		['a number with a code of n8n 1', { code: 5, httpCode: 'ECONNREFUSED' }, refused],
		['two codes', { code: 'ECONNREFUSED', httpCode: '500' }, refused],
		['a number of n8n 1 before a code', { httpCode: 5, cause: { code: 'ECONNREFUSED' } }, refused],
		['an empty code before another', { code: '', cause: { code: 'ECONNREFUSED' } }, refused],
		['a code before that of its cause', { code: 'ECONNREFUSED', cause: { code: 'ENOTFOUND' } }, refused],
		['one of several', { errors: [{}, { code: 'ECONNREFUSED' }] }, refused],
		['errors that are no list', { errors: { code: 'ECONNREFUSED' } }, lost],
		[
			'a cause before the others',
			{ errors: [{ code: 'ENOTFOUND' }], cause: { code: 'ECONNREFUSED' } },
			refused,
		],
		['ten causes deep', wrapped(10), refused],
		['eleven causes deep', wrapped(11), lost],
	])('%s', (_what, thrown, words) => {
		expect(networkFault(thrown, 'sendmessage').message).toMatch(words);
	});

	test('one that is its own cause comes to an end', () => {
		const thrown: { cause?: unknown } = {};
		thrown.cause = thrown;
		expect(networkFault(thrown, 'sendmessage').message).toMatch(lost);
	});

	test.each(['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EACCES', 'EADDRNOTAVAIL', 'ECONNRESET'])(
		'%s has not arrived only if it was the connection',
		(code) => {
			const doubt = (thrown: unknown) => networkFault(thrown, 'sendmessage').mayHaveArrived;
			expect(doubt({ code, syscall: 'connect' })).toBe(false);
			expect(doubt({ errors: [{ code, syscall: 'connect' }] })).toBe(false);
			expect(doubt({ code, syscall: 'read' })).toBe(true);
			expect(doubt({ code })).toBe(true);
		},
	);
});

describe('a send may have arrived', () => {
	test.each(['ECONNRESET', 'ETIMEDOUT', 'EPROTO', 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', ''])(
		'after %p',
		(code) => {
			const { mayHaveArrived, message } = networkFault({ code }, 'sendmessage');

			expect(mayHaveArrived).toBe(true);
			expect(message).toContain('may or may not have been delivered');
		},
	);
});

describe.each(['EHOSTUNREACH', 'ENETUNREACH'])('%s', (code) => {
	test.each([
		['while the answer was awaited', { code, syscall: 'read' }],
		['at an unknown time, as n8n 1 tells it', { httpCode: code }],
		['behind the exception of a request helper', { cause: { code, cause: { code, syscall: 'read' } } }],
	])('%s: a send may have arrived', (_when, thrown) => {
		expect(networkFault(thrown, 'sendmessage')).toMatchObject({
			mayHaveArrived: true,
			message: expect.stringContaining('may or may not have been delivered'),
		});
	});

	test.each([
		['of one address', { code, syscall: 'connect' }],
		['of each of several addresses', { cause: { code, errors: [{ code, syscall: 'connect' }] } }],
	])('at the connection %s: a send has not arrived', (_what, thrown) => {
		expect(networkFault(thrown, 'sendmessage')).toMatchObject({
			mayHaveArrived: false,
			message: expect.stringContaining('could not be reached'),
		});
	});
});

describe('a send has not arrived', () => {
	test.each([
		['ECONNREFUSED', /could not be reached/],
		['ENOTFOUND', /was not found/],
		['DEPTH_ZERO_SELF_SIGNED_CERT', /certificate/],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /certificate/],
		['ERR_TLS_CERT_ALTNAME_INVALID', /certificate/],
		['CERT_HAS_EXPIRED', /certificate/],
	])('after %s', (code, words) => {
		const { mayHaveArrived, message } = networkFault({ code }, 'sendmessage');

		expect(mayHaveArrived).toBe(false);
		expect(message).toMatch(words);
	});
});

test('n8n 2 wraps what was thrown as the cause, n8n 1 keeps its code alone', () => {
	const thrown = { code: 'ECONNREFUSED' };

	expect(networkFault({ httpCode: 'ECONNREFUSED' }, 'sendmessage')).toEqual(
		networkFault({ cause: thrown }, 'sendmessage'),
	);
});
