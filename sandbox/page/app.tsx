import { useState } from 'preact/hooks';

import type { ChannelView, StateView } from '../views';
import type { ChannelKey, ConversationKey } from '../keys';
import { keyFromText, useOpenConversation } from './address';
import { ConnectionDialog, SignIn } from './connection';
import { ConversationPane } from './conversation';
import { ConversationList } from './conversation-list';
import { NewCustomerDialog } from './new-customer';
import { useSandbox } from './sandbox-state';
import { SettingsDialog } from './settings';

type DialogName = 'connection' | 'settings' | 'newCustomer';

/** The page: channels and conversations on one side, the conversation that is open on the other. */
export function App() {
	const [open, setOpen] = useOpenConversation();
	const [dialog, setDialog] = useState<DialogName>();
	const { state, messages, isConnected, announcement, reload } = useSandbox(open);
	if (!state) return <main class="loading">Loading…</main>;
	const key = keyFromText(open);
	const channel = findChannel(state, key);
	const conversation = channel?.conversations.find(({ destination }) => destination === key?.destination);

	return (
		<div class={conversation ? 'app has-conversation' : 'app'}>
			<Header onDialog={setDialog} />
			{!isConnected && (
				<p class="notice" role="status">
					The sandbox does not answer. The page goes on by itself as soon as it is started again.
				</p>
			)}
			<main>
				<ConversationList
					channels={state.channels}
					open={open}
					onOpen={setOpen}
					onNew={() => setDialog('newCustomer')}
				/>
				<div class="chat">
					{channel && conversation ? (
						<ConversationPane
							key={open}
							channelName={channel.name}
							conversation={conversation}
							messages={messages}
							onBack={() => setOpen(undefined)}
						/>
					) : (
						<Welcome state={state} />
					)}
				</div>
			</main>
			<p class="visually-hidden" aria-live="polite">
				{announcement}
			</p>
			{dialog && (
				<OpenDialog
					name={dialog}
					state={state}
					reload={reload}
					onClose={() => setDialog(undefined)}
					onWritten={setOpen}
				/>
			)}
		</div>
	);
}

function Header({ onDialog }: { onDialog: (name: DialogName) => void }) {
	return (
		<header class="top">
			<h1>
				Local Afilnet <span class="hint">Nothing here reaches a real customer</span>
			</h1>
			<button type="button" onClick={() => onDialog('connection')}>
				Connect n8n
			</button>
			<button type="button" onClick={() => onDialog('settings')}>
				Behavior
			</button>
		</header>
	);
}

interface OpenDialogProps {
	name: DialogName;
	state: StateView;
	reload: () => Promise<void>;
	onClose: () => void;
	/** A new customer has written. */
	onWritten: (key: ConversationKey) => void;
}

function OpenDialog({ name, state, reload, onClose, onWritten }: OpenDialogProps) {
	switch (name) {
		case 'connection':
			return <ConnectionDialog state={state} onClose={onClose} />;
		case 'settings':
			return <SettingsDialog state={state} reload={reload} onClose={onClose} />;
		case 'newCustomer':
			return <NewCustomerDialog channels={state.channels} onClose={onClose} onWritten={onWritten} />;
	}
}

function Welcome({ state }: { state: StateView }) {
	return (
		<section class="welcome">
			<h2>Write as a Customer</h2>
			<p>
				Choose a conversation and type: n8n gets it as a message from a customer. What a workflow sends
				appears here at once.
			</p>
			<h2>Connect n8n</h2>
			<SignIn state={state} />
		</section>
	);
}

function findChannel({ channels }: StateView, key: ChannelKey | undefined): ChannelView | undefined {
	return channels.find(
		({ platform, platformId }) => platform === key?.platform && platformId === key.platformId,
	);
}
