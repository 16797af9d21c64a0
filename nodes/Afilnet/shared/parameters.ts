/**
 * Which parameter of the node each field of Afilnet's form comes from. They stand here, and not as `routing.send` at each
 * parameter, for the sake of speed: an expression is most of what an item costs, and n8n 2.41 evaluates one four times
 * where its parameter has a routing, but three times where it is read here.
 */
import { isResourceLocatorValue, type IExecutePaginationFunctions } from 'n8n-workflow';

import type { Method } from '../api/answer';

type Parameters = Readonly<Record<string, string>>;

const inChannel: Parameters = { platform: 'platform', platformid: 'platformId' };
const inConversation: Parameters = { ...inChannel, destination: 'destination' };

const parametersOf: Readonly<Record<string, Parameters>> = {
	getchatchannels: {},
	getchats: inChannel,
	getmessages: inConversation,
	getunreadmessages: inConversation,
	sendmessage: { ...inConversation, message: 'message' },
	sendfile: {
		...inConversation,
		type: 'fileType',
		fileurl: 'fileUrl',
		message: 'additionalFields.message',
		thumburl: 'additionalFields.thumbUrl',
	},
} satisfies Record<Method, Parameters>;

/**
 * The form of an item's request.
 * @param start what the operation's own routing put into the request's body: `class` and `method`
 * @returns the vendor's field names with values of any type; an empty text where a parameter is not set
 */
export function formOf(context: IExecutePaginationFunctions, start: unknown): Record<string, unknown> {
	const form: Record<string, unknown> = { ...(typeof start === 'object' ? start : {}) };
	for (const [field, parameter] of Object.entries(parametersOf[String(form.method)] ?? {})) {
		const value = context.getNodeParameter(parameter, '');
		form[field] = isResourceLocatorValue(value) ? value.value : value;
	}
	return form;
}
