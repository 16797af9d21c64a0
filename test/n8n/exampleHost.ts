import type { Credential, Execution, Rest, WorkflowDefinition } from '../../host/rest';
import { startHost, type Host, type HostOptions } from '../../host/startHost';
import { withCredentials } from '../../host/workflows';
import { startSandbox, type ConversationKey, type Sandbox, type SandboxOptions } from '../../sandbox';
import { outputOf, withTableByHand } from './exampleWorkflows';

/** A real n8n for the tests of a `describe`, and a new sandbox for each test, to which n8n's credential leads. */
export class ExampleHost {
	/** What the sandbox's clock shows. */
	now = new Date();
	private started: Host | undefined;
	private local: { sandbox: Sandbox; credential: Credential } | undefined;

	/** Registers what starts and stops everything with jest. */
	constructor(options: HostOptions = {}) {
		beforeAll(async () => void (this.started = await startHost(options)), 1_800_000);
		afterAll(async () => await this.started?.stop());
		beforeEach(async () => await this.begin());
		afterEach(async () => {
			this.now = new Date();
			await this.sandbox.close();
		});
	}

	get host(): Host {
		return there(this.started);
	}

	get rest(): Rest {
		return this.host.rest;
	}

	get sandbox(): Sandbox {
		return there(this.local).sandbox;
	}

	/** What the demo prepares its workflows with. */
	get prepared() {
		const { rest } = this;
		return { rest, ...there(this.local) };
	}

	/** Puts a new sandbox in the place of the one before. */
	async begin(options: SandboxOptions = {}): Promise<void> {
		await this.local?.sandbox.close();
		const sandbox = await startSandbox({ now: () => this.now, ...options });
		this.local = { sandbox, credential: await this.rest.connect(sandbox) };
	}

	/** The workflow as its note asks on this release. */
	async fitting(definition: WorkflowDefinition): Promise<WorkflowDefinition> {
		const isOld = this.host.installation.version.startsWith('1.');
		return isOld ? await withTableByHand(definition, this.rest) : definition;
	}

	/** @returns the id of a new workflow that uses these credentials, and the one for the sandbox */
	async create(definition: WorkflowDefinition, credentials: Credential[] = []): Promise<string> {
		const all = [there(this.local).credential, ...credentials];
		return (await this.rest.createWorkflow(withCredentials(await this.fitting(definition), all))).id;
	}

	/** Runs a workflow from one of its triggers. Throws n8n's own words if it does not end well. */
	async run(id: string, trigger: string): Promise<Execution> {
		const execution = await this.rest.run(id, trigger);
		outputOf(execution, trigger);
		return execution;
	}

	/** The texts of a conversation, the latest last. */
	texts(key: ConversationKey): string[] {
		return this.sandbox.account.messages(key).map(({ text }) => text);
	}

	/** The requests that would deliver something. */
	get sends() {
		const isSend = (method = '') => ['sendmessage', 'sendfile'].includes(method);
		return this.sandbox.requests.all.filter(({ parameters }) => isSend(parameters.method));
	}
}

function there<Value>(value: Value | undefined): Value {
	if (value === undefined) throw new Error('The host has not been started.');
	return value;
}
