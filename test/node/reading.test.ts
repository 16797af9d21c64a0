/** How reads end in a run, and n8n's Request Options, which hold for every operation. */
import { connect } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { setTimeout as wait } from 'node:timers/promises';
import { generate } from 'selfsigned';

import { operations, useAfilnet } from '../engine/afilnet';

const afilnet = useAfilnet();

const many = Array.from({ length: 30 }, () => ({}));

test('a read that fails lets no further one start, and its error is its own', async () => {
	afilnet.sandbox.faults.add({ kind: 'code', code: 'CHANNEL_NOT_FOUND', times: 1 });
	afilnet.sandbox.faults.add({ kind: 'latency', ms: 50 });
	const { error } = await afilnet.run(operations.getchats, { items: many });

	expect(error?.message).toBe('The channel was not found (CHANNEL_NOT_FOUND)');
	expect(error?.description).not.toContain('may or may not');
	expect(afilnet.sent.length).toBeLessThanOrEqual(11);
});

test('an execution that a person stops starts no further read', async () => {
	afilnet.sandbox.faults.add({ kind: 'latency', ms: 200 });
	const stop = new Promise((resolve) => (afilnet.sandbox.hooks.after = resolve));
	await afilnet.run(operations.getchats, { items: many, stop });
	await wait(500);

	expect(afilnet.sent.length).toBeLessThanOrEqual(11);
});

describe.each(['getchats', 'sendmessage'] as const)("n8n's Request Options hold for %s", (method) => {
	const operation = operations[method];

	test('a proxy is asked', async () => {
		const { hostname, port, pathname } = new URL(afilnet.sandbox.apiUrl);
		const credential = { ...afilnet.credential, apiUrl: `http://localhost:1${pathname}` };
		const proxied = { ...operation, requestOptions: { proxy: `http://${hostname}:${port}` } };

		expect((await afilnet.run(operation, { credential })).error?.message).toMatch(/could not be reached/);
		expect((await afilnet.run(proxied, { credential })).error).toBeUndefined();
		expect(afilnet.sent).toHaveLength(1);
	});

	test('a certificate that nobody vouches for is refused, unless Ignore SSL Issues is on', async () => {
		const server = await startTls();
		const address = server.address();
		const port = typeof address === 'object' ? address?.port : undefined;
		const credential = { ...afilnet.credential, apiUrl: `https://localhost:${port}/api/http/` };
		const ignoring = { ...operation, requestOptions: { allowUnauthorizedCerts: true } };

		expect((await afilnet.run(operation, { credential })).error?.message).toMatch(/is not trusted/);
		expect(afilnet.sent).toHaveLength(0);
		expect((await afilnet.run(ignoring, { credential })).error).toBeUndefined();
		expect(afilnet.sent).toHaveLength(1);
		server.close();
	});
});

/** The sandbox behind TLS, with a certificate of its own making. */
async function startTls(): Promise<Server> {
	const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
	const { port } = new URL(afilnet.sandbox.apiUrl);
	const server = createServer({ key, cert }, (socket) => {
		const behind = connect(Number(port), '127.0.0.1');
		socket.pipe(behind).pipe(socket);
		for (const end of [socket, behind]) end.on('error', () => end.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return server;
}
