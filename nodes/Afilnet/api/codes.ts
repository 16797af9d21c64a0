import type { Failure } from 'n8n-workflow';

/** What a vendor code means to a person, and what kind of thing has to happen next. */
export interface CodeMeaning {
	/** What happened, in one short sentence without a final period. */
	message: string;
	/** What to do about it. */
	description: string;
	/** The reason as n8n names it, so that n8n can tell a wrong password from a service that is down. */
	cause: Failure['cause'];
}

const reportIt =
	'This is a defect of the Afilnet node. Please report it in its repository, with the steps that led here.';

/** Every code of the vendor's reference ("Error codes" of the six methods). */
export const codes: Readonly<Record<string, CodeMeaning>> = {
	MISSING_USER: {
		message: 'The Afilnet user is missing',
		description: "Fill in 'User' in the Afilnet credential.",
		cause: 'credential-invalid',
	},
	MISSING_PASSWORD: {
		message: 'The Afilnet password is missing',
		description: "Fill in 'Password' in the Afilnet credential.",
		cause: 'credential-invalid',
	},
	INCORRECT_USER_PASSWORD: {
		message: 'Afilnet did not accept the user and password',
		description:
			"Check 'User' and 'Password' in the Afilnet credential. If they are right, the account may only allow listed IP addresses: in Afilnet, under Options > Access to API, allow the address of this n8n.",
		cause: 'credential-invalid',
	},
	MISSING_CLASS: {
		message: 'The request to Afilnet was not complete',
		description: reportIt,
		cause: 'node-defect',
	},
	INCORRECT_CLASS: {
		message: 'Afilnet does not know this kind of request',
		description: "Check 'API URL' in the Afilnet credential: it must be the address of the HTTP API.",
		cause: 'configuration-invalid',
	},
	MISSING_METHOD: {
		message: 'The request to Afilnet was not complete',
		description: reportIt,
		cause: 'node-defect',
	},
	INCORRECT_METHOD: {
		message: 'Afilnet does not know this request',
		description:
			"Check 'API URL' in the Afilnet credential, and whether the account includes the Web Chat service.",
		cause: 'configuration-invalid',
	},
	MISSING_COMPULSORY_PARAM: {
		message: 'Afilnet needs a value that was not sent',
		description: 'Fill in every required field of the node. An expression may have come out empty.',
		cause: 'configuration-invalid',
	},
	CHANNEL_NOT_FOUND: {
		message: 'The channel was not found',
		description:
			"Check that 'Platform' and 'Channel' belong together. 'From List' shows the channels of the account.",
		cause: 'configuration-invalid',
	},
	CHAT_NOT_FOUND: {
		message: 'The conversation was not found',
		description:
			"Check 'Conversation'. 'From List' shows the conversations of the channel. On WhatsApp it is the number with its country code, digits only.",
		cause: 'configuration-invalid',
	},
	INCORRECT_FILETYPE: {
		message: 'Afilnet does not know the file type',
		description: "Choose one of the values of 'File Type'.",
		cause: 'configuration-invalid',
	},
	INCORRECT_FILEURL: {
		message: 'Afilnet could not use the file address',
		description:
			"Check 'File URL': it must be a public link that opens the file itself, without signing in. Afilnet fetches a file of the workflow from this n8n: check that it can reach n8n's WEBHOOK_URL.",
		cause: 'configuration-invalid',
	},
	INCORRECT_THUMBURL: {
		message: 'Afilnet could not use the thumbnail address',
		description: "Check 'Thumbnail URL': it must be a public link that opens an image, without signing in.",
		cause: 'configuration-invalid',
	},
};
