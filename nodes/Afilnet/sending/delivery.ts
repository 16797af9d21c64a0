/** How the messages of one item get to Afilnet: in order, and none again that Afilnet has or may have. */
import type {
	IBinaryData,
	IDataObject,
	IExecutePaginationFunctions,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { ask, type Form } from '../shared/ask';
import { faultError } from '../shared/errors';
import { askPatiently, type Patience } from '../shared/patience';
import { pause } from '../shared/pause';
import { isComplete, type Attempt, type Delivery } from './attempt';
import { sentRow } from './ending';
import { withLink } from './fileLink';
import { settling } from './history';
import { Again } from './orderedQueue';
import type { Messages, Wording } from './wording';

/** The delivery of an item in one try. */
export interface Sending {
	context: IExecutePaginationFunctions;
	attempt: Attempt;
	delivery: Delivery;
	/** The file that is sent instead of an address. */
	file: IBinaryData | undefined;
	wording: Wording;
	/** How long each part is retried after HTTP 429. */
	patience: Patience;
	/** Names the conversation in the queue. */
	key: string;
	requestOptions: Partial<IHttpRequestOptions>;
	/** Whether the message in doubt was not there at a first look. */
	hasLooked: boolean;
	/** Whether the doubt of an earlier try cannot be settled. */
	staysInDoubt: boolean;
}

/** The delivery of an item that an earlier try has begun, or a new one. */
export function deliveryOf(attempt: Attempt, item: number, messages: Messages): Delivery {
	const earlier = attempt.deliveries.get(item);
	if (earlier && (earlier.accepted > 0 || earlier.doubt)) return earlier;
	const delivery = { ...messages, accepted: 0, doubt: undefined, passableSince: undefined };
	attempt.deliveries.set(item, delivery);
	return delivery;
}

/**
 * Sends what is left of an item.
 * @returns what was sent to whom; nothing if the run is over; {@link Again} to go on after a rest
 * @throws NodeApiError with the fault
 */
export async function deliver(sending: Sending): Promise<IDataObject[] | Again> {
	const { context, attempt, delivery, file, wording, requestOptions } = sending;
	while (!isComplete(delivery)) {
		const part = delivery.parts[delivery.accepted];
		if (!part || attempt.isOver) return [];
		if (delivery.doubt) {
			const rest = await settle(sending, part, delivery.doubt);
			if (rest) return rest;
			continue;
		}
		const rest = restBefore(sending);
		if (rest > 0) return new Again(pause(rest, context.getExecutionCancelSignal()));
		if (context.getNode().retryOnFail) await attempt.history.begin(part, reader(sending));
		const { asked, secrets } = file ? await withLink(context, part, file) : { asked: part, secrets: [] };
		if (attempt.isOver) return [];
		await ask(context, await attempt.credential(context), asked, requestOptions, secrets);
		accept(sending, part);
	}
	return [sentRow(delivery, wording.maxLength !== undefined)];
}

/** Afilnet has the part, which is not sent again. */
function accept({ attempt, delivery, patience, key }: Sending, part: Form): void {
	patience.renew();
	delivery.accepted++;
	delivery.doubt = undefined;
	delivery.passableSince = undefined;
	attempt.latest.set(key, Date.now());
	attempt.history.count(part);
}

/**
 * Looks for a part whose answer never came, and once more if it is not there, since a list may lag behind.
 * @returns the rest before the second look; undefined once it is known whether Afilnet has the part
 * @throws NodeApiError with the earlier fault if the lists do not show that
 */
async function settle(
	sending: Sending,
	part: Form,
	doubt: Delivery['doubt'] & object,
): Promise<Again | undefined> {
	const { context, attempt, delivery } = sending;
	const found = await attempt.history.look(part, reader(sending));
	if (found === 'unknown' || (found === 'absent' && wasPassed(sending))) {
		sending.staysInDoubt = true;
		delivery.passableSince ??= Date.now();
		throw faultError(context.getNode(), doubt);
	}
	if (found === 'delivered') accept(sending, part);
	else if (sending.hasLooked) delivery.doubt = undefined;
	else {
		sending.hasLooked = true;
		return new Again(pause(settling, context.getExecutionCancelSignal()));
	}
	return undefined;
}

/** Whether the conversation has got a later message meanwhile, which this part must not follow. */
function wasPassed({ attempt, delivery: { passableSince = Infinity }, key }: Sending): boolean {
	return (attempt.latest.get(key) ?? 0) >= passableSince;
}

/** What is left of Wait Between Messages, in milliseconds. */
function restBefore({ attempt, wording, key }: Sending): number {
	const latest = attempt.latest.get(key);
	return latest === undefined ? 0 : latest + wording.pauseSeconds * 1000 - Date.now();
}

function reader({ context, attempt, requestOptions }: Sending) {
	const signal = context.getExecutionCancelSignal();
	return async (form: Form) =>
		await askPatiently(context, await attempt.credential(context), form, signal, requestOptions);
}
