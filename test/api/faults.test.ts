import { codes } from '../../nodes/Afilnet/api/codes';
import { codeFault, inDoubt, statusFault, strangeFault, type Fault } from '../../nodes/Afilnet/api/faults';

const message = (error: unknown) => codeFault(error, ['demo@afilnet.test', 'secret']).message;

describe('a code of the reference', () => {
	test.each(Object.keys(codes))('%s has words and a cause', (code) => {
		const fault = codeFault(code, []);
		expect(fault).toEqual({
			message: expect.stringMatching(new RegExp(`^[A-Z].{10,} \\(${code}\\)$`)),
			description: expect.stringMatching(/^[A-Z].{10,}\.$/),
			cause: expect.stringMatching(/^(?:credential-invalid|configuration-invalid|node-defect)$/),
			code,
			mayHaveArrived: false,
		});
	});

	test('is known for what it means', () => {
		const causes = Object.entries(codes).map(([code, { cause }]) => `${code}: ${cause}`);
		expect(causes).toEqual([
			'MISSING_USER: credential-invalid',
			'MISSING_PASSWORD: credential-invalid',
			'INCORRECT_USER_PASSWORD: credential-invalid',
			'MISSING_CLASS: node-defect',
			'INCORRECT_CLASS: configuration-invalid',
			'MISSING_METHOD: node-defect',
			'INCORRECT_METHOD: configuration-invalid',
			'MISSING_COMPULSORY_PARAM: configuration-invalid',
			'CHANNEL_NOT_FOUND: configuration-invalid',
			'CHAT_NOT_FOUND: configuration-invalid',
			'INCORRECT_FILETYPE: configuration-invalid',
			'INCORRECT_FILEURL: configuration-invalid',
			'INCORRECT_THUMBURL: configuration-invalid',
		]);
	});

	test.each<[error: unknown, code: string]>([
		['CHAT_NOT_FOUND', 'CHAT_NOT_FOUND'],
		['chat_not_found', 'chat_not_found'],
		['Error: CHAT_NOT_FOUND.', 'CHAT_NOT_FOUND'],
		['ANOTHER_CODE, CHAT_NOT_FOUND', 'CHAT_NOT_FOUND'],
		[['CHAT_NOT_FOUND', 'CHANNEL_NOT_FOUND'], 'CHAT_NOT_FOUND'],
		[{ code: 'CHAT_NOT_FOUND', message: 'No such chat' }, 'CHAT_NOT_FOUND'],
		[{ message: 'CHAT_NOT_FOUND' }, 'CHAT_NOT_FOUND'],
		[{ code: { message: ['CHAT_NOT_FOUND'] } }, 'CHAT_NOT_FOUND'],
	])('is found in %p', (error, code) => {
		expect(codeFault(error, [])).toMatchObject({
			code,
			message: `The conversation was not found (${code})`,
			description: codes.CHAT_NOT_FOUND?.description,
		});
	});
});

describe('what Afilnet says else', () => {
	test.each<[error: unknown, said: string]>([
		['NO_CREDIT', ' (NO_CREDIT)'],
		[402, ' (402)'],
		['No credit left', ': No credit left'],
		['No credit left.', ': No credit left'],
		['No credit. Left', ': No credit. Left'],
		[{ code: 402, message: 'No credit' }, ': 402: No credit'],
		[{ message: 'No credit' }, ': No credit'],
		['  <b>No</b>credit\n\t \u0000left  ', ': No credit left'],
		['No user demo@afilnet.test with secret', ': No user … with …'],
		[undefined, ' without a code'],
		[null, ' without a code'],
		['', ' without a code'],
		[[], ' without a code'],
		[{}, ' without a code'],
		[true, ' without a code'],
		[{ code: 'SENT BACK', password: 'x' }, ' without a code'],
		['user=a&password=x&class=chat', ' without a code'],
		['it was class=chat here', ' without a code'],
		['got PASSWORD=x here', ' without a code'],
		['{"user":"a","password" : "x"}', ' without a code'],
		['{\\"user\\":\\"a\\",\\"password\\":\\"x\\"}', ' without a code'],
		["{'password': 'x'}", ' without a code'],
		['your password is wrong', ': your password is wrong'],
	])('%p is shown as "…%s"', (error, said) => {
		expect(message(error)).toBe(`Afilnet refused the request${said}`);
		expect(codeFault(error, [])).toMatchObject({ cause: 'configuration-invalid', mayHaveArrived: false });
	});

	test('has a code if it is one word', () => {
		expect(codeFault('NO_CREDIT', [])).toMatchObject({
			code: 'NO_CREDIT',
			description: expect.stringMatching(/not in Afilnet's reference.*what it means\.$/),
		});
		expect(codeFault('', [])).toMatchObject({
			code: '',
			description: expect.stringMatching(/can tell why\.$/),
		});
		expect(codeFault('No credit', [])).not.toHaveProperty('code');
		expect(codeFault('No credit', []).description).toMatch(/Afilnet's own words.*can tell more\.$/);
	});

	test('is cut after 300 characters', () => {
		const long = (count: number) => `${'ab '.repeat(count / 3 - 1)}abc`;
		expect(message(long(300))).toBe(`Afilnet refused the request: ${long(300)}`);
		expect(message(long(303))).toBe(`Afilnet refused the request: ${long(303).slice(0, 300)}…`);
		expect(message(`a b${' '.repeat(5_900)}c`)).toMatch(/: a b c$/);
		expect(message(`a b${' '.repeat(6_000)}c`)).toMatch(/: a b$/);
	});
});

describe('an HTTP status', () => {
	const config = 'configuration-invalid';
	const down = 'temporarily-unavailable';
	test.each<[status: number, words: RegExp, cause: string, doubt: boolean]>([
		[100, /not available right now \(HTTP 100\)/, down, true],
		[199, /not available/, down, true],
		[300, /points to another address/, config, false],
		[302, /points to another address/, config, false],
		[399, /points to another address/, config, false],
		[400, /refused the request \(HTTP 400\)/, config, false],
		[403, /refused the request \(HTTP 403\)/, config, false],
		[404, /refused the request/, config, false],
		[407, /refused the request/, config, false],
		[408, /not available/, down, true],
		[409, /refused the request/, config, false],
		[428, /refused the request/, config, false],
		[429, /too many requests/, 'rate-limited', false],
		[430, /refused the request/, config, false],
		[499, /refused the request/, config, false],
		[500, /not available/, down, true],
		[502, /not available/, down, true],
		[503, /not available right now \(HTTP 503\)$/, down, false],
		[504, /not available/, down, true],
		[599, /not available/, down, true],
	])('%p: %s', (status, words, cause, mayHaveArrived) => {
		expect(statusFault(status, 'sendmessage')).toEqual({
			message: expect.stringMatching(words),
			description: expect.stringMatching(/^[A-Z].+$/),
			httpCode: String(status),
			cause,
			mayHaveArrived,
		});
		expect(statusFault(status, 'getchats')).toMatchObject({ mayHaveArrived: false, cause });
	});

	test.each<[header: unknown, milliseconds: number | undefined]>([
		['5', 5000],
		[5, 5000],
		[' 5 ', 5000],
		['120', 120_000],
		['0', 0],
		['Thu, 01 Jan 1970 00:00:00 GMT', 0],
		['soon', undefined],
		['5 minutes', undefined],
		['x5', undefined],
		['', undefined],
		[undefined, undefined],
		[null, undefined],
		['Sun Nov  6 08:49:37 1994', 0],
		['6 Nov 1994 08:49:37 GMT', 0],
	])('Retry-After: %p', (header, milliseconds) => {
		expect(statusFault(429, 'getchats', header).retryAfter).toBe(milliseconds);
		expect('retryAfter' in statusFault(429, 'getchats', header)).toBe(milliseconds !== undefined);
		expect(statusFault(503, 'getchats', header)).not.toHaveProperty('retryAfter');
	});

	test('Retry-After as a date is counted from now', () => {
		const { retryAfter = 0 } = statusFault(429, 'getchats', new Date(Date.now() + 60_000).toUTCString());
		expect(retryAfter).toBeGreaterThan(55_000);
		expect(retryAfter).toBeLessThanOrEqual(60_000);
	});
});

describe('a fault that leaves in doubt', () => {
	const fault: Fault = {
		message: 'It broke',
		description: 'Try again later.',
		cause: 'temporarily-unavailable',
		mayHaveArrived: false,
	};

	test.each(['sendmessage', 'sendfile', 'anything'])('%s', (method) => {
		expect(inDoubt(fault, method)).toEqual({
			message: 'It broke: the message may or may not have been delivered',
			description: 'Look at the conversation before sending it again. Try again later.',
			cause: 'temporarily-unavailable',
			mayHaveArrived: true,
		});
	});

	test.each(['getchatchannels', 'getchats', 'getmessages', 'getunreadmessages'])('not after %s', (method) => {
		expect(inDoubt(fault, method)).toEqual(fault);
	});

	test('nor after an answer that is none, if nothing was sent', () => {
		expect(strangeFault('text', 'getchats')).toEqual({
			message: "Afilnet's address answered with text instead of an answer of the API",
			description: expect.stringMatching(/^Check 'API URL'/),
			cause: 'temporarily-unavailable',
			mayHaveArrived: false,
		});
		expect(strangeFault('text', 'sendfile').mayHaveArrived).toBe(true);
	});
});
