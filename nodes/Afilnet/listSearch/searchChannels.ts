import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { readCredential } from '../shared/ask';
import { askPatiently } from '../shared/patience';
import { chosenPlatform } from './chosenPlatform';
import { matching } from './matching';

/** The channels of the chosen platform by name; those of one name with their ID. */
export async function searchChannels(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const platform = chosenPlatform(this);
	const rows = await askPatiently(this, await readCredential(this), { method: 'getchatchannels' });
	const channels = rows
		.filter((row) => row.platform === platform)
		.map((row) => ({ name: String(row.name || row.platformid), value: String(row.platformid) }))
		.sort((one, other) => one.name.localeCompare(other.name));
	const isShared = (name: string) => channels.filter((other) => other.name === name).length > 1;
	const results = channels.map(({ name, value }) => ({
		name: isShared(name) ? `${name} (${value})` : name,
		value,
	}));
	return { results: matching(results, filter) };
}
