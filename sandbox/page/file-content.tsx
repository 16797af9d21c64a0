import { useState } from 'preact/hooks';

import type { SentFile } from '../account';
import { isWebAddress } from '../vocabulary';

/** A file as the customer sees it: a picture, a player or a link. Only http and https addresses are opened. */
export function FileContent({ file: { type, url, thumbnailUrl } }: { file: SentFile }) {
	if (!isWebAddress(url)) return <p class="file">{url}</p>;
	const thumbnail = thumbnailUrl && isWebAddress(thumbnailUrl) ? thumbnailUrl : undefined;
	switch (type) {
		case 'image':
			return <Picture url={url} label={`Image ${fileName(url)}`} shown={url} />;
		case 'video':
			return (
				<video
					class="media"
					controls
					preload="metadata"
					src={url}
					{...(thumbnail && { poster: thumbnail })}
				/>
			);
		case 'audio':
		case 'voice':
			return <audio class="media" controls preload="metadata" src={url} />;
		case 'document':
		case 'contact':
			return (
				<Picture
					url={url}
					label={`${type === 'contact' ? 'Contact' : 'Document'} ${fileName(url)}`}
					shown={thumbnail}
				/>
			);
	}
}

/** A link with a picture, and with words where there is none or it cannot be loaded. */
function Picture({ url, label, shown }: { url: string; label: string; shown: string | undefined }) {
	const [isBroken, setBroken] = useState(false);
	return (
		<a class="file" href={url} target="_blank" rel="noreferrer">
			{shown && !isBroken ? (
				<img class="media" src={shown} alt={label} onError={() => setBroken(true)} />
			) : (
				<span>📎 {label}</span>
			)}
		</a>
	);
}

const fileName = (url: string) => new URL(url).pathname.split('/').at(-1) || new URL(url).hostname;
