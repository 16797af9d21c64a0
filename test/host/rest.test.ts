/** What n8n's own API says half: a small server stands for n8n 1.123, which shows this only now and then. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stringify } from 'flatted';

import { Rest } from '../../host/rest';

let server: Server;
let rest: Rest;
let answers: object[];

beforeAll(async () => {
	server = createServer((_request, response) => {
		const data = answers.length > 1 ? answers.shift() : answers[0];
		response.setHeader('content-type', 'application/json').end(JSON.stringify({ data }));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	rest = new Rest(`http://127.0.0.1:${port}/`, '');
});
afterAll(() => server.close());

const before = {
	resultData: { runData: {} },
	executionData: { nodeExecutionStack: [{ node: { name: 'Ask' } }] },
};
const after = { resultData: { runData: { After: [] } }, executionData: { nodeExecutionStack: [] } };

test.each([
	['nothing yet', { status: 'success', data: stringify(null) }],
	['nothing of an error yet', { status: 'error', data: stringify(null) }],
	['what was there while it waited', { status: 'success', data: stringify(before) }],
])('an execution has ended before n8n stores what it gave: %s', async (_what, halfStored) => {
	const whole = { ...halfStored, data: stringify(after) };
	answers = [halfStored, halfStored, whole];

	expect(await rest.execution('1')).toMatchObject({ data: after });
});

test('an execution that waits is given at once', async () => {
	answers = [
		{ status: 'waiting', data: stringify(before) },
		{ status: 'success', data: stringify(after) },
	];

	expect(await rest.execution('1')).toMatchObject({ status: 'waiting', data: before });
});
