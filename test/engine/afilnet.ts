import { defaultSwitches, startSandbox, type Sandbox } from '../../sandbox';
import { lucia, shop } from '../../sandbox/examples';
import { loadEngine, type Engine, type NodeOutcome, type NodeRun } from './engine';

/** A password full of characters that encodings change. */
export const awkwardPassword = '&=+%"\\ ñ€😀';

/** The built package in n8n's engine, beside a local Afilnet that is new for every test. */
export class Afilnet {
	#engine: Engine | undefined;
	#sandbox: Sandbox | undefined;

	get engine(): Engine {
		if (!this.#engine) throw new Error('The engine is there only while tests run.');
		return this.#engine;
	}

	get sandbox(): Sandbox {
		if (!this.#sandbox) throw new Error('The sandbox is there only while tests run.');
		return this.#sandbox;
	}

	/** What a person who uses the sandbox fills into the credential. */
	get credential() {
		const { account, apiUrl } = this.sandbox;
		return { user: account.user, password: account.password, apiUrl };
	}

	/** What the API was sent, in order, each as the form's fields. */
	get sent() {
		return this.sandbox.requests.all.map(({ parameters }) => parameters);
	}

	/** Runs the node against the sandbox. */
	async run(
		parameters: NodeRun['parameters'],
		options: Partial<Omit<NodeRun, 'parameters'>> = {},
	): Promise<NodeOutcome> {
		return await this.engine.runNode({ parameters, credential: this.credential, ...options });
	}

	async loadEngine() {
		this.#engine = await loadEngine();
	}

	async startSandbox() {
		this.#sandbox = await startSandbox({ account: { password: awkwardPassword }, now: tickingClock() });
	}

	async closeSandbox() {
		await this.#sandbox?.close();
	}
}

/** A clock that is a minute later at every message, so that none is written in the second of another one. */
function tickingClock(): () => Date {
	let time = Date.UTC(2026, 0, 31, 9, 30);
	return () => new Date((time += 60_000));
}

/** For the top of a test file: the engine once, a new sandbox before each test. */
export function useAfilnet(): Afilnet {
	const afilnet = new Afilnet();
	beforeAll(async () => await afilnet.loadEngine());
	beforeEach(async () => await afilnet.startSandbox());
	afterEach(async () => await afilnet.closeSandbox());
	return afilnet;
}

/** A resource locator as n8n saves it: picked from the list, or typed in as an ID. */
export const picked = (value: string, mode: 'list' | 'id' = 'list') => ({ __rl: true, mode, value });

/** The item's text, as an expression that n8n cannot evaluate for an item without one. */
export const textIfAny = "={{ $json.text ?? $('Nowhere').item.json.text }}";

export { lucia, shop };

const inShop = { platform: shop.platform, platformId: picked(shop.platformId) };
const toLucia = { ...inShop, destination: picked(lucia.destination) };

/** The parameters of every operation, on Lucía's conversation. */
export const operations = {
	getchatchannels: { resource: 'channel', operation: 'getAll', returnAll: true },
	getchats: { resource: 'chat', operation: 'getAll', returnAll: true, ...inShop },
	getmessages: { resource: 'message', operation: 'getAll', returnAll: true, ...toLucia },
	getunreadmessages: { resource: 'message', operation: 'getUnread', returnAll: true, ...toLucia },
	sendmessage: { resource: 'message', operation: 'send', ...toLucia, message: 'Hello' },
	sendfile: {
		resource: 'message',
		operation: 'sendFile',
		...toLucia,
		fileType: 'image',
		fileUrl: 'https://example.com/jacket.jpg',
	},
};

export type Method = keyof typeof operations;

export const methods: readonly Method[] = [
	'getchatchannels',
	'getchats',
	'getmessages',
	'getunreadmessages',
	'sendmessage',
	'sendfile',
];

/** The default switches of the sandbox, to build on. */
export { defaultSwitches };
