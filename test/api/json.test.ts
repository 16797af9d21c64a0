import { jsonIn } from '../../nodes/Afilnet/api/json';

test('a text of 20 million characters within the JSON is read', () => {
	const answer = { status: 'SUCCESS', result: 'x'.repeat(20_000_000) };

	expect(jsonIn(JSON.stringify(answer), () => true)).toEqual(answer);
});
