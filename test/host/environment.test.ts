import { createServer } from 'node:http';
import { freePort, isPortFree, plainEnvironment } from '../../host/environment';
import { listen } from '../../sandbox/listen';

test("nothing of a person's own n8n reaches the host", () => {
	const before = { ...process.env };
	Object.assign(process.env, {
		N8N_ENCRYPTION_KEY: 'theirs',
		N8N_USER_FOLDER: '/theirs',
		DB_TYPE: 'postgresdb',
		HTTP_PROXY: 'http://proxy.test',
	});
	expect(Object.keys(plainEnvironment())).not.toEqual(
		expect.arrayContaining([expect.stringMatching(/^(N8N|DB|HTTP)_|^HOME$/)]),
	);
	expect(plainEnvironment().PATH).toBe(before.PATH);
	process.env = before;
});

test('a port is free until something listens on it', async () => {
	const port = await freePort();
	expect(await isPortFree(port)).toBe(true);
	const { close } = await listen(createServer(), port);
	expect(await isPortFree(port)).toBe(false);
	await close();
});
