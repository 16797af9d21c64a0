import type { IDataObject } from 'n8n-workflow';

import { readAnswer } from '../../nodes/Afilnet/api/answer';
import {
	goOn,
	look,
	start,
	type Channel,
	type Reader,
	type Settings,
	type Target,
} from '../../nodes/Afilnet/trigger/reading';
import { readState, writeState, type TriggerState } from '../../nodes/Afilnet/trigger/rules/state';
import { Account, defaultSwitches, type Switches } from '../../sandbox';
import { perform } from '../../sandbox/methods';
import { seededRandom, type Random } from '../../sandbox/random';

export const shop = { platform: 'whatsapp', platformId: '100' } as const;
export const bot = { platform: 'telegram', platformId: '100' } as const;
export const site = { platform: 'webchat', platformId: '7' } as const;

export const everything: Settings = { platforms: [], includeSent: false, emitBacklog: false };

/** How a poll goes wrong. */
export interface Trouble {
	/** The part of the requests that come to nothing. */
	failing?: number;
	/** The part of the lists that come empty once. */
	empty?: number;
	/** The time is over after so many requests. */
	most?: number;
	/** n8n is killed or gives the poll up when all is read. */
	killed?: boolean;
}

/**
 * The sandbox's account and the trigger's poll without n8n and without HTTP between them: every answer is what the
 * sandbox would send, read as the node would read it. n8n saves the state when messages are emitted and at activation.
 */
export class World {
	readonly account: Account;
	readonly switches: Switches;
	readonly random: Random;
	readonly requests: string[] = [];
	/** Milliseconds since 1970 by the vendor's clock, and by n8n's. */
	now = Date.UTC(2026, 4, 10, 9, 30);
	emitted: IDataObject[] = [];
	/** What stands in n8n's static data, as JSON; and what of it is in the database. */
	memory: string | undefined;
	saved: string | undefined;
	settings: Settings;
	/** Whether `getchats` numbers messages in another way than the other methods. */
	readonly otherRowIds: boolean;

	constructor({ seed = 1, switches = {}, settings = {}, otherRowIds = false }: WorldOptions = {}) {
		this.otherRowIds = otherRowIds;
		this.switches = { ...defaultSwitches, ...switches };
		this.random = seededRandom(seed);
		this.account = new Account(this.switches, () => new Date(this.now), seededRandom(seed + 1));
		this.settings = { ...everything, ...settings };
	}

	get state(): TriggerState {
		const state = readState(JSON.parse(this.memory ?? 'null'));
		if (!state) throw new Error('There is no state that can be read');
		return state;
	}

	/** The activation's poll. */
	async activate(): Promise<void> {
		const overview = await look(this.reader({}), this.settings);
		this.memory = JSON.stringify(writeState(start(overview, 'scope', this.settings, this.now)));
		this.saved = this.memory;
	}

	/** A poll of the active workflow. @returns whether it came to an end and could read anything at all */
	async poll(trouble: Trouble = {}): Promise<boolean> {
		const reader = this.reader(trouble);
		const overview = await look(reader, this.settings).catch(() => undefined);
		if (!overview) return false;
		const outcome = await goOn(reader, overview, this.state, this.settings, this.now);
		if (trouble.killed) return false;
		this.memory = JSON.stringify(writeState(outcome.state));
		if (outcome.messages.length === 0) return !outcome.cameToNothing;
		this.saved = this.memory;
		this.emitted.push(...outcome.messages.map(({ fields }) => fields));
		return true;
	}

	/** n8n is killed and started again. */
	restart(): void {
		this.memory = this.saved;
	}

	/** The texts emitted so far; the ones since the last call where `take` is used. */
	take(): string[] {
		const texts = this.emitted.map(({ message }) => String(message));
		this.emitted = [];
		return texts;
	}

	private reader({ failing = 0, empty = 0, most = Infinity }: Trouble): Reader {
		let left = most;
		const ask = async (method: string, parameters: Partial<Target>): Promise<IDataObject[]> => {
			left--;
			this.requests.push(method);
			const { user, password } = this.account;
			const form = { class: 'chat', method, user, password, ...parameters };
			const answer = perform(form, { account: this.account, switches: this.switches, random: this.random });
			// A request that fails may have had its effect all the same.
			if (this.random() < failing) throw new Error('No answer');
			if (this.random() < empty) return [];
			const reading = readAnswer({ statusCode: 200, body: JSON.stringify(answer) }, method);
			if ('rows' in reading) return reading.rows;
			if (reading.fault.code === 'CHAT_NOT_FOUND') return [];
			throw new Error(reading.fault.message);
		};
		return {
			channels: async () =>
				(await ask('getchatchannels', {})).map(({ platform, platformid }): Channel => ({
					platform: String(platform),
					platformid: String(platformid),
				})),
			chats: async (channel) => {
				const rows = await ask('getchats', channel);
				if (!this.otherRowIds) return rows;
				return rows.map((row) => ({ ...row, messageid: `chat-${String(row.messageid)}` }));
			},
			messages: async (target) => await ask('getmessages', target),
			unread: async (target) => await ask('getunreadmessages', target),
			mayGoOn: () => left > 0,
		};
	}
}

export interface WorldOptions {
	seed?: number;
	switches?: Partial<Switches>;
	settings?: Partial<Settings>;
	otherRowIds?: boolean;
}
