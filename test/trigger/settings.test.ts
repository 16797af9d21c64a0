import type { ICredentialsDecrypted } from 'n8n-workflow';

import { scopeOf, type Settings } from '../../nodes/Afilnet/trigger/settings';

const data = { user: 'demo', password: 'secret', apiUrl: 'https://www.afilnet.com/api/http/' };
const settings: Settings = {
	channel: { platform: 'whatsapp', platformid: '100' },
	destination: '34600000001',
	platforms: ['webchat', 'whatsapp'],
	emitBacklog: false,
	includeRead: false,
	includeSent: false,
	onePerConversation: false,
	quietSeconds: 0,
};
const credential = (changes: object = {}): ICredentialsDecrypted => ({
	id: '1',
	name: 'Afilnet',
	type: 'afilnetApi',
	data: { ...data, ...changes },
});
const before = scopeOf(credential(), settings);

describe('what is watched', () => {
	test.each<[what: string, account: object, watched: Partial<Settings>]>([
		['another user', { user: 'other' }, {}],
		['another API URL', { apiUrl: 'https://chat.example.com/api/http/' }, {}],
		['another platform', {}, { channel: { platform: 'webchat', platformid: '100' } }],
		['another channel', {}, { channel: { platform: 'whatsapp', platformid: '101' } }],
		['another conversation', {}, { destination: '34600000002' }],
		['other platforms', {}, { platforms: ['webchat'] }],
	])('%s is another scope', (_what, account, watched) => {
		expect(scopeOf(credential(account), { ...settings, ...watched })).not.toBe(before);
	});

	test.each<[what: string, account: object, watched: Partial<Settings>]>([
		['another password', { password: 'other' }, {}],
		['blanks', { user: ' demo ', apiUrl: `${data.apiUrl}\n` }, {}],
		['the order of platforms', {}, { platforms: ['whatsapp', 'webchat'] }],
		['what is emitted', {}, { includeRead: true, includeSent: true, emitBacklog: true, quietSeconds: 5 }],
	])('%s is the same scope', (_what, account, watched) => {
		expect(scopeOf(credential(account), { ...settings, ...watched })).toBe(before);
	});

	test('tells nothing of the account', () => {
		expect(before).toMatch(/^[\w-]{16}$/);
		expect(scopeOf({ id: '', name: '', type: 'afilnetApi' }, settings)).toMatch(/^[\w-]{16}$/);
	});
});
