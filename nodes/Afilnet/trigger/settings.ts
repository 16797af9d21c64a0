import { createHash } from 'crypto';
import { NodeOperationError, type IPollFunctions } from 'n8n-workflow';

import { prepareForm } from '../sending/form';
import type { Settings } from './reading';

/**
 * What a person has set in the node.
 * @throws NodeOperationError where the channel or the conversation is missing or cannot be one
 */
export function readSettings(context: IPollFunctions): Settings {
	const watch = context.getNodeParameter('watch');
	const option = (name: string) => context.getNodeParameter(`options.${name}`, '');
	const platforms = watch === 'account' ? option('platforms') : [];
	const common = {
		platforms: Array.isArray(platforms) ? platforms.map(String) : [],
		includeSent: option('includeSent') === true,
		emitBacklog: option('emitBacklog') === true,
	};
	if (watch === 'account') return common;
	const value = (name: string) => context.getNodeParameter(name, '', { extractValue: true });
	const prepared = prepareForm({
		platform: value('platform'),
		platformid: value('platformId'),
		...(watch === 'chat' ? { destination: value('destination') } : {}),
	});
	if ('problem' in prepared) {
		const { message, description } = prepared.problem;
		throw new NodeOperationError(context.getNode(), message, { description });
	}
	const { platform = '', platformid = '', destination } = prepared.form;
	return { ...common, channel: { platform, platformid }, ...(destination ? { destination } : {}) };
}

/**
 * A hash of what is watched and on which account. A change in it starts the trigger afresh; the other settings only say
 * what is emitted from now on.
 */
export async function readScope(context: IPollFunctions, settings: Settings): Promise<string> {
	const { user, apiUrl } = await context.getCredentials('afilnetApi');
	const { channel, destination, platforms } = settings;
	const account = [user, apiUrl].map((text) => String(text).trim());
	const watched = [channel?.platform, channel?.platformid, destination, platforms.toSorted()];
	const text = JSON.stringify([...account, ...watched]);
	return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}
