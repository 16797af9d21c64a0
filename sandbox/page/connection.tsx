import { useState } from 'preact/hooks';

import type { StateView } from '../views';
import { Dialog } from './dialog';

interface StateProps {
	state: StateView;
}

export function ConnectionDialog({ state, onClose }: StateProps & { onClose: () => void }) {
	return (
		<Dialog title="Connect n8n" onClose={onClose}>
			<SignIn state={state} />
		</Dialog>
	);
}

/** What an Afilnet credential in n8n asks for, each with a button that copies it. */
export function SignIn({ state }: StateProps) {
	return (
		<>
			<p>Copy these values into an Afilnet credential. The demo’s n8n has it already.</p>
			<dl class="sign-in">
				<Value name="User" value={state.user} />
				<Value name="Password" value={state.password} />
				<Value name="API URL" value={state.apiUrl} />
			</dl>
		</>
	);
}

function Value({ name, value }: { name: string; value: string }) {
	const [isCopied, setCopied] = useState(false);
	const copy = async () => {
		await navigator.clipboard.writeText(value);
		setCopied(true);
		setTimeout(() => setCopied(false), 2000);
	};
	return (
		<div>
			<dt>{name}</dt>
			<dd>
				<code>{value}</code>
				<button type="button" aria-label={`Copy ${name}`} onClick={() => void copy()}>
					<span aria-live="polite">{isCopied ? 'Copied' : 'Copy'}</span>
				</button>
			</dd>
		</div>
	);
}
