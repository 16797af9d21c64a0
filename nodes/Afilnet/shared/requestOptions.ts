import { NodeOperationError, type IHttpRequestOptions, type INode, type INodeProperties } from 'n8n-workflow';

import { isObject } from '../api/object';
import { urlOf } from '../api/url';

/**
 * n8n's own Request Options. n8n adds them to declarative nodes by itself, but not to one with a `webhook`: they are declared
 * as n8n has them, so that every saved workflow keeps what it has set.
 */
export const requestOptions: INodeProperties = {
	displayName: 'Request Options',
	name: 'requestOptions',
	type: 'collection',
	isNodeSetting: true,
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Batching',
			name: 'batching',
			placeholder: 'Add Batching',
			type: 'fixedCollection',
			typeOptions: { multipleValues: false },
			default: { batch: {} },
			options: [
				{
					displayName: 'Batching',
					name: 'batch',
					values: [
						{
							displayName: 'Items per Batch',
							name: 'batchSize',
							type: 'number',
							typeOptions: { minValue: -1 },
							default: 50,
							description: 'How many items are handled before a pause. 0 and -1 count as 1.',
						},
						{
							displayName: 'Batch Interval (Ms)',
							name: 'batchInterval',
							type: 'number',
							typeOptions: { minValue: 0 },
							default: 1000,
							description: 'How long the pause between two batches is, in milliseconds. 0 turns it off.',
						},
					],
				},
			],
		},
		{
			displayName: 'Ignore SSL Issues (Insecure)',
			name: 'allowUnauthorizedCerts',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			description: 'Whether to connect even if SSL certificate validation is not possible',
		},
		{
			displayName: 'Proxy',
			name: 'proxy',
			type: 'string',
			default: '',
			placeholder: 'e.g. http://myproxy:3128',
			description:
				'The HTTP proxy to use. One with a sign-in is written as http://username:password@myproxy:3128.',
		},
		{
			displayName: 'Timeout',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 10000,
			description: 'How long to wait for an answer before the request is given up, in milliseconds',
		},
	],
};

/**
 * What is set under Request Options, for a request that n8n's declarative engine does not make. Batching is the engine's.
 * @param set the parameter's value
 * @throws NodeOperationError if the proxy is not an address
 */
export function httpOptions(node: INode, set: unknown): Partial<IHttpRequestOptions> {
	const { timeout, proxy, allowUnauthorizedCerts } = isObject(set) ? set : {};
	return {
		...(Number(timeout) > 0 && { timeout: Number(timeout) }),
		...(typeof proxy === 'string' && proxy.trim() !== '' && { proxy: proxyOf(node, proxy.trim()) }),
		skipSslCertificateValidation: allowUnauthorizedCerts === true,
	};
}

function proxyOf(node: INode, proxy: string): NonNullable<IHttpRequestOptions['proxy']> {
	const url = urlOf(proxy);
	const [username, password] = [url?.username, url?.password].map(decoded);
	if (!url?.hostname || username === undefined || password === undefined) {
		throw new NodeOperationError(node, "'Proxy' is not a web address", {
			description:
				'Use the full address of the proxy, e.g. http://myproxy:3128. Write % in a password as %25. Nothing was sent.',
		});
	}
	const { protocol, hostname, port } = url;
	return {
		host: hostname,
		port: Number(port) || (protocol === 'https:' ? 443 : 80),
		protocol: protocol.slice(0, -1),
		...(username !== '' && { auth: { username, password } }),
	};
}

/** @returns undefined if a percent sign encodes nothing */
function decoded(text = ''): string | undefined {
	try {
		return decodeURIComponent(text);
	} catch {
		return undefined;
	}
}
