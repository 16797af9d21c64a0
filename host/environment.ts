import { createServer } from 'node:http';
import { listen } from '../sandbox/listen';

/** What a child may know of the person's environment: no setting of an n8n of theirs, no proxy, no npm. */
const kept = [
	'PATH',
	'Path',
	'PATHEXT',
	'SystemRoot',
	'SYSTEMROOT',
	'ComSpec',
	'TEMP',
	'TMP',
	'TMPDIR',
	'LANG',
	'LC_ALL',
	'TZ',
];

/** The few variables of this process's environment that an n8n host is started with. */
export function plainEnvironment(): NodeJS.ProcessEnv {
	return Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** A port on loopback that nothing listens on now. */
export async function freePort(): Promise<number> {
	return await tryPort(0);
}

/** Whether a server could listen on this port of loopback now. */
export async function isPortFree(port: number): Promise<boolean> {
	return await tryPort(port).then(
		() => true,
		() => false,
	);
}

async function tryPort(wanted: number): Promise<number> {
	const { port, close } = await listen(createServer(), wanted);
	await close();
	return port;
}

/** n8n's durable poll cursors (2.37 and later): it stores what a poll emits and what the poll remembers in one step. */
export const durableCursors = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
};
