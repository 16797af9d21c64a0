import { useEffect, useState } from 'preact/hooks';

import type { MessageView } from '../views';
import type { ConversationKey } from '../keys';
import { isPlatform } from '../vocabulary';

/** A conversation's key as one text, which stands after `#` in the address of the page. */
export const keyText = ({ platform, platformId, destination }: ConversationKey) =>
	new URLSearchParams({ platform, platformId, destination }).toString();

/** A message's name in its conversation: a sent and a received one may have the same id. */
export const messageName = ({ sent, messageId }: MessageView) => `${sent ? 'sent' : 'received'} ${messageId}`;

/** The key that {@link keyText} wrote, or undefined if a text is none. */
export function keyFromText(text: string): ConversationKey | undefined {
	const { platform, platformId, destination } = Object.fromEntries(new URLSearchParams(text));
	if (!isPlatform(platform) || !platformId || !destination) return undefined;
	return { platform, platformId, destination };
}

/** The conversation that stands in the address after `#`, and a way to go to another one. */
export function useOpenConversation(): [string, (key: ConversationKey | undefined) => void] {
	const [open, setOpen] = useState(location.hash.slice(1));
	useEffect(() => {
		const follow = () => setOpen(location.hash.slice(1));
		addEventListener('hashchange', follow);
		return () => removeEventListener('hashchange', follow);
	}, []);
	return [open, (key) => (location.hash = key ? keyText(key) : '')];
}
