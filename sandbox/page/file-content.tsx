import { useState } from 'preact/hooks';

import type { SentFile } from '../account';
import { isWebAddress } from '../vocabulary';

/** A file as the customer sees it: a picture, a player or a link. Only http and https addresses are opened. */
export function FileContent({ file: { type, url, thumbnailUrl } }: { file: SentFile }) {
	if (!isWebAddress(url)) return <p class="file">{url}</p>;
	const thumbnail = thumbnailUrl && isWebAddress(thumbnailUrl) ? thumbnailUrl : undefined;
	switch (type) {
		case 'image':
			return <Picture url={url} shown={url} label={`Image ${fileName(url)}`} />;
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
			return <Picture url={url} shown={thumbnail} label={`Document ${fileName(url)}`} isNamed />;
		case 'contact':
			return <Picture url={url} shown={thumbnail} label={`Contact ${fileName(url)}`} isNamed />;
	}
}

interface PictureProps {
	url: string;
	/** The picture's address, if there is one. */
	shown: string | undefined;
	label: string;
	/** Whether the label stands beside the picture too, and not only where it cannot be shown. */
	isNamed?: boolean;
}

/** A link with a picture, and with words where there is none or it cannot be loaded. */
function Picture({ url, shown, label, isNamed = false }: PictureProps) {
	const [isBroken, setBroken] = useState(false);
	const hasPicture = shown !== undefined && !isBroken;
	return (
		<a class="file" href={url} target="_blank" rel="noreferrer">
			{hasPicture && (
				<img class="media" src={shown} alt={isNamed ? '' : label} onError={() => setBroken(true)} />
			)}
			{(isNamed || !hasPicture) && <span>{label}</span>}
		</a>
	);
}

const fileName = (url: string) => new URL(url).pathname.split('/').at(-1) || new URL(url).hostname;
