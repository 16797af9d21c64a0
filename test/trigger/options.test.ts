/** The trigger's options, in n8n's engine. */
import { lucia, picked } from '../engine/afilnet';
import { marc, newcomer, texts, useTrigger } from './harness';

const { afilnet, trigger, activated, methods, receive } = useTrigger();

const ofLucia = {
	watch: 'chat',
	platform: 'whatsapp',
	platformId: picked('100'),
	destination: picked(lucia.destination),
};

describe('Include Read Messages', () => {
	test('gives read and unread ones, and asks nothing that is known to mark as read', async () => {
		afilnet.sandbox.switches.unreadMarksRead = true;
		const active = await activated({ options: { includeRead: true } });
		receive(lucia, 'one');
		afilnet.sandbox.account.markRead(lucia);
		receive(lucia, 'two');
		receive(newcomer, 'three');
		expect(texts(await active.poll())?.sort()).toEqual(['one', 'three', 'two']);
		expect(methods()).not.toContain('getunreadmessages');
		expect(afilnet.sandbox.account.unreadMessages(lucia).at(-1)?.text).toBe('two');
		expect(await active.poll()).toBeNull();
	});

	test('asks for unread ones for a backlog alone', async () => {
		const unread = afilnet.sandbox.account.unreadMessages(lucia).map(({ text }) => text);
		const active = await activated({ ...ofLucia, options: { includeRead: true, emitBacklog: true } });
		receive(lucia, 'one');
		afilnet.sandbox.account.markRead(lucia);
		receive(lucia, 'two');
		const emitted = texts(await active.poll()) ?? [];
		expect(emitted).toEqual(['one', 'two']);
		expect(unread.length).toBeGreaterThan(0);
		receive(lucia, 'three');
		afilnet.sandbox.requests.clear();
		expect(texts(await active.poll())).toEqual(['three']);
		expect(methods()).not.toContain('getunreadmessages');
	});

	test('can be turned on and off without repeating anything', async () => {
		const active = await activated({ options: { includeRead: true } });
		receive(lucia, 'one');
		expect(texts(await active.poll())).toEqual(['one']);
		const off = trigger({}, JSON.stringify(active.staticData));
		expect(await off.poll()).toBeNull();
		receive(lucia, 'two');
		expect(texts(await off.poll())).toEqual(['two']);
		const on = trigger({ options: { includeRead: true } }, JSON.stringify(off.staticData));
		receive(lucia, 'three');
		expect(texts(await on.poll())).toEqual(['three']);
	});
});

describe('One Item per Conversation', () => {
	const options = { onePerConversation: true };

	test('gives the fields of the latest message, all texts and all rows', async () => {
		const active = await activated({ options });
		receive(lucia, 'one', 'two');
		receive(marc, 'three');
		const items = (await active.poll()) ?? [];
		expect(texts(items)?.sort()).toEqual(['one\ntwo', 'three']);
		const [item] = items.filter(({ json }) => json.destination === lucia.destination);
		const [first, latest] = afilnet.sandbox.account.unreadMessages(lucia).slice(-2);
		expect(item?.json).toMatchObject({
			platform: 'whatsapp',
			platformid: '100',
			sent: 0,
			messageid: Number(latest?.messageId),
			messages: [
				{ message: 'one', messageid: Number(first?.messageId) },
				{ message: 'two', messageid: Number(latest?.messageId) },
			],
		});
	});

	test('shows items of that form while a workflow is built', async () => {
		const manual = { mode: 'manual', activation: 'manual' } as const;
		receive(lucia, 'one');
		const [item] = (await trigger({ ...ofLucia, options }).poll(manual)) ?? [];
		expect(item?.json).toMatchObject({ message: 'one', messages: [{ message: 'one' }] });
		afilnet.sandbox.account.send(lucia, 'answered');
		const [behind] = (await trigger({ ...ofLucia, options }).poll(manual)) ?? [];
		expect(String(behind?.json.message).split('\n').at(-1)).toBe('one');
		expect(behind?.json.messages).toHaveLength(String(behind?.json.message).split('\n').length);
	});
});

describe('Wait for More Messages', () => {
	const options = { quietSeconds: 0.2, onePerConversation: true };

	test('lets several quick messages come together', async () => {
		const active = await activated({ options });
		receive(lucia, 'one');
		let left = ['two', 'three'];
		const writing = setInterval(() => {
			const [text, ...others] = left;
			if (text) receive(lucia, text);
			left = others;
		}, 150);
		expect(texts(await active.poll())).toEqual(['one\ntwo\nthree']);
		clearInterval(writing);
		expect(await active.poll()).toBeNull();
	});

	test('does not wait if there is nothing, and no longer than the poll may take', async () => {
		const active = await activated({ options: { quietSeconds: 30 } });
		let began = Date.now();
		expect(await active.poll()).toBeNull();
		expect(Date.now() - began).toBeLessThan(5000);
		receive(lucia, 'one');
		began = Date.now();
		expect(texts(await active.poll({ budget: 20_000 }))).toEqual(['one']);
		expect(Date.now() - began).toBeLessThan(10_000);
	});

	test('gives what it has if Afilnet fails meanwhile', async () => {
		const active = await activated({ options });
		receive(lucia, 'one');
		afilnet.sandbox.hooks.after = ({ method }) => {
			if (method !== 'getmessages') return;
			afilnet.sandbox.faults.add({ kind: 'status' });
		};
		expect(texts(await active.poll())).toEqual(['one']);
		afilnet.sandbox.faults.clear();
		delete afilnet.sandbox.hooks.after;
		receive(lucia, 'two');
		expect(texts(await active.poll())).toEqual(['two']);
	});
});
