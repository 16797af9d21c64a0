import { isPublic } from '../../nodes/Afilnet/api/publicAddress';

test.each([
	'https://n8n.example.com/',
	'http://8.8.8.8:5678/',
	'http://100.128.0.1/',
	'http://172.32.0.1/',
	'http://[2001:db8::1]/',
	'https://test.example.com/',
	'https://fcb.example.com/',
	'https://localhost.example.com/',
])('%s is public', (address) => expect(isPublic(new URL(address))).toBe(true));

test.each([
	'http://localhost:5678/',
	'http://LOCALHOST./',
	'http://n8n.localhost/',
	'http://n8n:5678/',
	'http://host.docker.internal/',
	'http://nas.local/',
	'http://n8n.test/',
	'http://n8n.home.arpa/',
	'http://127.0.0.1/',
	'http://127.1/',
	'http://0x7f000001/',
	'http://0.0.0.0/',
	'http://10.1.2.3/',
	'http://172.16.0.1/',
	'http://172.31.255.255/',
	'http://192.168.1.2/',
	'http://169.254.169.254/',
	'http://100.64.0.1/',
	'http://[::1]/',
	'http://[::ffff:10.0.0.1]/',
	'http://[fd00::1]/',
	'http://[fe80::1]/',
])('%s is not public', (address) => expect(isPublic(new URL(address))).toBe(false));
