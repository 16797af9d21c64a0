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
