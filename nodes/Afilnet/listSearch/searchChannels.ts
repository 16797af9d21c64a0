import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { ask } from '../shared/transport';
import { chosenPlatform } from './chosenPlatform';
import { matching } from './matching';

/** The channels of the chosen platform by name. */
export async function searchChannels(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const platform = chosenPlatform(this);
	const rows = await ask(this, 'getchatchannels', {}, 30_000);
	const results = rows
		.filter((row) => row.platform === platform)
		.map((row) => ({ name: String(row.name ?? row.platformid), value: String(row.platformid) }))
		.sort((one, other) => one.name.localeCompare(other.name));
	return { results: matching(results, filter) };
}
