import type { Platform } from '../vocabulary';

/** The platforms as people write them. */
export const platformNames: Record<Platform, string> = {
	webchat: 'Web Chat',
	whatsapp: 'WhatsApp',
	telegram: 'Telegram',
	operator: 'Operator',
};
