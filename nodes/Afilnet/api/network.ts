import type { Failure } from 'n8n-workflow';

import { inDoubt, type Fault } from './faults';

interface NetworkMeaning {
	message: string;
	description: string;
	/** Whether the request may have left before the connection was lost. */
	mayHaveArrived: boolean;
	cause?: Failure['cause'];
}

const notFound: NetworkMeaning = {
	message: 'The address of Afilnet was not found',
	description: "Check 'API URL' in the Afilnet credential, and whether this n8n can reach the internet.",
	mayHaveArrived: false,
};

const refused: NetworkMeaning = {
	message: 'The address of Afilnet could not be reached',
	description:
		"Check 'API URL' in the Afilnet credential, and whether a firewall or a proxy keeps this n8n from it. If both are right, try again later.",
	mayHaveArrived: false,
};

const tooSlow: NetworkMeaning = {
	message: 'Afilnet did not answer in time',
	description: 'Try again later.',
	mayHaveArrived: true,
};

const unusable = {
	description:
		"Afilnet's own address is https://www.afilnet.com/api/http/. Only an address on this same machine may begin with http://.",
	mayHaveArrived: false,
	cause: 'configuration-invalid',
} as const;

/** Codes of Node's network layer, of axios and of {@link UnusableAddress}. */
export const networkCodes: Readonly<Record<string, NetworkMeaning>> = {
	ADDRESS_UNREADABLE: {
		message: "'API URL' in the Afilnet credential is not a web address",
		...unusable,
	},
	ADDRESS_WITHOUT_TLS: {
		message: "'API URL' in the Afilnet credential must begin with https://",
		...unusable,
	},
	ENOTFOUND: notFound,
	EAI_AGAIN: notFound,
	ECONNREFUSED: refused,
	ECONNABORTED: tooSlow,
	ETIMEDOUT: tooSlow,
	EPROTO: {
		message: 'No secure connection to the Afilnet address could be made',
		description: "Check 'API URL' in the Afilnet credential.",
		// Most often before anything is sent, but a broken record in the middle has the same code.
		mayHaveArrived: true,
		cause: 'configuration-invalid',
	},
	ERR_CANCELED: {
		message: 'The request was stopped before Afilnet answered',
		description: 'Somebody stopped the workflow. Run it again if that was not wanted.',
		mayHaveArrived: true,
	},
};

const cut: NetworkMeaning = {
	message: 'The connection was lost before Afilnet answered',
	description: 'Try again later.',
	mayHaveArrived: true,
};

/** Node has two dozen codes for a certificate. Those of OpenSSL itself may come after the request was sent. */
const untrustedCode = /^(?!ERR_SSL_).*(CERT|LEAF_SIGNATURE)/;

const untrusted: NetworkMeaning = {
	message: 'The certificate of the Afilnet address is not trusted',
	description: "Check 'API URL' in the Afilnet credential. Nothing was sent.",
	mayHaveArrived: false,
	cause: 'configuration-invalid',
};

/**
 * The fault behind what a request helper threw: an unusable address, or no answer at all.
 * @param thrown an exception of any kind, or one that wraps others as its `cause` or `errors`
 */
export function networkFault(thrown: unknown, method: string): Fault {
	const meaning = meaningOf(causesOf(thrown));
	const { message, description, cause = 'temporarily-unavailable' } = meaning;
	const fault: Fault = { message, description, cause, mayHaveArrived: false };
	return meaning.mayHaveArrived ? inDoubt(fault, method) : fault;
}

function meaningOf(causes: readonly object[]): NetworkMeaning {
	const code = causes.map(codeOf).find((value) => value !== '') ?? '';
	// Most codes also come while the answer is awaited.
	if (causes.some((cause) => 'syscall' in cause && cause.syscall === 'connect')) return refused;
	return networkCodes[code] ?? (untrustedCode.test(code) ? untrusted : cut);
}

/** An exception and those behind it. Node gives as `errors` why each of several addresses of a host failed. */
function causesOf(thrown: unknown, depth = 0): object[] {
	if (typeof thrown !== 'object' || thrown === null || depth > 10) return [];
	const behind: unknown[] = 'errors' in thrown && Array.isArray(thrown.errors) ? thrown.errors : [];
	const cause = 'cause' in thrown ? thrown.cause : undefined;
	return [thrown, ...[cause, ...behind].flatMap((next) => causesOf(next, depth + 1))];
}

/** If n8n 1 wraps an exception, it keeps no `cause`, only the code, as `httpCode`. */
function codeOf(error: object): string {
	if ('code' in error && typeof error.code === 'string') return error.code;
	return 'httpCode' in error && typeof error.httpCode === 'string' ? error.httpCode : '';
}
