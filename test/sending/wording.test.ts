import { atMost, readMost } from '../../nodes/Afilnet/sending/limit';
import { fileTypeOf } from '../../nodes/Afilnet/sending/fileType';
import { messagesOf, readWording } from '../../nodes/Afilnet/sending/wording';

/** The parameters of a node, with their defaults for the others. */
const parameters = (set: Record<string, unknown>) => (name: string, fallback: unknown) =>
	name in set ? set[name] : fallback;

describe('what is set about the text of a message', () => {
	const wording = (set: Record<string, unknown>) =>
		readWording(
			parameters(Object.fromEntries(Object.entries(set).map(([name, value]) => [`options.${name}`, value]))),
		);

	test.each<[set: Record<string, unknown>, wording: object]>([
		[{}, { formats: false, maxLength: undefined, pauseSeconds: 0 }],
		[{ formatMarkdown: true }, { formats: true }],
		[{ formatMarkdown: 'yes' }, { formats: true }],
		[{ splitLongMessages: true }, { maxLength: 4096 }],
		[{ splitLongMessages: true, maxLength: 10 }, { maxLength: 10 }],
		[{ splitLongMessages: 'true', maxLength: '20' }, { maxLength: 20 }],
		[{ maxLength: 20 }, { maxLength: undefined }],
		[{ pauseSeconds: 30 }, { pauseSeconds: 30 }],
		[{ pauseSeconds: '0.5' }, { pauseSeconds: 0.5 }],
		[{ pauseSeconds: 0 }, { pauseSeconds: 0 }],
	])('%p', (set, expected) => {
		expect(wording(set)).toMatchObject({ wording: expected });
	});

	test.each<[set: Record<string, unknown>, message: RegExp]>([
		[{ formatMarkdown: 'x' }, /^'Format Markdown' is neither true nor false$/],
		[{ splitLongMessages: 'x' }, /^'Split Long Messages' is neither/],
		[{ maxLength: 9 }, /^'Maximum Length' is not a whole number of 10 or more$/],
		[{ maxLength: 'x' }, /^'Maximum Length' is not a whole number of 10 or more$/],
		[{ pauseSeconds: 31 }, /^'Wait Between Messages \(Seconds\)' is not a number from 0 to 30$/],
		[{ pauseSeconds: -1 }, /is not a number from 0 to 30$/],
		[{ pauseSeconds: 'x' }, /is not a number from 0 to 30$/],
		[{ pauseSeconds: '' }, /is not a number from 0 to 30$/],
		[{ pauseSeconds: ' ' }, /is not a number from 0 to 30$/],
		[{ formatMarkdown: 'x', pauseSeconds: 31 }, /^'Format Markdown'/],
	])('%p is a problem', (set, message) => {
		expect(wording(set)).toEqual({
			problem: {
				message: expect.stringMatching(message),
				description: expect.stringMatching(/^[A-Z].*\. The value is .+\.$/),
			},
		});
	});
});

describe('the messages of an item', () => {
	const plain = { formats: false, maxLength: undefined, pauseSeconds: 0 };
	const fields = { platform: 'whatsapp', destination: '34600000001', message: '**one** two three' };

	test('are one as it is written', () => {
		expect(messagesOf('sendmessage', fields, plain)).toEqual({
			parts: [{ method: 'sendmessage', ...fields }],
			whole: fields,
		});
	});

	test('are one with the marks of its platform', () => {
		const whole = { ...fields, message: '*one* two three' };
		expect(messagesOf('sendmessage', fields, { ...plain, formats: true })).toEqual({
			parts: [{ method: 'sendmessage', ...whole }],
			whole,
		});
		expect(messagesOf('sendmessage', { message: '**one**' }, { ...plain, formats: true }).whole).toEqual({
			message: 'one',
		});
	});

	test('are several if a long text is split', () => {
		const { parts, whole } = messagesOf('sendmessage', fields, { ...plain, maxLength: 12 });
		expect(parts.map(({ message }) => message)).toEqual(['**one** two', 'three']);
		expect(parts[1]).toEqual({ method: 'sendmessage', ...fields, message: 'three' });
		expect(whole).toEqual(fields);
	});

	test('are the form as it is if it has no text', () => {
		const file = { platform: 'whatsapp', fileurl: 'https://a.example' };
		expect(messagesOf('sendfile', file, { formats: true, maxLength: 10, pauseSeconds: 0 })).toEqual({
			parts: [{ method: 'sendfile', ...file }],
			whole: file,
		});
	});
});

describe('how many rows a read gives', () => {
	test.each<[set: Record<string, unknown>, most: number]>([
		[{ returnAll: true }, Infinity],
		[{ returnAll: 'true', limit: 'x' }, Infinity],
		[{ returnAll: false, limit: 5 }, 5],
		[{ returnAll: false }, 50],
		[{}, 50],
	])('%p', (set, most) => {
		expect(readMost(parameters(set))).toEqual({ most });
	});

	test.each<[set: Record<string, unknown>, message: string]>([
		[{ returnAll: 'x' }, "'Return All' is neither true nor false"],
		[{ limit: 'x' }, "'Limit' is not a whole number above 0"],
	])('%p is a problem', (set, message) => {
		expect(readMost(parameters(set))).toEqual({
			problem: { message, description: expect.stringMatching(/\. The value is "x"\.$/) },
		});
	});

	test('are the first, of a conversation the latest', () => {
		const rows = [
			{ messageid: 1, datetime: '2026-01-31 09:00' },
			{ messageid: 2, datetime: '2026-01-31 09:01' },
		];
		expect(atMost(rows, 1, 'getchats')).toEqual(rows.slice(0, 1));
		expect(atMost(rows, 1, 'getmessages')).toEqual(rows.slice(1));
		expect(atMost(rows, Infinity, 'getunreadmessages')).toEqual(rows);
	});
});

describe('the kind of message that a file becomes', () => {
	test.each<[name: string, mimeType: string | undefined, type: string]>([
		['a', 'image/png', 'image'],
		['a.mp3', ' IMAGE/JPEG', 'image'],
		['a', 'video/mp4', 'video'],
		['a', 'audio/ogg; codecs=opus', 'voice'],
		['a', 'audio/opus', 'voice'],
		['a', 'audio/mpeg', 'audio'],
		['a', 'text/vcard', 'contact'],
		['a', 'text/x-vcard', 'contact'],
		['a', 'text/plain', 'document'],
		['a', 'application/pdf', 'document'],
		['a', 'x-image/png', 'document'],
		['a', 'x-video/mp4', 'document'],
		['a', 'x-audio/ogg', 'document'],
		['a', 'application/text/vcard', 'document'],
		['a', 'image', 'document'],
		['a.png', 'application/octet-stream', 'image'],
		['a.JPG ', undefined, 'image'],
		['a.jpeg', '', 'image'],
		['a.gif', '', 'image'],
		['a.webp', '', 'image'],
		['a.bmp', '', 'image'],
		['a.heic', '', 'image'],
		['a.png.zip', '', 'document'],
		['apng', '', 'document'],
		['a.mp4', '', 'video'],
		['a.m4v', '', 'video'],
		['a.mov', '', 'video'],
		['a.3gp', '', 'video'],
		['a.webm', '', 'video'],
		['a.avi', '', 'video'],
		['a.mkv', '', 'video'],
		['a.mpg', '', 'video'],
		['a.mpeg', '', 'video'],
		['a.mp4.zip', '', 'document'],
		['a.ogg', '', 'voice'],
		['a.oga', '', 'voice'],
		['a.opus', '', 'voice'],
		['a.ogg.zip', '', 'document'],
		['a.mp3', '', 'audio'],
		['a.m4a', '', 'audio'],
		['a.aac', '', 'audio'],
		['a.wav', '', 'audio'],
		['a.flac', '', 'audio'],
		['a.amr', '', 'audio'],
		['a.wma', '', 'audio'],
		['a.mp3.zip', '', 'document'],
		['a.vcf', '', 'contact'],
		['a.vcard', '', 'contact'],
		['a.vcf.zip', '', 'document'],
		['', '', 'document'],
	])('%p of type %p: %s', (name, mimeType, type) => {
		expect(fileTypeOf(name, mimeType)).toBe(type);
	});
});
