/** The vendor's four platforms. */
export const platforms = ['webchat', 'whatsapp', 'telegram', 'operator'] as const;
export type Platform = (typeof platforms)[number];

/** The platforms as people write them. */
export const platformNames: Record<Platform, string> = {
	webchat: 'Web Chat',
	whatsapp: 'WhatsApp',
	telegram: 'Telegram',
	operator: 'Operator',
};

/** The vendor's six types of files. */
export const fileTypes = ['image', 'video', 'audio', 'voice', 'document', 'contact'] as const;
export type FileType = (typeof fileTypes)[number];

export const isPlatform = (name: unknown): name is Platform =>
	platforms.some((platform) => platform === name);

export const isFileType = (name: unknown): name is FileType => fileTypes.some((type) => type === name);

/** Whether a text is the address of something on the web. Not by `URL.canParse`, which Node 20 gets wrong in time. */
export function isWebAddress(text: string): boolean {
	try {
		return /^https?:$/.test(new URL(text).protocol);
	} catch {
		return false;
	}
}
