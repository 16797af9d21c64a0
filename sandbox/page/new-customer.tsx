import { useState } from 'preact/hooks';

import type { ChannelView } from '../views';
import type { ConversationKey } from '../keys';
import { platformNames, type Platform } from '../vocabulary';
import { writeAsCustomer } from './control';
import { Dialog } from './dialog';

interface NewCustomerProps {
	channels: ChannelView[];
	onWritten: (key: ConversationKey) => void;
	onClose: () => void;
}

/** Asks for a new customer and the first message, which opens the conversation. */
export function NewCustomerDialog({ channels, onWritten, onClose }: NewCustomerProps) {
	const [index, setIndex] = useState(0);
	const [suggestion] = useState(() => Math.floor(Math.random() * 1_000_000));
	const channel = channels[index];

	const write = async (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
		event.preventDefault();
		if (!channel) return;
		const form = new FormData(event.currentTarget);
		const { platform, platformId } = channel;
		const key = { platform, platformId, destination: entered(form, 'destination') };
		await writeAsCustomer(key, entered(form, 'text'), entered(form, 'name') || undefined);
		onClose();
		onWritten(key);
	};

	return (
		<Dialog title="New Customer" onClose={onClose}>
			<form class="fields" onSubmit={(event) => void write(event)}>
				<label>
					Channel
					<select value={index} onChange={({ currentTarget }) => setIndex(Number(currentTarget.value))}>
						{channels.map(({ name, platform }, position) => (
							<option key={position} value={position}>
								{name} ({platformNames[platform]})
							</option>
						))}
					</select>
				</label>
				<label>
					Name
					<input name="name" placeholder="e.g. Elena Prats" />
				</label>
				<label>
					{channel && destinationNames[channel.platform]}
					<input
						key={channel?.platform}
						name="destination"
						required
						pattern="\S(.*\S)?"
						defaultValue={channel && suggestedDestination(channel.platform, suggestion)}
					/>
				</label>
				<label>
					First Message
					<input name="text" required autoFocus placeholder="e.g. Hello, are you open today?" />
				</label>
				<button type="submit" class="primary">
					Send
				</button>
			</form>
		</Dialog>
	);
}

const destinationNames: Record<Platform, string> = {
	webchat: 'Visitor',
	whatsapp: 'Phone Number With Country Code, Digits Only',
	telegram: 'Telegram ID',
	operator: 'Operator',
};

function suggestedDestination(platform: Platform, number: number): string {
	const digits = String(number).padStart(6, '0');
	return {
		webchat: `visitor-${digits}`,
		whatsapp: `34620${digits}`,
		telegram: `530${digits}`,
		operator: `operator.${digits}`,
	}[platform];
}

function entered(form: FormData, name: string): string {
	const value = form.get(name);
	return typeof value === 'string' ? value.trim() : '';
}
