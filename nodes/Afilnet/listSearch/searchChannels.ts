import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { platformOptions } from '../shared/descriptions';
import { ask } from '../shared/transport';
import { matching } from './matching';

/** The channels of the chosen platform by name; of all platforms where the platform is an expression. */
export async function searchChannels(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const platform = this.getCurrentNodeParameter('platform');
	const isChosen = platformOptions.some((option) => option.value === platform);
	const rows = await ask(this, 'getchatchannels', {}, 30_000);
	const results = rows
		.filter((row) => !isChosen || row.platform === platform)
		.map((row) => ({ name: String(row.name ?? row.platformid), value: String(row.platformid) }))
		.sort((one, other) => one.name.localeCompare(other.name));
	return { results: matching(results, filter) };
}
