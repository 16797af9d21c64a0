/** Names that no DNS server of the internet knows, and those without a dot. */
const localName = /(^|\.)(localhost|local|internal|lan|home\.arpa|test)\.?$|^[^.:]+$/;

/** IPv4 addresses of one machine, of private networks and of a provider's inner network. */
const localIpv4 =
	/^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;

/** The same for IPv6, together with every IPv4 address that is written as one. */
const localIpv6 = /^\[(::|f[cd]|fe[89ab])/;

/** Whether an address may be reached from anywhere, as far as its host name tells. */
export function isPublic({ hostname }: URL): boolean {
	return ![localName, localIpv4, localIpv6].some((pattern) => pattern.test(hostname));
}
