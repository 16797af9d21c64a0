import type { IDataObject } from 'n8n-workflow';

import { readAnswer } from '../../nodes/Afilnet/api/answer';
import { readOverview } from '../../nodes/Afilnet/trigger/overview';
import { isBehind, keep, keepEmission, recall } from '../../nodes/Afilnet/trigger/pollMemory';
import { toChannel, type Reader, type Target } from '../../nodes/Afilnet/trigger/reader';
import { readNew } from '../../nodes/Afilnet/trigger/readNew';
import { Doubts } from '../../nodes/Afilnet/trigger/rules/doubts';
import { start } from '../../nodes/Afilnet/trigger/rules/plan';
import { readState, writeState, type TriggerState } from '../../nodes/Afilnet/trigger/rules/state';
import type { Settings } from '../../nodes/Afilnet/trigger/settings';
import { Account, defaultSwitches, type Switches } from '../../sandbox';
import { writeAnswer } from '../../sandbox/answers';
import { perform } from '../../sandbox/methods';
import { seededRandom, type Random } from '../../sandbox/random';

export const shop = { platform: 'whatsapp', platformId: '100' } as const;
export const bot = { platform: 'telegram', platformId: '100' } as const;
export const site = { platform: 'webchat', platformId: '7' } as const;

export const everything: Settings = {
	platforms: [],
	includeRead: false,
	includeSent: false,
	emitBacklog: false,
	onePerConversation: false,
	quietSeconds: 0,
};

/** How a poll goes wrong. */
export interface Trouble {
	/** The part of the requests that come to nothing, though Afilnet has carried them out. */
	failing?: number;
	/** The part of the lists that come empty once, without anything having been carried out. */
	empty?: number;
	/** The time is over after so many requests. */
	most?: number;
	/** n8n is killed once all is read. */
	killed?: boolean;
	/** n8n throws the poll's result away, since the workflow was published meanwhile. */
	discarded?: boolean;
	/** What happens in Afilnet before the request of that number. */
	meanwhile?: ReadonlyMap<number, () => void>;
}

export interface WorldOptions {
	seed?: number;
	switches?: Partial<Switches>;
	settings?: Partial<Settings>;
	/** Whether n8n saves the state after every poll that ends, and not only when messages are emitted. */
	durableCursors?: boolean;
	now?: number;
}

let processes = 0;

/**
 * The sandbox's account and the trigger's poll, without n8n and without HTTP between them: every answer is what the
 * sandbox would send, read as the node would read it.
 */
export class World {
	readonly account: Account;
	readonly switches: Switches;
	readonly random: Random;
	/** The methods that were asked, in order. */
	readonly requests: string[] = [];
	/** Afilnet's clock and n8n's, in milliseconds since 1970. */
	now: number;
	/** The rows emitted by each poll, and what it knew of the order of Afilnet's lists. */
	readonly polls: Array<{ rows: IDataObject[]; votes: TriggerState['votes'] }> = [];
	/** Conversations of which the list of unread messages has come empty once. */
	readonly emptied = new Set<string>();
	settings: Settings;
	/** What stands in n8n's static data, as JSON; and what of it is in the database. */
	#memory: string | undefined;
	#saved: string | undefined;
	/** The trigger node in this run of n8n. */
	#node = `world ${++processes}`;
	readonly #options: WorldOptions;

	constructor(options: WorldOptions = {}) {
		const { seed = 1, switches = {}, settings = {}, now = Date.UTC(2026, 4, 10, 9, 30) } = options;
		this.#options = options;
		this.now = now;
		this.switches = { ...defaultSwitches, ...switches };
		this.random = seededRandom(seed);
		this.account = new Account(this.switches, () => new Date(this.now), seededRandom(seed + 1));
		this.settings = { ...everything, ...settings };
	}

	/** Every row emitted so far. */
	get emitted(): IDataObject[] {
		return this.polls.flatMap(({ rows }) => rows);
	}

	/** The state as JSON. */
	get written(): string {
		return this.#memory ?? 'null';
	}

	get state(): TriggerState {
		const state = readState(JSON.parse(this.written));
		if (!state) throw new Error('There is no state that can be read');
		return state;
	}

	/** The activation's poll. */
	async activate(trouble: Trouble = {}): Promise<void> {
		const { readings } = await readOverview(this.#reader(trouble), this.settings);
		const state = { ...start(readings, 'scope', this.settings.emitBacklog, this.#seconds), revision: 1 };
		keep(this.#node, undefined, state, new Doubts(undefined));
		this.#memory = JSON.stringify(writeState(state));
		this.#saved = this.#memory;
	}

	/** A poll of the active workflow. @returns whether it came to an end and could read anything at all */
	async poll(trouble: Trouble = {}): Promise<boolean> {
		const stored = this.state;
		if (isBehind(this.#node, stored, this.#seconds)) return false;
		const reader = this.#reader(trouble);
		const { state: before = stored, doubts } = recall(this.#node, stored);
		const overview = await readOverview(reader, this.settings).catch(() => undefined);
		if (!overview) return false;
		const tools = { reader, settings: this.settings, doubts, now: this.#seconds };
		const outcome = await readNew(tools, overview, before);
		if (trouble.killed) {
			this.restart();
			return false;
		}
		const state = { ...outcome.state, revision: before.revision + 1 };
		if (outcome.messages.size > 0) keepEmission(this.#node, state, doubts, this.#seconds);
		else keep(this.#node, stored, state, doubts);
		if (outcome.cameToNothing) return false;
		if (trouble.discarded) {
			this.#memory = this.#saved;
			return false;
		}
		this.#memory = JSON.stringify(writeState(state));
		if (outcome.messages.size > 0 || this.#options.durableCursors) this.#saved = this.#memory;
		const rows = [...outcome.messages.values()].flat().map(({ fields }) => fields);
		this.polls.push({ rows, votes: before.votes });
		return true;
	}

	/** n8n is killed and started again. */
	restart(): void {
		this.#memory = this.#saved;
		this.#node = `world ${++processes}`;
	}

	/** The texts emitted since the last call. */
	take(): string[] {
		const texts = this.emitted.map(({ message }) => String(message));
		this.polls.length = 0;
		return texts;
	}

	get #seconds(): number {
		return Math.floor(this.now / 1000);
	}

	#reader({ failing = 0, empty = 0, most = Infinity, meanwhile = new Map() }: Trouble): Reader {
		let asked = 0;
		const ask = async (method: string, parameters: Partial<Target>): Promise<IDataObject[]> => {
			meanwhile.get(asked++)?.();
			this.requests.push(method);
			if (this.random() < empty) {
				if (method === 'getunreadmessages')
					this.emptied.add(`${parameters.platform} ${parameters.destination?.replace('+', '')}`);
				return [];
			}
			const { user, password } = this.account;
			const form = { class: 'chat', method, user, password, ...parameters };
			const answer = perform(form, { account: this.account, switches: this.switches, random: this.random });
			if (this.random() < failing) throw new Error('No answer');
			const reading = readAnswer({ statusCode: 200, body: writeAnswer(answer) }, method);
			if ('rows' in reading) return reading.rows;
			if (reading.fault.code === 'CHAT_NOT_FOUND') return [];
			throw new Error(reading.fault.message);
		};
		return {
			channels: async () => (await ask('getchatchannels', {})).map(toChannel),
			chats: async (channel) => await ask('getchats', channel),
			messages: async (target) => await ask('getmessages', target),
			unread: async (target) => await ask('getunreadmessages', target),
			mayGoOn: () => asked < most,
			pause: async (seconds) => {
				if (asked >= most) return false;
				this.now += seconds * 1000;
				return true;
			},
		};
	}
}
