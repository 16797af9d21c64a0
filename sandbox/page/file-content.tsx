import { useState } from 'preact/hooks';

import type { SentFile } from '../account';
import { isWebAddress } from '../vocabulary';

/**
 * A file as the customer sees it: a picture, a player or a link. It comes from the sandbox if that has got it, else from
 * its own address; only http and https addresses are opened.
 */
export function FileContent({ file: { type, url, thumbnailUrl, fetchedId } }: { file: SentFile }) {
	if (!isWebAddress(url)) return <p class="file">{url}</p>;
	const shown = fetchedId === undefined ? url : `/sandbox/files/${fetchedId}`;
	const thumbnail = thumbnailUrl && isWebAddress(thumbnailUrl) ? thumbnailUrl : undefined;
	const name = fileName(url);
	switch (type) {
		case 'image':
			return <Picture url={shown} shown={shown} label={`Image ${name}`} />;
		case 'video':
			return (
				<video
					class="media"
					controls
					preload="metadata"
					src={shown}
					aria-label={`Video ${name}`}
					{...(thumbnail && { poster: thumbnail })}
				/>
			);
		case 'audio':
		case 'voice':
			return <audio class="media" controls preload="metadata" src={shown} aria-label={`Audio ${name}`} />;
		case 'document':
			return <Picture url={shown} shown={thumbnail} label={`Document ${name}`} download={name} />;
		case 'contact':
			return <Picture url={shown} shown={thumbnail} label={`Contact ${name}`} download={name} />;
	}
}

interface PictureProps {
	url: string;
	/** The picture's address, if there is one. */
	shown: string | undefined;
	label: string;
	/** The name to save it by. The label then stands beside the picture too, and not only if there is none. */
	download?: string;
}

/** A link with a picture, and with words if there is none or it cannot be loaded. */
function Picture({ url, shown, label, download }: PictureProps) {
	const [isBroken, setBroken] = useState(false);
	const hasPicture = shown !== undefined && !isBroken;
	return (
		<a class="file" href={url} target="_blank" rel="noreferrer" {...(download && { download })}>
			{hasPicture && (
				<img class="media" src={shown} alt={download ? '' : label} onError={() => setBroken(true)} />
			)}
			{(download || !hasPicture) && <span>{label}</span>}
		</a>
	);
}

/** What follows the last slash, also one in the query, in which a signed address may name the file. */
function fileName(url: string): string {
	const { href, hostname } = new URL(url);
	return (
		href
			.split('/')
			.at(-1)
			?.replace(/[?#].*$/, '') || hostname
	);
}
