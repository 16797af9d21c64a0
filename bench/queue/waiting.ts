import { isUnderWay } from '../../host/rest';
import type { Host } from '../../host/startHost';
import { until } from '../../host/until';
import { afilnet, inARow, typedIn, webhook } from '../../host/workflows';
import { tell } from '../lib/progress';

const conversation = { platform: 'operator', platformId: 'questions', destination: 'ines' } as const;

/**
 * Lets a worker ask a person and stop there, answers on the page that the main process serves, and lets a worker go on.
 * @returns what went wrong
 */
export async function askAndAnswer({ rest, sandbox, n8n, credential }: Host): Promise<string[]> {
	tell('Asking a person');
	sandbox.account.addChannel(conversation, 'Questions');
	sandbox.account.receive(conversation, 'Hello');
	const { destination, platformId, platform } = conversation;
	const { id } = await rest.createWorkflow(
		inARow('Ask', [
			webhook('ask'),
			{
				...afilnet(
					{
						...{ resource: 'message', operation: 'sendAndWait', platform, message: 'May we refund it?' },
						...{ platformId: typedIn(platformId), destination: typedIn(destination) },
					},
					credential,
				),
				webhookId: 'question',
			},
		]),
	);
	await rest.activate(id);
	await fetch(`${n8n.url}webhook/ask`, { method: 'POST' });
	const latest = async () => (await rest.executions(id))[0];
	await until(async () => (await latest())?.status === 'waiting');
	const question = sandbox.account.messages(conversation).at(-1)?.text ?? '';
	const [, link = ''] = /^Approve: (http\S+)$/m.exec(question) ?? [];
	await fetch(link, { method: 'POST', body: new URLSearchParams({ answer: 'approve' }) });
	const hasEnded = async () => {
		const execution = await latest();
		return execution !== undefined && !isUnderWay(execution) && execution.status !== 'waiting';
	};
	await until(hasEnded);
	await rest.deactivate(id);

	const { status, data } = await rest.execution((await latest())?.id ?? '');
	const answer = data.resultData.runData.Afilnet?.at(-1)?.data?.main[0]?.[0]?.json.data;
	return status === 'success' && JSON.stringify(answer).includes('"approved":true')
		? []
		: [`The answer did not reach the execution, which ended with ${status}.`];
}
