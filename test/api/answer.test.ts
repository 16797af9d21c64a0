import { readAnswer } from '../../nodes/Afilnet/api/answer';

const read = (body: unknown, method = 'getchats', statusCode = 200) =>
	readAnswer({ statusCode, body }, method, ['demo', 'secret']);
const success = (result: unknown) => ({ status: 'SUCCESS', result });
const row = { platformid: '7', name: 'Lucía' };
const other = { platformid: '8', name: 'Marta' };

describe('the rows of an answer', () => {
	test.each<[what: string, result: unknown, rows: unknown[]]>([
		['a list', [row, other], [row, other]],
		['one row alone', row, [row]],
		['an object of rows', { 0: row, 1: other }, [row, other]],
		['a list within the result', { list: [row] }, [row]],
		['rows among what is none', [row, null, 'row', 5, {}, { total: 1 }], [row]],
		['an empty list', [], []],
		['an empty object', {}, []],
		['an empty list within the result', { list: [] }, []],
		['nothing', undefined, []],
		['null', null, []],
		['an empty text', '', []],
		['false', false, []],
		['0', 0, []],
		['"0"', '0', []],
	])('%s', (_what, result, rows) => {
		expect(read(success(result))).toEqual({ rows });
	});

	test.each(['platformid', 'platform', 'name', 'destination', 'messageid'])('known by its %s', (field) => {
		expect(read(success([{ [field]: 'x' }]))).toEqual({ rows: [{ [field]: 'x' }] });
	});

	test.each<[result: unknown]>([[5], ['rows'], [true], [[5]], [{ total: 1 }], [{ list: 'rows' }]])(
		'%p is no list',
		(result) => {
			expect(read(success(result))).toEqual({
				fault: expect.objectContaining({ message: expect.stringContaining('a list in an') }),
			});
		},
	);

	test('a request that was sent back is none of them', () => {
		expect(read(success([row, { platformid: '7', password: 'secret' }]))).toEqual({ rows: [row] });
		expect(read(success({ platformid: '7', password: 'secret' }))).toHaveProperty('fault');
	});

	test('have texts for what Afilnet may write as numbers', () => {
		const written = { platform: ' WhatsApp ', platformid: 100, destination: 34600000001, messageid: 5 };
		expect(read(success([written]))).toEqual({
			rows: [{ platform: 'whatsapp', platformid: '100', destination: '34600000001', messageid: 5 }],
		});
	});

	test('a send has none, whatever its result', () => {
		expect(read(success([row]), 'sendmessage')).toEqual({ rows: [] });
		expect(read(success('sent'), 'sendfile')).toEqual({ rows: [] });
	});
});

describe('whether an answer is a success', () => {
	test.each(['SUCCESS', 'success', ' Success '])('%p is one', (status) => {
		expect(read({ status, result: [] })).toEqual({ rows: [] });
	});

	test.each(['ERROR', 'error', ' Error '])('%p is none', (status) => {
		expect(read({ status, error: 'CHAT_NOT_FOUND' })).toMatchObject({ fault: { code: 'CHAT_NOT_FOUND' } });
	});

	test('an error counts under whatever HTTP status it comes, a success only under 2xx', () => {
		const error = { status: 'ERROR', error: 'CHAT_NOT_FOUND' };
		expect(read(error, 'getchats', 404)).toMatchObject({ fault: { code: 'CHAT_NOT_FOUND' } });
		expect(read(success([row]), 'getchats', 299)).toEqual({ rows: [row] });
		for (const status of [199, 300, 500])
			expect(read(success([row]), 'getchats', status)).toMatchObject({ fault: { httpCode: `${status}` } });
	});

	test.each([504, 502, 500, 408, 429])(
		'under HTTP %i, words that Afilnet does not have are those of a program on the way',
		(status) => {
			for (const error of ['Gateway Timeout', { code: status, message: 'upstream closed' }, undefined]) {
				const { fault } = { fault: undefined, ...read({ status: 'error', error }, 'sendmessage', status) };
				expect(fault).toMatchObject({ httpCode: `${status}`, mayHaveArrived: status !== 429 });
			}
			expect(read({ status: 'ERROR', error: 'chat_not_found' }, 'sendmessage', status)).toMatchObject({
				fault: { code: 'chat_not_found', mayHaveArrived: false },
			});
		},
	);

	test('under HTTP 400 a refusal is shown as Afilnet says it', () => {
		expect(read({ status: 'ERROR', error: 'NO_CREDIT' }, 'sendmessage', 400)).toMatchObject({
			fault: { code: 'NO_CREDIT', mayHaveArrived: false },
		});
	});

	test('the words of a refusal may stand beside its status', () => {
		expect(read({ status: 'ERROR', message: 'You have no credit left' })).toMatchObject({
			fault: { message: 'Afilnet refused the request: You have no credit left' },
		});
		expect(read({ status: 'ERROR', error: '', code: 'NO_CREDIT' })).toMatchObject({
			fault: { code: 'NO_CREDIT' },
		});
		expect(read({ status: 'ERROR', error: '' })).toMatchObject({ fault: { code: '' } });
	});

	test.each([
		'{"status":"SUCCESS"}{"status":"ERROR","error":"CHANNEL_NOT_FOUND"}',
		'Notice: gateway said {"status":"success"} in send.php\n{"status":"ERROR","error":"CHANNEL_NOT_FOUND"}',
	])('two answers that differ are none: %s', (body) => {
		expect(read(body, 'sendmessage')).toMatchObject({ fault: { mayHaveArrived: true } });
	});

	test('Retry-After is read from the headers', () => {
		const answer = { statusCode: 429, body: '', headers: { 'retry-after': '7' } };
		expect(readAnswer(answer, 'getchats')).toMatchObject({ fault: { retryAfter: 7000 } });
		expect(readAnswer({ statusCode: 429, body: '' }, 'getchats')).not.toHaveProperty('fault.retryAfter');
	});

	test.each<[body: unknown, what: string]>([
		['', 'nothing'],
		[undefined, 'nothing'],
		[null, 'nothing'],
		['<!DOCTYPE html><p>Hello', 'a web page'],
		['Hello', 'text'],
		['{"status": "PENDING"}', 'other data'],
		[{}, 'other data'],
		[{ status: 1 }, 'other data'],
		[[success([])], 'other data'],
	])('%p is called %s', (body, what) => {
		const said = `Afilnet's address answered with ${what} instead of an answer of the API`;
		expect(read(body)).toMatchObject({ fault: { message: said, mayHaveArrived: false } });
		expect(read(body, 'sendmessage')).toMatchObject({ fault: { mayHaveArrived: true } });
	});

	test('what other people see does not name the account', () => {
		expect(read({ status: 'ERROR', error: 'No user demo with secret' })).toMatchObject({
			fault: { message: 'Afilnet refused the request: No user … with …' },
		});
	});
});

describe('the JSON of an answer', () => {
	const json = JSON.stringify(success([row]));
	test.each([
		['alone', json],
		['behind a byte order mark', `\uFEFF${json}`],
		['between blanks', `\r\n\t ${json} \n`],
		['before a zero byte', `${json}\0\0`],
		['as a text in JSON', JSON.stringify(json)],
		['behind a notice of PHP', `<br />\n<b>Notice</b>: {main} in <b>/a.php</b> on line <b>3</b>\n${json}`],
		['before a notice', `${json}\nWarning: "quoted { text`],
		['behind another object', `{"debug": {"a": "}"}} ${json}`],
		['behind an empty object', `{}${json}`],
		['within a text with braces', `if (a) { b(); } ${json}`],
	])('%s', (_where, body) => {
		expect(read(body)).toEqual({ rows: [row] });
	});

	test('may hold quotes, backslashes and braces in its texts', () => {
		const name = 'a "quoted" \\ {text} }';
		expect(read(`notice ${JSON.stringify(success([{ name }]))}`)).toEqual({ rows: [{ name }] });
	});

	test('keeps whole numbers of 16 digits or more as texts, others as numbers', () => {
		const written = (value: string) => read(`{"status":"SUCCESS","result":[{"messageid":${value}}]}`);
		const is = (messageid: unknown) => ({ rows: [{ messageid }] });
		expect(written('1234567890123456')).toEqual(is('1234567890123456'));
		expect(written('-1234567890123456')).toEqual(is('-1234567890123456'));
		expect(written('120363025246125486')).toEqual(is('120363025246125486'));
		expect(written('123456789012345')).toEqual(is(123456789012345));
		expect(written('-5')).toEqual(is(-5));
		expect(written('1.2345678901234567')).toEqual(is(1.2345678901234567));
		expect(written('12345678901234567e2')).toEqual(is(Number('12345678901234567e2')));
		expect(written('1.5E+2')).toEqual(is(150));
		expect(written('"1234567890123456"')).toEqual(is('1234567890123456'));
		expect(written('"a 1234567890123456 \\" 1234567890123456"')).toEqual(
			is('a 1234567890123456 " 1234567890123456'),
		);
	});

	test.each(['<!DOCTYPE html>', '<html>', '<?xml version="1.0"?>', '<HEAD>', '<body>'])(
		'in a page that begins with %s does not count',
		(start) => {
			expect(read(`${start}${json}`)).toMatchObject({
				fault: { message: expect.stringMatching(/a web page/) },
			});
		},
	);

	test('is looked for behind 49 braces that lead nowhere, and behind no more', () => {
		expect(read(`${'{} '.repeat(49)}${json}`)).toEqual({ rows: [row] });
		expect(read(`${'{} '.repeat(50)}${json}`)).toHaveProperty('fault');
		expect(read(`${'{ x '.repeat(500)}${json}`)).toEqual({ rows: [row] });
	});
});
