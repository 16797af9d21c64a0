import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { installN8n, testHosts } from '../../host/install';
import { startN8n } from '../../host/n8n';
import { installPackage, packPackage } from '../../host/package';
import { signIn } from '../../host/rest';
import { startSandbox, type ConversationKey } from '../../sandbox';
import { Customers, startReplies } from '../../host/replies';

export type Host = Awaited<ReturnType<typeof startHost>>;

/**
 * Starts a real n8n with SQLite in which the workflow Afilnet Trigger → reply runs, and a sandbox with customers who are
 * known there.
 */
export async function startHost(options: { customers: number; pollSeconds: number }) {
	const folder = mkdtempSync(join(tmpdir(), 'afilnet-long-'));
	const tarball = await packPackage(join(folder, 'package'));
	const installation = await installN8n('2.41.1', { into: testHosts(), report: tell });
	const userFolder = join(folder, 'n8n');
	installPackage(tarball, userFolder);

	const sandbox = await startSandbox({ account: { empty: true }, requestLimit: 100_000 });
	const channel = { platform: 'whatsapp', platformId: '900' } as const;
	sandbox.account.addChannel(channel, 'Shop');
	const conversations: ConversationKey[] = sandbox.account
		.addConversations(channel, options.customers)
		.map((destination) => ({ ...channel, destination }));

	const n8n = await startN8n({ installation, userFolder });
	const rest = await signIn(n8n.url);
	const workflow = await startReplies(rest, sandbox, options.pollSeconds);
	return {
		n8n,
		rest,
		/** Node.js that runs n8n. */
		node: installation.node,
		sandbox,
		workflow,
		customers: new Customers(sandbox, conversations),
		async stop() {
			await n8n.kill();
			await sandbox.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** Tells what goes on, with the time. */
export function tell(line: string): void {
	process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}
