import { networkFault } from '../../nodes/Afilnet/api/network';

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
