import { startModel, wordsIn, type Reply } from '../../demo/model';

interface Completion {
	choices: Array<{ message: { role: string; content: string | null }; finish_reason: string }>;
}

/** What a model answers a customer, as OpenAI's clients get it. */
async function ask(asked: string, reply?: (body: unknown) => Reply): Promise<Response> {
	const model = await startModel(reply);
	const messages = [
		{ role: 'system', content: 'You answer customers of a shop.' },
		{ role: 'user', content: asked },
	];
	return await fetch(`${model.url}v1/chat/completions`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ model: 'gpt-4.1-mini', messages }),
	}).finally(async () => await model.close());
}

async function saidTo(
	asked: string,
	reply?: (body: unknown) => Reply,
): Promise<Completion['choices'][number]> {
	const { choices }: Completion = await (await ask(asked, reply)).json();
	const [choice] = choices;
	if (!choice) throw new Error('The model chose nothing.');
	return choice;
}

test.each([
	['When are you open on Saturday?', /10:00 to 14:00/],
	['Hello!', /How can I help/],
	['Where is my parcel?', /Which number/],
	['It is 20415', /A colleague will look for it/],
	['May I talk to a person?', /A colleague will answer you/],
	['Do you sell elephants?', /^I only stand in for an AI model/],
])('answers %s by its rules', async (asked, answer) => {
	const { message, finish_reason } = await saidTo(asked);
	expect(message).toMatchObject({ role: 'assistant', content: expect.stringMatching(answer) });
	expect(finish_reason).toBe('stop');
});

test('answers as a test asks it to, with tools or a refusal too', async () => {
	expect((await saidTo('Hello!', (body) => wordsIn(body).join(' | '))).message.content).toBe(
		'You answer customers of a shop. | Hello!',
	);
	const tool = { id: 'call', type: 'function', function: { name: 'send', arguments: '{}' } };
	expect(await saidTo('Hello!', () => ({ content: null, tool_calls: [tool] }))).toMatchObject({
		message: { content: null, tool_calls: [tool] },
		finish_reason: 'tool_calls',
	});
	expect((await ask('Hello!', () => 503)).status).toBe(503);
});

test('answers no other site', async () => {
	const model = await startModel();
	const headers = { origin: 'https://evil.example' };
	const response = await fetch(`${model.url}v1/models`, { headers }).finally(async () => await model.close());
	expect([response.status, model.requests]).toEqual([403, []]);
});

test('lists a model, for who chooses one', async () => {
	const model = await startModel();
	const response = await fetch(`${model.url}v1/models`).finally(async () => await model.close());
	expect(await response.json()).toMatchObject({ data: [{ id: 'gpt-4.1-mini' }] });
});
