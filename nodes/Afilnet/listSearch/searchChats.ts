import { NodeOperationError, type ILoadOptionsFunctions, type INodeListSearchResult } from 'n8n-workflow';

import { ask } from '../shared/transport';
import { readTime } from '../trigger/time';
import { matching } from './matching';

/** The conversations of the chosen channel, newest first, each with its last message. */
export async function searchChats(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const platform = this.getCurrentNodeParameter('platform');
	const platformid = this.getCurrentNodeParameter('platformId', { extractValue: true });
	if (typeof platform !== 'string' || !platformid) {
		throw new NodeOperationError(this.getNode(), "Choose a 'Channel' first", {
			description: 'The list shows the conversations of one channel.',
		});
	}
	const rows = await ask(this, 'getchats', { platform, platformid: String(platformid) }, 30_000);
	const newestFirst = rows.sort(
		(one, other) => (readTime(other.datetime) ?? 0) - (readTime(one.datetime) ?? 0),
	);
	const results = newestFirst.map((row) => ({
		name: `${String(row.destination)}: ${shortened(row.message)}`,
		value: String(row.destination),
	}));
	return { results: matching(results, filter) };
}

function shortened(message: unknown): string {
	const text = String(message ?? '')
		.replace(/\s+/g, ' ')
		.trim();
	return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
