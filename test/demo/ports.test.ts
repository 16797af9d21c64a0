import { readPorts } from '../../demo/ports';

test('a port comes from the command line, else from the environment, else it is the usual one', () => {
	expect(readPorts([], {})).toEqual({ n8n: 5678, sandbox: 4010 });
	const environment = { AFILNET_N8N_PORT: '5700', AFILNET_SANDBOX_PORT: '' };
	expect(readPorts([], environment)).toEqual({ n8n: 5700, sandbox: 4010 });
	expect(readPorts(['--port', '5800', '--sandbox-port=4020'], environment)).toEqual({
		n8n: 5800,
		sandbox: 4020,
	});
});

test.each(['abc', '0', '-1', '65536', '80.5', ' '])('%p is refused', (port) => {
	expect(() => readPorts([`--port=${port}`], {})).toThrow(`"${port}" is not a port. Use a whole number`);
});

test('an unknown option is named, and help is no port', () => {
	expect(() => readPorts(['--prot', '1'], {})).toThrow("Unknown option '--prot'");
	expect(readPorts(['--help'], {})).toBeUndefined();
});
