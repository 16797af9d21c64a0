/** The package as a new user meets it in n8n's editor, in a real browser, on the oldest and the newest n8n. */
import { tested } from '../../host/install';
import { checkAgent } from './editor/agent';
import { checkCredential } from './editor/credential';
import { type Desk, sitDown } from './editor/desk';
import { checkInstall } from './editor/install';
import { checkMessages } from './editor/messages';
import { checkNode } from './editor/node';
import { checkPickers } from './editor/pickers';
import { checkReview } from './editor/review';
import { checkTrigger } from './editor/trigger';

describe.each(tested)('n8n %s', (version) => {
	let desk: Desk | undefined;
	const atDesk = () => {
		if (!desk) throw new Error('n8n could not be started.');
		return desk;
	};
	/** One check; if it does not pass, a picture of the editor is kept. */
	const check = (name: string, act: (desk: Desk) => Promise<void>) =>
		test(name, async () => {
			atDesk().sandbox.faults.clear();
			await act(atDesk()).catch(async (reason: unknown) => {
				await atDesk().keepEvidence(name);
				return Promise.reject(reason);
			});
		});

	beforeAll(async () => {
		desk = await sitDown(version);
	}, 1_800_000);
	afterAll(async () => await desk?.leave(), 60_000);

	checkInstall(check);
	checkCredential(check);
	checkNode(check);
	checkPickers(check);
	checkMessages(check);
	checkTrigger(check);
	checkAgent(check);
	checkReview(check);
});
