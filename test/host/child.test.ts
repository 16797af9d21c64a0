import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run, startChild } from '../../host/child';
import { until } from '../../host/until';
import { answerTo } from '../answerTo';

const folder = mkdtempSync(join(tmpdir(), 'afilnet-child-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sleeper = ['-e', "process.stdout.write('awake\\n'); setInterval(() => {}, 1000)"];
const options = (name: string, commandLine: string[]) => ({
	command: process.execPath,
	arguments: commandLine,
	folder,
	environment: process.env,
	log: join(folder, name, 'child.log'),
});

function isAlive(processId: number): boolean {
	try {
		return process.kill(processId, 0);
	} catch {
		return false;
	}
}

test('stop and kill end a child, and its output is in the log', async () => {
	const stopped = await startChild(options('stopped', sleeper));
	await until(() => readFileSync(join(folder, 'stopped', 'child.log'), 'utf8') === 'awake\n');
	await stopped.stop();
	const killed = await startChild(options('killed', sleeper));
	await killed.kill();
	expect([stopped, killed].filter(({ processId }) => isAlive(processId))).toEqual([]);
});

test('a child that does not heed the request to stop is ended, with what it started', async () => {
	const stubborn = `
		const { spawn } = require('node:child_process');
		const grandchild = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
		process.on('SIGTERM', () => {});
		process.stdout.write(String(grandchild.pid));`;
	const child = await startChild(options('stubborn', ['-e', stubborn]));
	const grandchild = () => Number(readFileSync(join(folder, 'stubborn', 'child.log'), 'utf8'));
	await until(() => grandchild() > 0);
	await child.stop(100);
	await until(() => !isAlive(grandchild()));
});

/** Starts a process that has a child by `starting`, an expression. @returns both, once the child runs */
async function startParent(name: string, commandLine: string[], starting: string) {
	const script = join(folder, `${name}.ts`);
	writeFileSync(
		script,
		`import { run, startChild } from ${JSON.stringify(resolve(__dirname, '../../host/child'))};
		const options = ${JSON.stringify(options(name, commandLine))};
		void ${starting};`,
	);
	const parent = spawn(process.execPath, ['--import', 'tsx', script], { cwd: resolve(__dirname, '../..') });
	const log = join(folder, name, 'child.log');
	await until(() => existsSync(log) && readFileSync(log, 'utf8') !== '');
	return { parent, child: Number(readFileSync(log, 'utf8')) };
}

const named = 'process.stdout.write(String(process.pid)); setInterval(() => {}, 1000);';

test('a child ends when its parent is killed', async () => {
	const { parent, child } = await startParent('orphan', ['-e', named], 'startChild(options)');
	expect(isAlive(child)).toBe(true);
	parent.kill('SIGKILL');
	await until(() => !isAlive(child));
});

test('a command ends at once when its parent is interrupted, also if it would go on', async () => {
	const stubborn = `process.on('SIGTERM', () => {}); ${named}`;
	const { parent, child } = await startParent('command', ['-e', stubborn], "run('the command', options)");
	parent.kill('SIGINT');
	await until(() => !isAlive(child), { patience: 5_000 });
});

test('the servers of a child answer only who names this machine', async () => {
	const serving = `
		const server = require('node:http').createServer((_request, answer) => answer.end());
		server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\\r\\n\\r\\n'));
		server.listen(0, '127.0.0.1', () => process.stdout.write(String(server.address().port)));`;
	const child = await startChild(options('serving', ['-e', serving]));
	const port = () => Number(readFileSync(join(folder, 'serving', 'child.log'), 'utf8'));
	await until(() => port() > 0);
	/** The status of an answer; nothing if there is none. */
	const ask = async (host: string, more: Record<string, string> = {}) =>
		await answerTo(`http://127.0.0.1:${port()}/`, { Host: host, ...more }).then(
			({ statusCode }) => statusCode,
			() => undefined,
		);
	const upgrade = { Connection: 'Upgrade', Upgrade: 'websocket' };

	const own = [`127.0.0.1:${port()}`, 'localhost', 'LOCALHOST:1', '[::1]:1'];
	const others = ['evil.example', '127.0.0.1.evil.example', 'localhost:1@evil.example', '127.0.0.2'];
	const answers = [];
	for (const host of [...own, ...others]) answers.push([await ask(host), await ask(host, upgrade)]);
	await child.stop();
	expect(answers).toEqual([...own.map(() => [200, 101]), ...others.map(() => [403, undefined])]);
});

test('a command that does not end well is named, with the last it said', async () => {
	const command = options('failing', ['-e', "process.stdout.write('no disk space'); process.exit(3)"]);
	await expect(run('the command', command)).rejects.toThrow(
		/^the command ended with code 3.*no disk space$/s,
	);
});
