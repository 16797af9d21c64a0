/**
 * The examples that hold a conversation, in a real n8n against the sandbox: the AI agents, and a question that waits for
 * the customer's answer in the chat. The model is the demo's stand-in on loopback.
 */
import { prepareExamples } from '../../demo/examples';
import { answerByRules, modelCredential, startModel, wordsIn, type Reply } from '../../demo/model';
import { newest, tested } from '../../host/install';
import type { Credential, Execution, WorkflowDefinition } from '../../host/rest';
import type { Stub } from '../../host/stub';
import { until } from '../../host/until';
import { picked } from '../../host/workflows';
import { amelia, lucia, marc, nadia, visitor } from '../../sandbox/examples';
import { ExampleHost } from './exampleHost';
import { change, field, outputOf, readExample } from './exampleWorkflows';

const trigger = 'New Unread Messages';
const byColleague = 'Thank you for your message. A colleague will answer you soon.';
const hour = 3_600_000;
const table = ['| Day | From |', '| --- | --- |', '| Monday | 9:00 |', '| Saturday | 10:00 |'].join('\n');

describe.each(tested)('on n8n %s', (version) => {
	const world = new ExampleHost({ version });
	let model: Stub;
	let openAi: Credential;
	/** What the model says to a request. */
	let reply: (body: unknown) => Reply;
	/** Lets the model say something to what a customer has asked. */
	const replyTo = (answer: (asked: string) => Reply) => {
		reply = (body) => answer(wordsIn(body).at(-1) ?? '');
	};

	beforeAll(async () => {
		model = await startModel((body) => reply(body));
		openAi = await world.rest.createCredential(modelCredential(model));
	});
	beforeEach(() => {
		replyTo((asked) => `Reply to: ${asked.split('\n').at(-1)}`);
		model.requests.length = 0;
	});
	afterAll(async () => await model?.close());

	const create = async (example: WorkflowDefinition) => await world.create(example, [openAi]);
	/** What the model was told in the request that ends with some words, the latest last. */
	const toldWith = (end: string) =>
		model.requests.map(({ body }) => wordsIn(body)).find((words) => words.at(-1)?.endsWith(end)) ?? [];

	describe.each(['5-', '8-'])('the agent of example %s', (example) => {
		beforeEach(() => {
			// Whatever the account wrote before has been half a day ago.
			world.now = new Date(Date.now() + 13 * hour);
		});

		test('answers in the same chat, and each customer alone', async () => {
			world.sandbox.account.receive(lucia, 'My order is 4711');
			world.sandbox.account.receive(amelia, 'Do you ship to Wales?');
			const id = await create(readExample(example));
			await world.run(id, trigger);

			expect(world.texts(lucia).at(-1)).toBe('Reply to: My order is 4711');
			expect(world.texts(amelia).at(-1)).toBe('Reply to: Do you ship to Wales?');
			expect(toldWith('Do you ship to Wales?').join('\n')).not.toContain('4711');

			world.sandbox.account.receive(amelia, 'And to Ireland?');
			await world.run(id, trigger);
			expect(world.texts(amelia).at(-1)).toBe('Reply to: And to Ireland?');
			expect(toldWith('And to Ireland?').join('\n')).toMatch(
				/Do you ship to Wales\?\n(Shop: )?Reply to: Do you ship to Wales\?/,
			);
		});

		test('lets a colleague answer if the model says nothing or cannot, and answers the others', async () => {
			world.sandbox.account.receive(nadia, 'Silence, please');
			world.sandbox.account.receive(lucia, 'Break, please');
			world.sandbox.account.receive(amelia, 'Do you ship to Wales?');
			replyTo((asked) => {
				if (asked.endsWith('Silence, please')) return '';
				return asked.endsWith('Break, please') ? 400 : 'Yes, we do.';
			});
			await world.run(await create(readExample(example)), trigger);

			expect(world.texts(nadia).at(-1)).toBe(byColleague);
			expect(world.texts(lucia).at(-1)).toBe(byColleague);
			expect(world.texts(amelia).at(-1)).toBe('Yes, we do.');
		});

		test.each(['null', '{ price: 5 }', '[]', 'undefined', '" "'])(
			'lets a colleague answer if what the agent gives is %s',
			async (output) => {
				world.sandbox.account.receive(amelia, 'Do you ship to Wales?');
				await world.run(await create(agentGiving(readExample(example), output)), trigger);

				expect(world.texts(amelia).at(-1)).toBe(byColleague);
			},
		);

		test('sends a number as its text', async () => {
			world.sandbox.account.receive(amelia, 'How many are left?');
			await world.run(await create(agentGiving(readExample(example), '7')), trigger);

			expect(world.texts(amelia).at(-1)).toBe('7');
		});

		test('names a conversation that cannot be answered, after it has answered the others', async () => {
			world.sandbox.account.receive(lucia, '');
			world.sandbox.account.receive(amelia, 'Do you ship to Wales?');
			const refusal = { kind: 'code', code: 'CHAT_NOT_FOUND', conversation: lucia } as const;
			world.sandbox.faults.add({ ...refusal, methods: ['sendmessage'] });
			const id = await create(readExample(example));

			await expect(world.run(id, trigger)).rejects.toThrow(
				/^Conversations without an answer: 1\. whatsapp 34600000001: The conversation was not found/,
			);
			expect(world.texts(amelia).at(-1)).toBe('Reply to: Do you ship to Wales?');
			expect(toldWith('(a file without text)')).not.toEqual([]);
		});
	});

	describe('the agent of example 5', () => {
		test('is silent once a person has answered, there and for 12 hours alone', async () => {
			const id = await create(readExample('5-'));
			world.sandbox.account.receive(amelia, 'Do you ship to Wales?');
			await world.run(id, trigger);
			expect(world.texts(amelia).at(-1)).toBe('Reply to: Do you ship to Wales?');

			world.sandbox.account.send(amelia, 'Carmen here. Wales is no problem.');
			world.sandbox.account.receive(amelia, 'And to Ireland?');
			world.sandbox.account.receive(nadia, 'Can I pay by card?');
			await world.run(id, trigger);
			expect(world.texts(amelia).at(-1)).toBe('And to Ireland?');
			expect(world.texts(nadia).at(-1)).toBe('Reply to: Can I pay by card?');

			world.now = new Date(Date.now() + 12.1 * hour);
			world.sandbox.account.receive(amelia, 'And to Scotland?');
			await world.run(id, trigger);
			expect(world.texts(amelia).at(-1)).toBe('Reply to: And to Scotland?');
		});

		test.each(['asSent', 'trimmed', 'withoutEmoji', 'escaped'] as const)(
			'does not take its own answers for a person’s if Afilnet shows them %s',
			async (sentText) => {
				world.sandbox.switches.sentText = sentText;
				replyTo((asked) =>
					[`**Tea & cake** 🍰 for ${asked}`, table, 'more & more. '.repeat(500)].join('\n\n'),
				);
				const id = await create(readExample('5-'));
				for (const question of ['One?', 'Two?', 'Three?']) {
					world.sandbox.account.receive(amelia, question);
					await world.run(id, trigger);
					const answer = world.texts(amelia).slice(world.texts(amelia).indexOf(question) + 1);
					expect(answer).toHaveLength(3);
					expect(answer[0]).toMatch(/^\*Tea & cake\*/);
				}
			},
		);
	});

	test('the agent of example 8 knows what colleagues wrote, whatever the order of the list', async () => {
		const id = await create(readExample('8-'));
		for (const messageOrder of ['oldest', 'newest'] as const) {
			world.sandbox.switches.messageOrder = messageOrder;
			world.sandbox.account.receive(lucia, `What do you promise? (${messageOrder})`);
			await world.run(id, trigger);
			expect(toldWith(`(${messageOrder})`).at(-1)).toMatch(
				/Customer: Hello, is the blue jacket.*\nShop: Hi Lucía, yes, we have two left\..*\nCustomer: Yes please!/,
			);
		}
	});

	(version === newest ? test : test.skip)(
		'the agent of the demo answers who writes on the website',
		async () => {
			reply = answerByRules;
			const workflows = await prepareExamples(world.prepared, model);
			world.sandbox.account.receive(visitor, 'When are you open on Saturday?');
			await until(() => world.texts(visitor).at(-1)?.includes('10:00 to 14:00') === true);
			expect(world.texts(visitor).at(-1)).not.toContain('**');
			for (const name of ['AI Agent', 'Answer Each Message'])
				await world.rest.deactivate(workflows.get(name) ?? '');
		},
	);

	describe('examples 9a and 9b: a question in the chat', () => {
		let passing: string;

		beforeEach(async () => {
			passing = await world.create(readExample('9b-'));
			await world.rest.activate(passing);
		});
		afterEach(async () => await world.rest.deactivate(passing));

		/** Asks a customer, until n8n waits for the answer. @returns the execution */
		const ask = async (phone: string): Promise<string> => {
			const example = readExample('9a-');
			const id = await world.create(
				change(example, {
					'Ask the Customer': { parameters: { platformId: picked('100') } },
					'Whom and What to Ask': field(example, 'Whom and What to Ask', 'phone', phone),
				}),
			);
			const execution = await world.rest.start(id, 'Ask Now');
			await untilStatus(execution, 'waiting');
			return execution;
		};
		const untilStatus = async (id: string, wanted: Execution['status']) =>
			await until(async () => (await world.rest.execution(id)).status === wanted, { every: 500 });

		test('goes on with what the customer writes back, though n8n was restarted meanwhile', async () => {
			const execution = await ask('34600000002');
			await world.host.n8n.stop();
			world.sandbox.account.receive(marc, 'In the morning');
			world.sandbox.account.receive(marc, 'please');
			await world.host.start();

			await untilStatus(execution, 'success');
			expect(outputOf(await world.rest.execution(execution), 'The Answer')).toEqual([
				{
					phone: marc.destination,
					question: expect.stringContaining('Shall we deliver it'),
					answer: 'In the morning\nplease',
				},
			]);
			await until(() => world.texts(marc).at(-1) === 'Thank you! We have noted: In the morning\nplease');
		});

		test('a question that is over keeps back no other answer, and one without words is an answer', async () => {
			const over = await ask('34600000001');
			const open = await ask('34600000002');
			await world.rest.request('POST', `executions/${over}/stop`);
			world.sandbox.account.receive(lucia, 'In the morning');
			world.sandbox.account.receive(marc, '');
			world.sandbox.account.receive(amelia, 'Do you ship to Wales?');

			await untilStatus(open, 'success');
			expect(outputOf(await world.rest.execution(open), 'The Answer')).toMatchObject([
				{ answer: '(a file without text)' },
			]);
			const others = async () => {
				const executions = await world.rest.executions(passing);
				const data = await Promise.all(executions.map(async ({ id }) => await world.rest.execution(id)));
				return data.flatMap((one) => outputOf(one, 'Other Messages')).length;
			};
			await until(async () => (await others()) === 2, { every: 500 });
		});
	});
});

/** The example with an agent that gives what an expression says. */
const agentGiving = (example: WorkflowDefinition, output: string): WorkflowDefinition =>
	change(example, {
		'AI Agent': {
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: `={{ { output: ${output} } }}`, options: {} },
		},
	});
