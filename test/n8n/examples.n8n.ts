/**
 * The workflows of `examples/` in a real n8n: each imports without a missing node or an unknown parameter, and runs
 * against the sandbox, with one odd item among others. Foreign services are stubbed on loopback if their address can be
 * set, and stood in for if it cannot. The examples of conversations are in chatExamples.n8n.ts.
 */
import { DateTime } from 'luxon';
import { NodeHelpers, type INodeTypeDescription } from 'n8n-workflow';
import { tested } from '../../host/install';
import type { Credential, WorkflowDefinition } from '../../host/rest';
import { startStub, type Stub } from '../../host/stub';
import { until } from '../../host/until';
import { afilnet, node, picked, start, to, typedIn } from '../../host/workflows';
import { amelia, carmen as operator, lucia, marc, nadia } from '../../sandbox/examples';
import { ExampleHost } from './exampleHost';
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
} from './exampleWorkflows';

/** The link of a Google Sheets document that nobody asks for. */
const sheet = 'https://docs.google.com/spreadsheets/d/1/edit';

const shop = { parameters: { platformId: picked('100') } };

describe.each(tested)('on n8n %s', (version) => {
	// n8n 1 keeps files in memory, unless it is told otherwise.
	const world = new ExampleHost({ version, environment: { N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem' } });

	test.each(exampleFiles)('%s imports without a missing node or an unknown parameter', async (file) => {
		const definition = await world.fitting(readExample(file));
		const { id } = await world.rest.createWorkflow(definition);
		const { nodes } = await world.rest.workflow(id);

		expect(nodes).toHaveLength(definition.nodes.length);
		for (const node of nodes) {
			const { name, typeVersion, parameters } = node;
			const nodeInfos = [{ name: node.type, version: typeVersion }];
			const [type] = await world.rest.request<INodeTypeDescription[]>('POST', 'node-types', { nodeInfos });
			if (!type || !node.type.endsWith(`.${type.name}`) || ![type.version].flat().includes(typeVersion))
				throw new Error(`${name}: there is no ${node.type} ${typeVersion} on n8n ${version}.`);
			const known = NodeHelpers.getNodeParameters(type.properties, parameters, true, false, node, type);
			expect({ name, parameters: known }).toMatchObject({ name, parameters });
			expect(node.credentials).toBeUndefined();
		}
	});

	test('1: the newest messages become rows, and a message without anything does not keep back the others', async () => {
		Object.assign(world.sandbox.switches, { messageIdForm: 'null', datetime: 'absent' });
		world.sandbox.account.receive(nadia, '');
		const example = change(readExample('1-'), { 'Add a Row': passingOn });
		const execution = await world.run(await world.create(example), 'New Unread Message');

		const row = { Received: '', Channel: '100', 'Message ID': '' };
		expect(outputOf(execution, 'Add a Row')).toEqual(
			expect.arrayContaining([
				{ ...row, Platform: 'whatsapp', Conversation: amelia.destination, Message: 'Do you ship to the UK?' },
				{ ...row, Platform: 'telegram', Conversation: nadia.destination, Message: '' },
			]),
		);
	});

	test('1: a row has everything that Afilnet says', async () => {
		const example = change(readExample('1-'), { 'Add a Row': passingOn });
		const execution = await world.run(await world.create(example), 'New Unread Message');

		expect(outputOf(execution, 'Add a Row')).toContainEqual({
			Received: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
			Platform: 'whatsapp',
			Channel: '100',
			Conversation: amelia.destination,
			Message: 'Do you ship to the UK?',
			'Message ID': expect.stringMatching(/^\d+$/),
		});
	});

	describe('2: messages become notes in HubSpot', () => {
		const thanks = 'Thank you for your message. We have passed it on and will answer you soon.';
		let hubspot: Stub;
		let credential: Credential;
		/** Whose notes HubSpot refuses. */
		let refused: string | undefined;

		beforeAll(async () => {
			hubspot = await startStub(({ path, body }) => {
				const words = JSON.stringify(body);
				if (path.endsWith('/search'))
					return words.includes(lucia.destination)
						? { total: 1, results: [{ id: '7' }] }
						: { total: 0, results: [] };
				if (path.endsWith('/notes')) return refused && words.includes(refused) ? 400 : { id: '9' };
				return { id: '8' };
			});
			const data = { appToken: 'a token' };
			credential = await world.rest.createCredential({ name: 'HubSpot', type: 'hubspotAppToken', data });
		});
		beforeEach(() => {
			refused = undefined;
			hubspot.requests.length = 0;
		});
		afterAll(async () => await hubspot.close());

		/** The example with the stub in the place of HubSpot, and a second try at once. */
		const example = () => {
			const steps = ['Find the Contact', 'Create the Contact', 'Add the Messages as a Note'];
			const changes = steps.map((name) => {
				const url = String(parametersOf(readExample('2-'), name).url);
				return [
					name,
					{ parameters: { url: url.replace('https://api.hubapi.com/', hubspot.url) }, waitBetweenTries: 0 },
				] as const;
			});
			return change(readExample('2-'), Object.fromEntries(changes));
		};
		const bodies = (path: string) =>
			hubspot.requests
				.filter((request) => request.path === `/crm/v3/objects/${path}`)
				.map(({ body }) => body);

		test('once for each conversation, with new contacts made first', async () => {
			world.sandbox.account.receive(amelia, 'And <b>how much</b> is it?');
			await world.run(await world.create(example(), [credential]), 'New WhatsApp Messages');

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
			for (const person of [lucia, amelia]) expect(world.texts(person).at(-1)).toBe(thanks);
		});

		test('and what HubSpot or Afilnet refuses is named at the end, after all others', async () => {
			refused = 'I will come by';
			world.sandbox.account.receive(marc, '');
			world.sandbox.faults.add({
				kind: 'code',
				code: 'CHAT_NOT_FOUND',
				methods: ['sendmessage'],
				conversation: marc,
			});
			const id = await world.create(example(), [credential]);

			await expect(world.run(id, 'New WhatsApp Messages')).rejects.toThrow(
				/^Conversations that need a person: 2\. (?=.*34600000001: .+)(?=.*34600000002: The conversation was not found)/,
			);
			expect(bodies('notes')).toContainEqual(
				expect.objectContaining({ properties: expect.objectContaining({ hs_note_body: '(no text)' }) }),
			);
			expect(world.texts(amelia).at(-1)).toBe(thanks);
			expect(world.texts(lucia)).not.toContain(thanks);
		});
	});

	test('3: each appointment of the day is reminded once, and what was not sent is told', async () => {
		const example = readExample('3-');
		const Date = DateTime.now().toFormat('yyyy-MM-dd');
		const appointments = [
			{ Name: 'Lucía', Phone: '+34 600 000 001', Date, Time: '10:30', Service: 'Fitting', Reminded: '' },
			{ Name: '', Phone: 34600000002, Date, Time: '', Service: '', Reminded: '' },
			{ Name: 'Amelia', Phone: '447700900123', Date, Time: '12:00', Reminded: `${Date} 08:00` },
			{ Name: 'Nobody', Phone: '', Date, Time: '13:00' },
			{ Name: 'Later', Phone: '447700900123', Date: '2099-01-01', Time: '09:00' },
			{ Name: 42, Phone: '34600000003', Date, Time: 9.5 },
			{ Name: null, Phone: null, Date, Time: null },
			{},
		].map((row, index) => ({ json: { row_number: index + 2, ...row } }));
		const changed = change(example, {
			Settings: field(example, 'Settings', 'document', sheet),
			'Send the Reminder': shop,
			'Mark as Reminded': giving(rowOf(example, 'Mark as Reminded')),
			'Add to the Second Sheet': passingOn,
		});
		world.sandbox.faults.add({
			kind: 'code',
			code: 'CHAT_NOT_FOUND',
			conversation: { destination: '34600000003' },
		});
		const pinData = { 'Read the Appointments': appointments };
		const execution = await world.run(await world.create({ ...changed, pinData }), 'Each Morning at 8');

		expect(world.texts(lucia).at(-1)).toBe(
			'Hello Lucía, this is a reminder of your appointment today at 10:30 (Fitting). See you soon!',
		);
		expect(world.texts(marc).at(-1)).toBe(
			'Hello, this is a reminder of your appointment today. See you soon!',
		);
		expect(outputOf(execution, 'Mark as Reminded')).toMatchObject([
			{ document: sheet, row_number: '2', Reminded: expect.stringContaining(Date) },
			{ document: sheet, row_number: '3', Reminded: expect.stringContaining(Date) },
		]);
		const isEmpty = expect.stringContaining("'Conversation' is empty");
		expect(outputOf(execution, 'Add to the Second Sheet')).toEqual([
			expect.objectContaining({ Name: 'Nobody', Time: '13:00', 'What Happened': isEmpty }),
			expect.objectContaining({
				...{ Name: '42', Phone: '34600000003', Time: '9.5' },
				'What Happened': expect.stringContaining('The conversation was not found'),
			}),
			expect.objectContaining({ Name: '', Phone: '', 'What Happened': isEmpty }),
		]);
	});

	test.each(['spaced', 'iso', 'epoch', 'fraction'] as const)(
		'4: conversations without an answer are reported once, with times written %s',
		async (datetime) => {
			world.now = new Date(Date.now() - 2 * 3_600_000);
			const zoneHours = DateTime.now().setZone('Europe/Madrid').offset / 60;
			await world.begin({ switches: { datetime, zoneHours } });
			world.sandbox.account.receive(nadia, '');
			world.now = new Date();
			world.sandbox.account.receive(marc, 'And on Sunday?');
			// One channel that cannot be read does not keep back the others.
			world.sandbox.faults.add({
				kind: 'status',
				methods: ['getchats'],
				conversation: { platform: 'webchat' },
			});

			const alert = { parameters: { platformId: picked('1'), destination: picked('carmen.ruiz') } };
			const id = await world.create(change(readExample('4-'), { 'Alert the Operators': alert }));
			await world.run(id, 'Every 15 Minutes');
			const told = world.texts(operator).at(-1) ?? '';
			expect(told).toMatch(/^Without an answer for 60 minutes or more: 3\n/);
			expect(told).toContain('- whatsapp 447700900123, 120 minutes: Do you ship to the UK?');
			expect(told).toContain('- telegram 512345678, 120 minutes: (no text)');
			expect(told).not.toContain(marc.destination);

			const before = world.texts(operator).length;
			await world.run(id, 'Every 15 Minutes');
			expect(world.texts(operator)).toHaveLength(before);
		},
	);

	test('6: text, image and text reach each customer in this order', async () => {
		const refusedImage = '34600000003';
		const customers = [
			{ name: 'Lucía', phone: 34600000001 },
			{ name: '', phone: '34600000002' },
			{ name: 'Jane', phone: 'e.g. 34600000004' },
			null,
			{ name: 'Javier', phone: refusedImage },
		];
		const example = readExample('6-');
		const list = 'What to Send and to Whom';
		const changed = change(example, {
			[list]: field(example, list, 'customers', JSON.stringify(customers)),
			'Send the Greeting': shop,
			'Send the Image': shop,
			'Send the Closing': shop,
		});
		world.sandbox.faults.add({
			...{ kind: 'code', code: 'INCORRECT_FILEURL' },
			...{ methods: ['sendfile'], conversation: { destination: refusedImage } },
		});
		const execution = await world.run(await world.create(changed), 'Send Now');

		for (const [person, greeting] of [
			[lucia, 'Hello Lucía, we have something new for you:'],
			[marc, 'Hello, we have something new for you:'],
		] as const) {
			const [first, second, third] = world.sandbox.account.messages(person).slice(-3);
			expect(first?.text).toBe(greeting);
			expect(second?.file).toEqual({ type: 'image', url: 'https://www.example.com/image.jpg' });
			expect(third?.text).toBe('Would you like one? Just answer here.');
		}
		const notReached = outputOf(execution, 'Not Reached');
		expect(notReached).toHaveLength(3);
		expect(notReached).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ Name: 'Jane', Phone: 'e.g. 34600000004' }),
				expect.objectContaining({ 'What Happened': expect.stringContaining("'Conversation' is empty") }),
				expect.objectContaining({ Name: 'Javier', Phone: refusedImage }),
			]),
		);
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
			retry = await world.create(example);
			await world.rest.activate(retry);
			caller = await world.create(sendingWorkflow(retry, 'Your parcel is here'));
		});
		afterEach(async () => await world.rest.deactivate(retry));

		const told = async () => {
			const [summary] = await world.rest.executions(retry);
			if (!summary) throw new Error('The workflow was not called.');
			return outputOf(await world.rest.execution(summary.id), 'Hand It to a Person');
		};

		test('is sent once more', async () => {
			world.sandbox.faults.add({ kind: 'code', code: 'CHANNEL_NOT_FOUND', times: 1 });
			await world.run(caller, 'Start');

			expect(world.texts(marc).at(-1)).toBe('Your parcel is here');
			expect(world.sends).toHaveLength(2);
			expect(await told()).toEqual([]);
		});

		test('is handed to a person if that did not help', async () => {
			world.sandbox.faults.add({ kind: 'code', code: 'CHANNEL_NOT_FOUND', times: 2 });
			await world.run(caller, 'Start');

			expect(world.sends).toHaveLength(2);
			expect(await told()).toEqual([
				{
					subject: 'A message to 34600000002 was not sent',
					text: expect.stringMatching(
						/To: whatsapp 34600000002 \(channel 100\)\nMessage: Your parcel is here\n\nWhat happened: The channel was not found/,
					),
				},
			]);
		});

		test('is handed to a person if it is no text, and keeps back no other', async () => {
			const both = await world.create(sendingWorkflow(retry, null, 'Your parcel is here'));
			await world.run(both, 'Start');

			expect(world.texts(marc).at(-1)).toBe('Your parcel is here');
			expect(await told()).toEqual([
				expect.objectContaining({ text: expect.stringContaining("What happened: 'Message' is empty") }),
			]);
		});

		test('is not sent again if it may have been delivered', async () => {
			world.sandbox.faults.add({ kind: 'cut', when: 'after', methods: ['sendmessage'], times: 1 });
			await world.run(caller, 'Start');

			expect(world.sends).toHaveLength(1);
			expect(await told()).toEqual([
				expect.objectContaining({ text: expect.stringContaining('may or may not') }),
			]);
		});

		test('is told with the execution if a whole workflow stopped', async () => {
			const execution = await world.run(retry, 'A Workflow Stopped');

			expect(outputOf(execution, 'Hand It to a Person')).toEqual([
				{
					subject: expect.stringMatching(/^The workflow .+ stopped$/),
					text: expect.stringMatching(/Step: .+\nWhat happened: .+/),
				},
			]);
			expect(world.sends).toHaveLength(0);
		});
	});

	describe('10: a form becomes a file on WhatsApp', () => {
		/** Fills in the form. @returns the page that the person sees in the end */
		const fillIn = async (name: string, phone: string, order: string): Promise<string> => {
			const fields = { 'field-0': name, 'field-1': phone, 'field-2': order };
			const body = new FormData();
			for (const [field, value] of Object.entries(fields)) body.append(field, value);
			const response = await fetch(formUrl(), { method: 'POST', body });
			const { formWaitingUrl }: { formWaitingUrl: string } = await response.json();
			const page = async () => await (await fetch(formWaitingUrl)).text();
			await until(async () => /Thank you!|could not write/.test(await page()), { every: 500 });
			return await page();
		};
		const formUrl = () => {
			const trigger = readExample('10-').nodes.find(({ name }) => name === 'Order Form');
			return `${world.host.n8n.url}form/${trigger?.webhookId}`;
		};
		let id: string;

		beforeEach(async () => {
			world.sandbox.switches.fetchFiles = true;
			id = await world.create(change(readExample('10-'), { 'Send the File': shop }));
			await world.rest.activate(id);
		});
		afterEach(async () => await world.rest.deactivate(id));

		test('which the chat platform can get, and a wrong number is told on the page', async () => {
			expect(await fillIn('Jane', '6000', '1 cup')).toContain('We could not write to you on WhatsApp');
			expect(world.sends).toHaveLength(0);

			expect(await fillIn('Marc', '+34 600 000 002', '2 coffee mugs, blue')).toContain(
				'Your confirmation is on its way to WhatsApp.',
			);
			expect(world.sandbox.account.messages(marc).at(-1)).toMatchObject({
				text: 'Thank you for your order, Marc!',
				file: { type: 'document', url: expect.stringContaining('order-confirmation.txt') },
			});
			await world.sandbox.files.settled();
			const [file] = world.sandbox.files.all;
			expect(file?.bytes.toString()).toMatch(
				/^ORDER CONFIRMATION\n\nDate: .+\nName: Marc\n\n2 coffee mugs, blue\n/,
			);
		});
	});
});

/** A workflow that sends Marc messages and gives what fails to another workflow, as the example's note says. */
function sendingWorkflow(retry: string, ...texts: Array<string | null>): WorkflowDefinition {
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
	const sendEach = afilnet(
		{
			platform: fields.platform,
			platformId: typedIn(fields.platformid),
			destination: typedIn(fields.destination),
			message: fields.message,
		},
		undefined,
		'Send',
	);
	const messages = texts.map((message) => ({ ...marc, platformid: marc.platformId, message }));
	return {
		name: 'Sends',
		nodes: [
			start(),
			node('Messages', 'n8n-nodes-base.set', 3.4, {
				mode: 'raw',
				jsonOutput: JSON.stringify({ messages }),
			}),
			node('Each', 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'messages', options: {} }),
			{ ...sendEach, onError: 'continueErrorOutput' },
			node('Retry', 'n8n-nodes-base.executeWorkflow', 1.2, {
				workflowId: typedIn(retry),
				workflowInputs: { mappingMode: 'defineBelow', value: fields, matchingColumns: [], schema },
				options: { waitForSubWorkflow: true },
			}),
		],
		connections: {
			Start: { main: [to('Messages')] },
			Messages: { main: [to('Each')] },
			Each: { main: [to('Send')] },
			Send: { main: [[], to('Retry')] },
		},
	};
}
