/** A sandbox in a separate process, so that its CPU time does not count for the one who asks it. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

import { startSandbox, type Sandbox } from '../../sandbox';
import { site } from '../../sandbox/examples';

const orders = {
	/** Adds a channel with so many conversations. */
	add: ({ account }: Sandbox, count: number) => {
		account.addChannel(site, 'Site');
		account.addConversations(site, count);
	},
	/** Lets every so-manieth of them write. */
	write: ({ account }: Sandbox, step: number) => {
		for (let number = 1; number <= account.conversations(site).length; number += step) {
			account.receive({ ...site, destination: `visitor-${String(number).padStart(8, '0')}` }, 'New');
		}
	},
	/** Only counts the requests. */
	rest: () => {},
};

interface Order {
	name: keyof typeof orders;
	number: number;
}

export class SandboxProcess {
	private constructor(
		private readonly child: ChildProcess,
		readonly credential: { apiUrl: string; user: string; password: string },
	) {}

	/** @param ids whether messages have ids of many characters */
	static async start(ids: 'short' | 'long'): Promise<SandboxProcess> {
		const child = fork(__filename, [ids], { execArgv: ['--import', 'tsx'] });
		const [credential] = await once(child, 'message');
		return new SandboxProcess(child, credential);
	}

	/** Carries out an order. @returns how many requests there have been since the last one */
	async order(name: Order['name'], number = 0): Promise<number> {
		this.child.send({ name, number } satisfies Order);
		const [requests] = await once(this.child, 'message');
		return Number(requests);
	}

	stop(): void {
		this.child.kill();
	}
}

async function serve(ids: string | undefined): Promise<void> {
	const switches = ids === 'long' ? ({ messageIdForm: 'uuid' } as const) : {};
	const sandbox = await startSandbox({ account: { empty: true }, switches });
	const { account, apiUrl, requests } = sandbox;
	process.on('message', ({ name, number }: Order) => {
		orders[name](sandbox, number);
		process.send?.(requests.all.length);
		requests.clear();
	});
	process.send?.({ apiUrl, user: account.user, password: account.password });
}

if (process.send) void serve(process.argv[2]);
