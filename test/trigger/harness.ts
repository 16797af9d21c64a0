import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { ConversationKey } from '../../sandbox';
import { shop, useAfilnet } from '../engine/afilnet';
import type { ActiveTrigger } from '../engine/engine';

export const marc = { ...shop, destination: '34600000002' } as const;
export const newcomer = { ...shop, destination: '34600000099' } as const;
export const nadia = { platform: 'telegram', platformId: '100', destination: '512345678' } as const;

/** Where n8n keeps what the trigger remembers. */
export const memoryKey = 'node:Afilnet Trigger';

/** For the top of a test file: the built trigger in n8n's engine, beside a new local Afilnet for each test. */
export function useTrigger() {
	const afilnet = useAfilnet();
	beforeEach(() => {
		afilnet.engine.log.length = 0;
	});

	/** The trigger in a workflow; `staticData` is what n8n had saved. */
	const trigger = (parameters: INodeParameters = {}, staticData: string = '{}') =>
		afilnet.engine.activate({
			parameters: { watch: 'account', ...parameters },
			credential: afilnet.credential,
			staticData: JSON.parse(staticData),
		});

	return {
		afilnet,
		trigger,

		/** The trigger after a person has activated its workflow. */
		activated: async (parameters: INodeParameters = {}): Promise<ActiveTrigger> => {
			const active = trigger(parameters);
			expect(await active.poll({ activation: 'activate' })).toBeNull();
			afilnet.sandbox.requests.clear();
			return active;
		},

		/** The methods that Afilnet was asked, in order. */
		methods: () => afilnet.sent.map(({ method }) => method),
		receive: (key: ConversationKey, ...messages: string[]) => {
			for (const text of messages) afilnet.sandbox.account.receive(key, text);
		},
		log: () => afilnet.engine.log.join('\n'),
	};
}

export const texts = (items: INodeExecutionData[] | null) => items?.map(({ json }) => json.message) ?? null;
