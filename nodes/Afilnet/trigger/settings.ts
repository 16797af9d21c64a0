import { NodeOperationError, type ICredentialsDecrypted, type IPollFunctions } from 'n8n-workflow';

import { fieldsOf } from '../sending/fields';
import { checkForm } from '../sending/form';
import { channel, conversation, platform } from '../shared/descriptions';
import type { Channel } from './reader';
import { shortened } from './rules/message';
import type { Wanted } from './rules/newMessages';

/** What a person has set. */
export interface Settings extends Wanted {
	/** The one channel to watch; undefined for all. */
	channel?: Channel;
	/** The one conversation in it to watch; undefined for all. */
	destination?: string;
	/** With all channels: only those on these platforms; none named is all. */
	platforms: string[];
	/** Whether to start with what is unread at the activation. */
	emitBacklog: boolean;
	/** Whether the new messages of a conversation come as one item. */
	onePerConversation: boolean;
	/** How long nobody may have written before the messages are emitted, in seconds. */
	quietSeconds: number;
}

/** The longest that a poll may wait for more messages. */
const mostQuietSeconds = 30;

/**
 * What a person has set in the node.
 * @throws NodeOperationError if the channel or the conversation is missing or cannot be one
 */
export function readSettings(context: IPollFunctions): Settings {
	const watch = context.getNodeParameter('watch');
	const option = (name: string) => context.getNodeParameter(`options.${name}`, '');
	const platforms = watch === 'account' ? option('platforms') : [];
	const common = {
		platforms: Array.isArray(platforms) ? platforms.map(String) : [],
		includeRead: option('includeRead') === true,
		includeSent: option('includeSent') === true,
		emitBacklog: option('emitBacklog') === true,
		onePerConversation: option('onePerConversation') === true,
		quietSeconds: Math.max(0, Math.min(mostQuietSeconds, Number(option('quietSeconds')) || 0)),
	};
	if (watch === 'account') return common;
	const value = (name: string) => context.getNodeParameter(name, '', { extractValue: true });
	const places = watch === 'chat' ? [platform, channel, conversation] : [platform, channel];
	const values = places.map(({ name, routing }) => [routing?.send?.property, value(name)]);
	const checked = checkForm(Object.fromEntries(values), fieldsOf(places));
	if ('problem' in checked) {
		const { message, description } = checked.problem;
		throw new NodeOperationError(context.getNode(), message, { description });
	}
	const { platform: name = '', platformid = '', destination } = checked.form;
	return { ...common, channel: { platform: name, platformid }, ...(destination ? { destination } : {}) };
}

/**
 * A hash of what is watched and on which account. A change in it is a new start; the other settings only say what is
 * emitted from now on.
 */
export function scopeOf({ data = {} }: ICredentialsDecrypted, settings: Settings): string {
	const { user, apiUrl } = data;
	const { channel, destination, platforms } = settings;
	const account = [user, apiUrl].map((text) => String(text).trim());
	const watched = [channel?.platform, channel?.platformid, destination, platforms.toSorted()];
	const text = JSON.stringify([...account, ...watched]);
	return shortened(text, 16);
}
