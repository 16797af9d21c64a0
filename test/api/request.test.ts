import {
	accountOf,
	apiAddress,
	requestDefaults,
	UnusableAddress,
	withAccount,
} from '../../nodes/Afilnet/api/request';

const credential = { user: 'demo', password: 'secret', apiUrl: 'https://www.afilnet.com/api/http/' };
const request = { url: 'https://elsewhere.example/', method: 'POST' as const };

const codeOf = (apiUrl: unknown) => {
	try {
		return apiAddress(apiUrl).href;
	} catch (thrown) {
		return thrown instanceof UnusableAddress && thrown.message !== '' ? thrown.code : thrown;
	}
};

describe('the address of the API', () => {
	test.each([
		['https://www.afilnet.com/api/http/', 'https://www.afilnet.com/api/http/'],
		[' https://www.afilnet.com/\u200b\n', 'https://www.afilnet.com/'],
		['https://10.1.2.3/', 'https://10.1.2.3/'],
		['http://localhost:5679/', 'http://localhost:5679/'],
		['http://127.0.0.1/', 'http://127.0.0.1/'],
		['http://127.10.200.255/', 'http://127.10.200.255/'],
		['http://[::1]/', 'http://[::1]/'],
	])('%p is %s', (apiUrl, address) => {
		expect(codeOf(apiUrl)).toBe(address);
	});

	test.each([
		'http://www.afilnet.com/api/http/',
		'http://localhost.example.com/',
		'http://127.0.0.1.example.com/',
		'http://10.1.2.3/',
		'http://[::2]/',
	])('%s would carry the password in the clear', (apiUrl) => {
		expect(codeOf(apiUrl)).toBe('ADDRESS_WITHOUT_TLS');
	});

	test.each([
		'',
		'www.afilnet.com',
		'ftp://127.0.0.1/',
		undefined,
		null,
		5,
		{},
		new URL('https://a.example'),
	])('%p is none', (apiUrl) => {
		expect(codeOf(apiUrl)).toBe('ADDRESS_UNREADABLE');
	});
});

describe('a request with the account', () => {
	const formOf = (given: object) => {
		const { body } = withAccount(credential, { ...request, ...given });
		return Object.fromEntries(new URLSearchParams(String(body)));
	};

	test('goes to the address of the credential, and to no other host or by any redirect', () => {
		expect(withAccount(credential, { ...request, body: { class: 'chat' } })).toEqual({
			method: 'POST',
			url: 'https://www.afilnet.com/api/http/',
			headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
			body: 'class=chat&user=demo&password=secret',
			allowedDomains: 'www.afilnet.com',
			disableFollowRedirect: true,
			followRedirect: false,
			followAllRedirects: false,
			maxRedirects: 0,
		});
	});

	test('has the account of the credential, whatever account the form names', () => {
		const other = { user: 'mallory', password: 'guess' };
		expect(formOf({ body: { ...other, class: 'chat' } })).toEqual({
			user: 'demo',
			password: 'secret',
			class: 'chat',
		});
		expect(formOf({ form: other })).toEqual({ user: 'demo', password: 'secret' });
	});

	test('has the fields of a body and of a form, and of nothing else', () => {
		expect(formOf({ body: { a: 1, b: 'x' }, form: { b: 'y', c: true } })).toMatchObject({
			a: '1',
			b: 'y',
			c: 'true',
		});
		for (const body of ['a=1', ['a'], null, undefined]) {
			expect(formOf({ body, form: body })).toEqual({ user: 'demo', password: 'secret' });
		}
		expect(withAccount(credential, Object.assign({ ...request }, { form: { a: 1 } }))).not.toHaveProperty(
			'form',
		);
	});

	test('keeps its headers but for the content type', () => {
		const headers = { 'content-TYPE': 'application/json', Accept: 'text/plain' };
		expect(withAccount(credential, { ...request, headers }).headers).toEqual({
			Accept: 'text/plain',
			'Content-Type': 'application/x-www-form-urlencoded',
		});
	});

	test('is not made for an address that cannot be used', () => {
		expect(() => withAccount({ ...credential, apiUrl: 'http://www.afilnet.com/' }, request)).toThrow(
			UnusableAddress,
		);
	});
});

describe('user and password', () => {
	test.each([
		['demo', 'secret', 'demo', 'secret'],
		[' demo\u200b\n', ' se\ncret \r\n', 'demo', ' se\ncret '],
		['demo', '\n\r\nsecret\n\n', 'demo', 'secret'],
		['demo', 'secret\u200b', 'demo', 'secret\u200b'],
		[5, 6, '5', '6'],
		[undefined, undefined, '', ''],
	])('%p and %p', (user, password, sentUser, sentPassword) => {
		expect(accountOf({ user, password } as Parameters<typeof accountOf>[0])).toEqual({
			user: sentUser,
			password: sentPassword,
		});
	});
});

test('answers come as text, whatever their status', () => {
	expect(requestDefaults).toEqual({
		method: 'POST',
		url: '',
		body: { class: 'chat' },
		headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
		encoding: 'text',
		ignoreHttpStatusErrors: true,
	});
});
