import { parseArgs } from 'node:util';

export interface Ports {
	n8n: number;
	sandbox: number;
}

/**
 * The ports on loopback that the command line or the environment asks for; nothing if it asks for help.
 * @throws Error if an option is unknown, or a port is not one
 */
export function readPorts(options: string[], environment: NodeJS.ProcessEnv): Ports | undefined {
	const { values } = parseArgs({
		args: options,
		options: { port: { type: 'string' }, 'sandbox-port': { type: 'string' }, help: { type: 'boolean' } },
	});
	if (values.help) return undefined;
	return {
		n8n: portIn(values.port || environment.AFILNET_N8N_PORT || '5678'),
		sandbox: portIn(values['sandbox-port'] || environment.AFILNET_SANDBOX_PORT || '4010'),
	};
}

function portIn(text: string): number {
	const port = Number(text);
	if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
	throw new Error(`"${text}" is not a port. Use a whole number from 1 to 65535.`);
}
