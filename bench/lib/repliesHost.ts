import { startHost } from '../../host/startHost';
import type { ConversationKey } from '../../sandbox';
import { tell } from './progress';
import { Customers, startReplies } from './traffic';

export type RepliesHost = Awaited<ReturnType<typeof startRepliesHost>>;

/**
 * Starts a real n8n with SQLite in which the workflow Afilnet Trigger → reply runs, and a sandbox with customers who are
 * known there.
 */
export async function startRepliesHost(options: { customers: number; pollSeconds: number }) {
	const host = await startHost({
		sandbox: { account: { empty: true }, requestLimit: 100_000 },
		report: tell,
	});
	const { account } = host.sandbox;
	const channel = { platform: 'whatsapp', platformId: '900' } as const;
	account.addChannel(channel, 'Shop');
	const conversations = account
		.addConversations(channel, options.customers)
		.map((destination): ConversationKey => ({ ...channel, destination }));
	const workflow = await startReplies(host, options.pollSeconds);
	return Object.assign(host, { workflow, customers: new Customers(host.sandbox, conversations) });
}
