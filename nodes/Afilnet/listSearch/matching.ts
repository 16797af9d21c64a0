import type { INodeListSearchItems } from 'n8n-workflow';

/** The entries whose name or value holds what the person has typed, whatever its case. */
export function matching(entries: INodeListSearchItems[], filter = ''): INodeListSearchItems[] {
	const wanted = filter.trim().toLowerCase();
	return entries.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted));
}
