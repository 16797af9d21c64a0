import type { ICredentialsDecrypted } from 'n8n-workflow';

import { urlOf } from '../api/url';

/**
 * Whether a host can be one on the internet. Names that only this machine or network knows cannot, nor can addresses that
 * are set apart for them (RFC 1918, 4193, 6598, 6761, 6890). A public name that leads to a private address is not detected.
 * @param hostname as `URL` gives it: lower case, numbers in their usual form, IPv6 in brackets
 */
export function isPublicHost(hostname: string): boolean {
	const name = hostname.replace(/\.$/, '');
	if (name.startsWith('[')) return isPublicIpv6(name.slice(1, -1));
	const bytes = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(name)?.slice(1).map(Number);
	if (bytes) return isPublicIpv4(bytes);
	return (
		name.includes('.') && !/\.(?:localhost|local|internal|intranet|lan|home|corp|home\.arpa)$/.test(name)
	);
}

function isPublicIpv4([first = 0, second = 0]: number[]): boolean {
	const isPrivate =
		first === 10 ||
		(first === 172 && second >= 16 && second < 32) ||
		(first === 192 && second === 168) ||
		(first === 100 && second >= 64 && second < 128) ||
		(first === 169 && second === 254);
	return first > 0 && first !== 127 && first < 224 && !isPrivate;
}

/** Only 2000::/3 is given out. An IPv4 address in one of IPv6 counts as itself. */
function isPublicIpv6(address: string): boolean {
	const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(address)?.slice(1);
	if (!mapped) return /^[23][0-9a-f]{3}:/.test(address);
	return isPublicIpv4(mapped.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]));
}

/**
 * Whether Afilnet is on this machine or network too, as a local one for tests is, so that it can open files there. Also
 * true if the credential has no usable address: the request will say so.
 */
export function isLocalAfilnet({ data }: ICredentialsDecrypted): boolean {
	const host = urlOf(String(data?.apiUrl).trim())?.hostname;
	return host === undefined || !isPublicHost(host);
}
