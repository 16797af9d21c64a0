import {
	NodeOperationError,
	type IDataObject,
	type ILoadOptionsFunctions,
	type INodeListSearchResult,
} from 'n8n-workflow';

import { readCredential } from '../shared/ask';
import { askPatiently } from '../shared/patience';
import { readTime } from '../api/row';
import { chosenPlatform } from './chosenPlatform';
import { matching } from './matching';

/** The conversations of the chosen channel, newest first, each with its last message. */
export async function searchChats(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const platform = chosenPlatform(this);
	const platformid = this.getCurrentNodeParameter('platformId', { extractValue: true });
	if (!platformid) {
		throw new NodeOperationError(this.getNode(), "Choose a 'Channel' first", {
			description: 'The list shows the conversations of one channel.',
		});
	}
	const form = { method: 'getchats', platform, platformid: String(platformid) };
	const rows = await askPatiently(this, await readCredential(this), form);
	const results = newestFirst(rows).map((row) => ({
		name: `${String(row.destination)}: ${shortened(row.message)}`,
		value: String(row.destination),
	}));
	return { results: matching(results, filter) };
}

/** The order of the vendor's lists is not known. Rows of the same second keep theirs, reversed if the oldest came first. */
function newestFirst(rows: IDataObject[]): IDataObject[] {
	const time = (row: IDataObject | undefined) => readTime(row?.datetime) ?? 0;
	const oldestFirst = time(rows[0]) < time(rows.at(-1));
	const ordered = oldestFirst ? rows.toReversed() : rows;
	return ordered.toSorted((one, other) => time(other) - time(one));
}

function shortened(message: unknown): string {
	const text = String(message ?? '')
		.replace(/\s+/g, ' ')
		.trim();
	return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
