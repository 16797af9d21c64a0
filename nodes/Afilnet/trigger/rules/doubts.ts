/**
 * Why more of a conversation may be new than the unread messages that the trigger has not seen yet.
 * - `consumed`: an earlier answer may have marked as read what was not emitted. What is received then counts as unread.
 * - `missing`: at the poll before, the unread messages lacked a received one that another list shows. Somebody had
 *   read it, or the list was out of date. If the next poll finds the same, somebody has read it.
 * - `guessed`: as `consumed`, and the order of the messages was a guess. The next guess is believed.
 */
export type Doubt = 'consumed' | 'missing' | 'guessed';

/** Whether an earlier answer may have marked as read what was not emitted. */
export function mayBeConsumed(doubt: Doubt | undefined): boolean {
	return doubt === 'consumed' || doubt === 'guessed';
}

/** What successive polls know about the doubts, by the conversation's key. When the process starts, everything is in doubt. */
export class Doubts {
	/** What this poll has settled. It counts only if its messages are emitted. */
	private readonly settled = new Map<string, Doubt | undefined>();

	/**
	 * @param others the doubt about conversations that have not been asked yet
	 * @param known what the polls before have left
	 */
	constructor(
		private readonly others: Doubt | undefined,
		private readonly known = new Map<string, Doubt | undefined>(),
	) {}

	/** For the next poll. */
	next(): Doubts {
		return new Doubts(this.others, this.known);
	}

	/** The doubt about a conversation. */
	of(key: string): Doubt | undefined {
		if (this.settled.has(key)) return this.settled.get(key);
		return this.known.has(key) ? this.known.get(key) : this.others;
	}

	/** Whether a conversation has to be asked for the sake of its doubt. */
	makeDue(key: string): boolean {
		return (this.settled.has(key) ? this.settled : this.known).get(key) !== undefined;
	}

	/** A conversation is being asked: until messages are emitted, its answer may have consumed them. */
	ask(key: string): void {
		this.settled.delete(key);
		this.known.set(key, 'consumed');
	}

	/** A conversation has answered, and this doubt is left. It counts once it is committed. */
	settle(key: string, doubt: Doubt | undefined): void {
		this.settled.set(key, doubt);
	}

	/** What the poll has found is emitted, and its state is saved. */
	commit(): void {
		for (const [key, doubt] of this.settled) this.known.set(key, doubt);
	}
}
