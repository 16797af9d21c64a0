import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { readAnswer } from '../api/answer';
import type { Fault } from '../api/faults';
import { networkFault } from '../api/network';
import { accountOf, requestDefaults, withAccount } from '../api/request';

const method = 'getchatchannels';

/**
 * The credential's test button. A function rather than a declared request: n8n would show a lost network as a code such
 * as ECONNREFUSED, take any page that is not Afilnet's for a success, and log the request with the password in it.
 */
export async function afilnetApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	// The test has the older `request` helper alone, without the credential: n8n offers no other here.
	const { helpers } = this;
	const account = credential.data ?? {};
	try {
		const request = withAccount(account, {
			...requestDefaults,
			body: { ...requestDefaults.body, method },
			timeout: 30_000,
		});
		const answer = await helpers.request({
			...request,
			simple: false,
			resolveWithFullResponse: true,
		});
		const { statusCode, body } = answer;
		const reading = readAnswer({ statusCode, body }, method, Object.values(accountOf(account)));
		if ('fault' in reading) return refused(reading.fault);
	} catch (thrown) {
		return refused(networkFault(thrown, method));
	}
	return { status: 'OK', message: 'Connection tested successfully' };
}

function refused({ message, description }: Fault): INodeCredentialTestResult {
	return { status: 'Error', message: `${message}. ${description}` };
}
