/**
 * Every workflow of `examples/` in a real n8n: it imports without a missing node or an unknown parameter on both
 * releases, and on the newer one it runs against the sandbox. Foreign services are stubbed on loopback where their
 * address can be set, and stood in for where it cannot.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { NodeHelpers, type INodeTypeDescription } from 'n8n-workflow';
import { modelCredential, startModel, wordsIn } from '../../demo/model';
import { newest, versions } from '../../host/install';
import { packPackage } from '../../host/package';
import type { Credential, Execution, Rest, WorkflowDefinition } from '../../host/rest';
import { startHost, type Host } from '../../host/startHost';
import { startStub, type Stub } from '../../host/stub';
import { afilnet as afilnetNode, node, picked, start, to, typedIn } from '../../host/workflows';
import { startSandbox, type Account, type ConversationKey, type Sandbox } from '../../sandbox';
import {
	change,
	exampleFiles,
	field,
	giving,
	outputOf,
	parametersOf,
	passingOn,
	readExample,
	rowOf,
	withCredentials,
} from './exampleWorkflows';

const folder = mkdtempSync(join(tmpdir(), 'afilnet-examples-'));
let tarball: string;

beforeAll(async () => {
	tarball = await packPackage(join(folder, 'package'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(versions)('on n8n %s', (version) => {
	let host: Host;
	let rest: Rest;

	beforeAll(async () => {
		host = await startHost({ version, tarball });
		({ rest } = host);
	}, 1_800_000);
	afterAll(async () => await host?.stop());

	test.each(exampleFiles)('%s imports without a missing node or an unknown parameter', async (file) => {
		const definition = readExample(file);
		const { id } = await rest.createWorkflow(definition);
		const { nodes } = await rest.workflow(id);

		expect(nodes).toHaveLength(definition.nodes.length);
		for (const node of nodes) {
			const { name, typeVersion, parameters } = node;
			const nodeInfos = [{ name: node.type, version: typeVersion }];
			const [type] = await rest.request<INodeTypeDescription[]>('POST', 'node-types', { nodeInfos });
			if (!type || !node.type.endsWith(`.${type.name}`) || ![type.version].flat().includes(typeVersion))
				throw new Error(`${name}: there is no ${node.type} ${typeVersion} on n8n ${version}.`);
			const known = NodeHelpers.getNodeParameters(type.properties, parameters, true, false, node, type);
			expect({ name, parameters: known }).toMatchObject({ name, parameters });
			expect(node.credentials).toBeUndefined();
		}
	});
});

const lucia: ConversationKey = { platform: 'whatsapp', platformId: '100', destination: '34600000001' };
const marc: ConversationKey = { ...lucia, destination: '34600000002' };
const amelia: ConversationKey = { ...lucia, destination: '447700900123' };
const operator: ConversationKey = { platform: 'operator', platformId: '1', destination: 'carmen.ruiz' };

/** The link of a Google Sheets document that nobody asks for. */
const sheet = 'https://docs.google.com/spreadsheets/d/1/edit';

const shop = { parameters: { platformId: picked('100') } };

describe(`run on n8n ${newest} against the sandbox`, () => {
	let host: Host;
	let rest: Rest;
	let sandbox: Sandbox;
	let afilnet: Credential;
	/** What the sandbox's clock shows. */
	let now = new Date();

	beforeAll(async () => {
		host = await startHost({ tarball });
		({ rest } = host);
	}, 1_800_000);
	afterAll(async () => await host?.stop());

	beforeEach(async () => {
		sandbox = await startSandbox({ now: () => now });
		afilnet = await rest.connect(sandbox);
	});
	afterEach(async () => {
		now = new Date();
		await sandbox.close();
	});

	const create = async (definition: WorkflowDefinition, credentials: Credential[] = []) =>
		(await rest.createWorkflow(withCredentials(definition, [afilnet, ...credentials]))).id;
	const texts = (key: ConversationKey) => textsOf(sandbox.account, key);

	test('1: the newest messages become rows', async () => {
		const example = change(readExample('1-'), { 'Add a Row': passingOn });
		const rows = outputOf(await rest.run(await create(example), 'New Unread Message'), 'Add a Row');

		const [row] = rows.filter(({ Conversation }) => Conversation === amelia.destination);
		expect(row).toEqual({
			Received: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
			Platform: 'whatsapp',
			Channel: '100',
			Conversation: amelia.destination,
			Message: 'Do you ship to the UK?',
			'Message ID': expect.stringMatching(/^\d+$/),
		});
	});

	describe('2: messages become notes in HubSpot', () => {
		let hubspot: Stub;
		let credential: Credential;

		beforeAll(async () => {
			hubspot = await startStub(({ path, body }) => {
				const isKnown = JSON.stringify(body).includes(lucia.destination);
				if (path.endsWith('/search'))
					return isKnown ? { total: 1, results: [{ id: '7' }] } : { total: 0, results: [] };
				return { id: path.endsWith('/contacts') ? '8' : '9' };
			});
			credential = await rest.createCredential({
				name: 'HubSpot',
				type: 'hubspotAppToken',
				data: { appToken: 'a token' },
			});
		});
		afterAll(async () => await hubspot.close());

		test('once for each conversation, with new contacts made first', async () => {
			const example = readExample('2-');
			const steps = ['Find the Contact', 'Create the Contact', 'Add the Messages as a Note'];
			const changes = steps.map((name) => {
				const url = String(parametersOf(example, name).url).replace('https://api.hubapi.com/', hubspot.url);
				return [name, { parameters: { url } }] as const;
			});
			const id = await create(change(example, Object.fromEntries(changes)), [credential]);
			sandbox.account.receive(amelia, 'And <b>how much</b> is it?');
			await run(rest, id, 'New WhatsApp Message');

			const bodies = (path: string) =>
				hubspot.requests
					.filter((request) => request.path === `/crm/v3/objects/${path}`)
					.map(({ body }) => body);
			expect(hubspot.requests[0]?.headers.authorization).toBe('Bearer a token');
			expect(bodies('contacts')).toEqual([
				{ properties: { phone: '+447700900123', lastname: 'WhatsApp 447700900123' } },
			]);
			expect(bodies('notes')).toHaveLength(2);
			expect(bodies('notes')).toEqual(
				expect.arrayContaining([
					expect.objectContaining({
						properties: expect.objectContaining({
							hs_note_body: expect.stringContaining('And &lt;b>how much&lt;/b> is it?'),
						}),
						associations: [expect.objectContaining({ to: { id: '8' } })],
					}),
					expect.objectContaining({ associations: [expect.objectContaining({ to: { id: '7' } })] }),
				]),
			);
			for (const person of [lucia, amelia]) {
				expect(texts(person).at(-1)).toBe(
					'Thank you for your message. We have passed it on and will answer you soon.',
				);
			}
		});
	});

	test('3: each appointment of the day is reminded once, and what was not sent is told', async () => {
		const example = readExample('3-');
		const today = DateTime.now().toFormat('yyyy-MM-dd');
		const appointments = [
			{
				row_number: 2,
				Name: 'Lucía',
				Phone: '+34 600 000 001',
				Date: today,
				Time: '10:30',
				Service: 'Fitting',
				Reminded: '',
			},
			{ row_number: 3, Name: '', Phone: 34600000002, Date: today, Time: '', Service: '', Reminded: '' },
			{
				row_number: 4,
				Name: 'Amelia',
				Phone: '447700900123',
				Date: today,
				Time: '12:00',
				Reminded: `${today} 08:00`,
			},
			{ row_number: 5, Name: 'Nobody', Phone: '', Date: today, Time: '13:00' },
			{ row_number: 6, Name: 'Later', Phone: '447700900123', Date: '2099-01-01', Time: '09:00' },
		];
		const changed = change(example, {
			Settings: field(example, 'Settings', 'document', sheet),
			'Send the Reminder': shop,
			'Mark as Reminded': giving(rowOf(example, 'Mark as Reminded')),
			'Add to the Second Sheet': passingOn,
		});
		const pinData = { 'Read the Appointments': appointments.map((json) => ({ json })) };
		const execution = await run(rest, await create({ ...changed, pinData }), 'Each Morning at 8');

		expect(texts(lucia).at(-1)).toBe(
			'Hello Lucía, this is a reminder of your appointment today at 10:30 (Fitting). See you soon!',
		);
		expect(texts(marc).at(-1)).toBe('Hello, this is a reminder of your appointment today. See you soon!');
		expect(sends(sandbox)).toHaveLength(2);
		expect(outputOf(execution, 'Mark as Reminded')).toMatchObject([
			{ document: sheet, row_number: '2', Reminded: expect.stringContaining(today) },
			{ document: sheet, row_number: '3', Reminded: expect.stringContaining(today) },
		]);
		expect(outputOf(execution, 'Add to the Second Sheet')).toEqual([
			expect.objectContaining({
				Name: 'Nobody',
				Time: '13:00',
				'What Happened': expect.stringContaining("'Conversation' is empty"),
			}),
		]);
	});

	test.each(['spaced', 'iso', 'epoch'] as const)(
		'4: conversations without an answer are reported once, with times written %s',
		async (datetime) => {
			await sandbox.close();
			now = new Date(Date.now() - 2 * 3_600_000);
			const zoneHours = DateTime.now().setZone('Europe/Madrid').offset / 60;
			sandbox = await startSandbox({ now: () => now, switches: { datetime, zoneHours } });
			await rest.connect(sandbox);
			now = new Date();
			sandbox.account.receive(marc, 'And on Sunday?');

			const id = await create(
				change(readExample('4-'), {
					'Alert the Operators': {
						parameters: { platformId: picked('1'), destination: picked('carmen.ruiz') },
					},
				}),
			);
			await run(rest, id, 'Every 15 Minutes');
			const alert = texts(operator).at(-1) ?? '';
			expect(alert).toMatch(/^Without an answer for 60 minutes or more: 4\n/);
			expect(alert).toContain('- whatsapp 447700900123, 120 minutes: Do you ship to the UK?');
			expect(alert).not.toContain(marc.destination);

			const before = texts(operator).length;
			await run(rest, id, 'Every 15 Minutes');
			expect(texts(operator)).toHaveLength(before);
		},
	);

	describe('5: an agent replies in the same chat', () => {
		let model: Stub;
		let openAi: Credential;

		beforeAll(async () => {
			model = await startModel((body) => `Reply to: ${wordsIn(body).at(-1)}`);
			openAi = await rest.createCredential(modelCredential(model));
		});
		afterAll(async () => await model.close());

		test("with a memory for each conversation and nobody else's words in it", async () => {
			sandbox.account.receive(lucia, 'My order is 4711');
			sandbox.account.receive(amelia, 'Do you ship to Wales?');
			const id = await create(readExample('5-'), [openAi]);
			await run(rest, id, 'New Unread Message');
			expect(texts(lucia).at(-1)).toMatch(/^Reply to: (.*\n)*My order is 4711$/);
			expect(texts(amelia).at(-1)).toMatch(/^Reply to: (.*\n)*Do you ship to Wales\?$/);

			sandbox.account.receive(amelia, 'And to Ireland?');
			model.requests.length = 0;
			await run(rest, id, 'New Unread Message');
			expect(texts(amelia).at(-1)).toMatch(/^Reply to: (.*\n)*And to Ireland\?$/);

			const [asked = []] = model.requests
				.map(({ body }) => wordsIn(body))
				.filter((lines) => lines.at(-1)?.endsWith('And to Ireland?'));
			expect(asked.slice(0, -1).join('\n')).toMatch(/Do you ship to Wales\?\nReply to: /);
			expect(asked.join('\n')).not.toContain('4711');
		});
	});

	test('6: text, image and text reach each customer in this order', async () => {
		const customers = [
			{ name: 'Lucía', phone: '34600000001' },
			{ name: '', phone: '34600000002' },
			{ name: 'Jane', phone: 'e.g. 34600000003' },
		];
		const example = readExample('6-');
		const changed = change(example, {
			'What to Send and to Whom': field(
				example,
				'What to Send and to Whom',
				'customers',
				JSON.stringify(customers),
			),
			'Send the Greeting': shop,
			'Send the Image': shop,
			'Send the Closing': shop,
		});
		const execution = await run(rest, await create(changed), 'Send Now');

		for (const [person, greeting] of [
			[lucia, 'Hello Lucía, we have something new for you:'],
			[marc, 'Hello, we have something new for you:'],
		] as const) {
			const [first, second, third] = sandbox.account.messages(person).slice(-3);
			expect(first?.text).toBe(greeting);
			expect(second?.file).toEqual({ type: 'image', url: 'https://www.example.com/image.jpg' });
			expect(third?.text).toBe('Would you like one? Just answer here.');
		}
		expect(sends(sandbox)).toHaveLength(6);
		expect(outputOf(execution, 'Not Reached')).toEqual([
			{
				Name: 'Jane',
				Phone: 'e.g. 34600000003',
				'What Happened': expect.stringContaining("'Conversation' is not a WhatsApp number"),
			},
		]);
	});

	describe('7: what was not sent', () => {
		let retry: string;
		let caller: string;

		beforeEach(async () => {
			const email = parametersOf(readExample('7-'), 'Hand It to a Person');
			const example = change(readExample('7-'), {
				'Wait 10 Minutes': { parameters: { amount: 1, unit: 'seconds' } },
				'Hand It to a Person': giving({ subject: email.subject ?? '', text: email.text ?? '' }),
			});
			retry = await create(example);
			await rest.activate(retry);
			caller = await create(sendingWorkflow(retry));
		});
		afterEach(async () => await rest.deactivate(retry));

		const told = async () => {
			const [summary] = await rest.executions(retry);
			if (!summary) throw new Error('The workflow was not called.');
			return outputOf(await rest.execution(summary.id), 'Hand It to a Person');
		};

		test('is sent once more', async () => {
			sandbox.faults.add({ kind: 'code', code: 'CHANNEL_NOT_FOUND', times: 1 });
			await run(rest, caller, 'Start');

			expect(texts(marc).at(-1)).toBe('Your parcel is here');
			expect(sends(sandbox)).toHaveLength(2);
			expect(await told()).toEqual([]);
		});

		test('is handed to a person where that did not help', async () => {
			sandbox.faults.add({ kind: 'code', code: 'CHANNEL_NOT_FOUND', times: 2 });
			await run(rest, caller, 'Start');

			expect(sends(sandbox)).toHaveLength(2);
			expect(await told()).toEqual([
				{
					subject: 'A message to 34600000002 was not sent',
					text: expect.stringMatching(
						/To: whatsapp 34600000002 \(channel 100\)\nMessage: Your parcel is here\n\nWhat happened: The channel was not found/,
					),
				},
			]);
		});

		test('is not sent again where it may have been delivered', async () => {
			sandbox.faults.add({ kind: 'cut', when: 'after', methods: ['sendmessage'], times: 1 });
			await run(rest, caller, 'Start');

			expect(sends(sandbox)).toHaveLength(1);
			expect(await told()).toEqual([
				expect.objectContaining({ text: expect.stringContaining('may or may not') }),
			]);
		});

		test('is told with the execution where a whole workflow stopped', async () => {
			const execution = await run(rest, retry, 'A Workflow Stopped');

			expect(outputOf(execution, 'Hand It to a Person')).toEqual([
				{
					subject: expect.stringMatching(/^The workflow .+ stopped$/),
					text: expect.stringMatching(/Step: .+\nWhat happened: .+/),
				},
			]);
			expect(sends(sandbox)).toHaveLength(0);
		});
	});
});

/** Runs a workflow from one of its triggers. Throws n8n's own words where it does not end well. */
async function run(rest: Rest, id: string, trigger: string): Promise<Execution> {
	const execution = await rest.run(id, trigger);
	outputOf(execution, trigger);
	return execution;
}

const textsOf = (account: Account, key: ConversationKey) => account.messages(key).map(({ text }) => text);

/** The requests that would deliver something. */
const sends = ({ requests }: Sandbox) =>
	requests.all.filter(({ parameters: { method } }) => method === 'sendmessage' || method === 'sendfile');

/** A workflow that sends Marc a message and gives what fails to another workflow, as the example's note says. */
function sendingWorkflow(retry: string): WorkflowDefinition {
	const fields = {
		platform: '={{ $json.platform }}',
		platformid: '={{ $json.platformid }}',
		destination: '={{ $json.destination }}',
		message: '={{ $json.message }}',
		error: '={{ $json.error }}',
	};
	const schema = Object.keys(fields).map((id) => ({
		id,
		displayName: id,
		required: false,
		defaultMatch: false,
		display: true,
	}));
	const sendEach = afilnetNode(
		{
			platform: fields.platform,
			platformId: typedIn(fields.platformid),
			destination: typedIn(fields.destination),
			message: fields.message,
		},
		undefined,
		'Send',
	);
	const message = { ...marc, platformid: marc.platformId, message: 'Your parcel is here' };
	return {
		name: 'Sends',
		nodes: [
			start(),
			node('Message', 'n8n-nodes-base.set', 3.4, { mode: 'raw', jsonOutput: JSON.stringify(message) }),
			{
				...sendEach,
				onError: 'continueErrorOutput',
			},
			node('Retry', 'n8n-nodes-base.executeWorkflow', 1.2, {
				workflowId: typedIn(retry),
				workflowInputs: { mappingMode: 'defineBelow', value: fields, matchingColumns: [], schema },
				options: { waitForSubWorkflow: true },
			}),
		],
		connections: {
			Start: { main: [to('Message')] },
			Message: { main: [to('Send')] },
			Send: { main: [[], to('Retry')] },
		},
	};
}
