import { startSandbox, type Method, type Sandbox, type SandboxOptions } from '../../sandbox';
import { lucia, marc, shop } from '../../sandbox/examples';

export { lucia, marc, shop };

const inShop = { platform: shop.platform, platformid: shop.platformId };
const toLucia = { ...inShop, destination: lucia.destination };

/** Parameters that each method accepts, beside class, method, user and password. */
export const accepted: Record<Method, Record<string, string>> = {
	getchatchannels: {},
	getchats: inShop,
	getmessages: toLucia,
	getunreadmessages: toLucia,
	sendmessage: { ...toLucia, message: 'Hello' },
	sendfile: { ...toLucia, type: 'image', fileurl: 'https://example.com/jacket.jpg' },
};

/** A sandbox that is new for each test. */
export function useSandbox(options: SandboxOptions = {}) {
	let running: Sandbox | undefined;
	beforeEach(async () => {
		running = await startSandbox(options);
	});
	afterEach(async () => await running?.close());
	return () => {
		if (!running) throw new Error('The sandbox is there only while a test runs.');
		return running;
	};
}

/** Everything a request needs; a parameter that is set to undefined is left out. */
export function parametersOf(
	{ account }: Sandbox,
	method: Method,
	changed: Record<string, string | undefined> = {},
): URLSearchParams {
	const { user, password } = account;
	const all = { class: 'chat', method, user, password, ...accepted[method], ...changed };
	const parameters = new URLSearchParams();
	for (const [name, value] of Object.entries(all)) if (value !== undefined) parameters.set(name, value);
	return parameters;
}

/** Sends a request as a form. */
export async function post(
	sandbox: Sandbox,
	method: Method,
	changed: Record<string, string | undefined> = {},
): Promise<Response> {
	const body = parametersOf(sandbox, method, changed);
	return await fetch(sandbox.apiUrl, {
		method: 'POST',
		body,
		redirect: 'manual',
		signal: AbortSignal.timeout(5000),
	});
}

export type Row = Record<string, unknown>;

export interface ApiAnswer {
	status: string;
	result?: unknown;
	error?: string;
}

/** Sends a request as a form and reads the answer. */
export async function ask(
	sandbox: Sandbox,
	method: Method,
	changed: Record<string, string | undefined> = {},
): Promise<ApiAnswer> {
	return JSON.parse(await (await post(sandbox, method, changed)).text());
}

/** The rows of a list method, in the shape that comes by default. */
export async function rows(
	sandbox: Sandbox,
	method: Method,
	changed: Record<string, string | undefined> = {},
): Promise<Row[]> {
	const { result } = await ask(sandbox, method, changed);
	if (typeof result === 'object' && result && 'list' in result && Array.isArray(result.list))
		return result.list;
	throw new Error(`This is not a list: ${JSON.stringify(result)}`);
}
