import { setTimeout as wait } from 'node:timers/promises';

import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { ExecutionSummary, Rest } from '../../host/rest';
import type { Host } from '../../host/startHost';
import { until } from '../../host/until';
import { afilnet, afilnetTrigger, inARow, typedIn } from '../../host/workflows';
import type { ConversationKey, Sandbox } from '../../sandbox';

const trigger = 'Afilnet Trigger';
const reply = 'You wrote: ';

/** How often a trigger polls. n8n accepts nothing shorter than a minute, but several times of a minute. */
export function pollTimes(seconds: number): INodeParameters {
	const item = Array.from({ length: 60 / seconds }, (_time, index) => ({
		mode: 'custom',
		cronExpression: `${index * seconds} * * * * *`,
	}));
	return { pollTimes: { item } };
}

/**
 * Lets n8n answer each message that is written to the sandbox's account with its own text, polling every so many seconds.
 * @returns the ID of the workflow, whose trigger has taken its baseline
 */
export async function startReplies(
	{ rest, sandbox, credential }: Pick<Host, 'rest' | 'sandbox' | 'credential'>,
	pollSeconds: number,
	watched: INodeParameters = { watch: 'account' },
): Promise<string> {
	const answer = afilnet(
		{
			resource: 'message',
			operation: 'send',
			platform: '={{ $json.platform }}',
			platformId: typedIn('={{ $json.platformid }}'),
			destination: typedIn('={{ $json.destination }}'),
			message: `=${reply}{{ $json.message }}`,
		},
		credential,
	);
	const poll = afilnetTrigger({ ...pollTimes(pollSeconds), ...watched }, credential);
	const { id } = await rest.createWorkflow(inARow('Answer each message', [poll, answer]));
	await activate(rest, id, sandbox);
	return id;
}

/**
 * Activates a workflow and waits until its trigger has taken its baseline: n8n answers before the trigger's first poll has
 * ended, and what is written before that is from before the activation.
 */
export async function activate(rest: Rest, workflowId: string, { requests }: Sandbox): Promise<void> {
	const from = requests.all.at(-1)?.id ?? 0;
	await rest.activate(workflowId);
	await until(() =>
		requests.all.some(({ id, parameters, ended }) => id > from && parameters.method === 'getchats' && ended),
	);
	// Time for n8n to store it.
	await wait(1000);
}

/** A customer's message. */
export interface Written {
	conversation: ConversationKey;
	text: string;
	/** In ms since 1970. */
	at: number;
}

/** Customers who write to the account, and what became of what they wrote. */
export class Customers {
	/** Each message's conversation and text, oldest first. Every text is written once. */
	readonly written: Written[] = [];

	constructor(
		readonly sandbox: Sandbox,
		readonly conversations: readonly ConversationKey[],
	) {}

	/** So many messages, one from each customer in turn. */
	write(count: number): void {
		for (let number = 0; number < count; number++) {
			const conversation = this.conversations[this.written.length % this.conversations.length];
			if (!conversation) throw new Error('There are no customers.');
			const text = `Message ${this.written.length + 1}`;
			this.sandbox.account.receive(conversation, text);
			this.written.push({ conversation, text, at: Date.now() });
		}
	}

	/** The texts that the workflow has answered, in each conversation in the order of the answers. */
	answers(): string[][] {
		return this.conversations.map((conversation) =>
			this.sandbox.account
				.messages(conversation)
				.filter(({ sent, text }) => sent && text.startsWith(reply))
				.map(({ text }) => text.slice(reply.length)),
		);
	}

	tally(): Tally {
		const answers = this.answers();
		const times = count(answers.flat());
		const repeated = [...times.values()].reduce((sum, answered) => sum + answered - 1, 0);
		return {
			arrived: this.written.length,
			answered: times.size,
			repeated,
			lost: this.written.length - times.size,
			overtaken: answers.reduce((sum, texts) => sum + overtaken(texts.map(numberOf)), 0),
		};
	}
}

/** What became of the messages. */
export interface Tally {
	arrived: number;
	/** Answered at least once. */
	answered: number;
	/** Answers beyond the first. */
	repeated: number;
	lost: number;
	/** Answers that came after one to a later message of the same conversation. */
	overtaken: number;
}

const numberOf = (text: string) => Number(text.replace(/\D/g, ''));

function overtaken(numbers: number[]): number {
	return numbers.filter((number, place) => numbers.slice(0, place).some((earlier) => earlier > number))
		.length;
}

/** How often each text stands in a list. */
export function count(texts: readonly string[]): Map<string, number> {
	const times = new Map<string, number>();
	for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1);
	return times;
}

/** An execution as n8n has stored it, and what the trigger has given it. */
export interface StoredExecution extends Pick<ExecutionSummary, 'id' | 'status' | 'mode'> {
	/** The texts of the messages. */
	texts: string[];
}

/** Every execution of a workflow that n8n has stored. */
export async function storedExecutions(rest: Rest, workflowId: string): Promise<StoredExecution[]> {
	const stored: StoredExecution[] = [];
	for (const { id, status, mode } of await rest.executions(workflowId)) {
		const { data } = await rest.execution(id);
		// One that n8n has not finished still has its messages in the stack, and once it is marked as crashed nothing else.
		const items = [
			...(data.executionData?.nodeExecutionStack ?? [])
				.filter(({ node }) => node.name === trigger)
				.map((waiting) => waiting.data),
			...(data.resultData.runData[trigger] ?? []).map((run) => run.data),
		].flatMap((given) => given?.main?.[0] ?? []);
		stored.push({ id, status, mode, texts: [...new Set(items.flatMap(textOf))] });
	}
	return stored;
}

function textOf({ json }: INodeExecutionData): string[] {
	return typeof json.message === 'string' ? [json.message] : [];
}
