import { z } from 'zod/v4';

import { platforms } from './vocabulary';

/** Names a channel. Two platforms may use the same `platformId`. */
export const channelKeySchema = z.strictObject({
	platform: z.enum(platforms),
	platformId: z.string().min(1),
});
export type ChannelKey = z.infer<typeof channelKeySchema>;

/** Names a conversation: a channel and the person on the other side. */
export const conversationKeySchema = channelKeySchema.extend({ destination: z.string().min(1) });
export type ConversationKey = z.infer<typeof conversationKeySchema>;
