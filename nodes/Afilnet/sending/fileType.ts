/** What kind of message a file becomes, by the vendor's values of `type`. */

const byMimeType: ReadonlyArray<readonly [RegExp, string]> = [
	[/^image\//, 'image'],
	[/^video\//, 'video'],
	// What phones and voice models record. Music comes as MP3 or M4A.
	[/^audio\/(ogg|opus)/, 'voice'],
	[/^audio\//, 'audio'],
	[/^text\/(x-)?vcard/, 'contact'],
];

const byEnding: ReadonlyArray<readonly [RegExp, string]> = [
	[/\.(jpe?g|png|gif|webp|bmp|heic)$/, 'image'],
	[/\.(mp4|m4v|mov|3gp|webm|avi|mkv|mpe?g)$/, 'video'],
	[/\.(ogg|oga|opus)$/, 'voice'],
	[/\.(mp3|m4a|aac|wav|flac|amr|wma)$/, 'audio'],
	[/\.(vcf|vcard)$/, 'contact'],
];

/**
 * The type that Automatic stands for. The name decides if the MIME type names no medium, as that of a download often does.
 * @param name the file's name, or the path of its address
 * @param mimeType such as `image/png` or `audio/ogg; codecs=opus`
 */
export function fileTypeOf(name: string, mimeType = ''): string {
	return matching(byMimeType, mimeType) ?? matching(byEnding, name) ?? 'document';
}

function matching(types: ReadonlyArray<readonly [RegExp, string]>, text: string): string | undefined {
	return types.find(([pattern]) => pattern.test(text.trim().toLowerCase()))?.[1];
}
