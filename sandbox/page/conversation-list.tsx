import { useState } from 'preact/hooks';

import type { ChannelView, ConversationView, MessageView } from '../views';
import type { ConversationKey } from '../keys';
import { platformNames } from '../vocabulary';
import { keyText } from './address';
import { shortTime } from './time';

/** More rows than this in one channel are found by searching. */
const mostRows = 50;

interface ListProps {
	channels: ChannelView[];
	open: string;
	onOpen: (key: ConversationKey) => void;
	onNew: () => void;
}

/** Every channel with its conversations, the one with the latest message first. */
export function ConversationList({ channels, open, onOpen, onNew }: ListProps) {
	const [search, setSearch] = useState('');
	return (
		<nav aria-label="Conversations" onKeyDown={moveFocus}>
			<div class="tools">
				<input
					type="search"
					aria-label="Search Conversations"
					placeholder="Search"
					value={search}
					onInput={({ currentTarget }) => setSearch(currentTarget.value)}
				/>
				<button type="button" class="primary" onClick={onNew}>
					New Customer
				</button>
			</div>
			<div class="channels">
				{channels.map((channel) => (
					<Channel
						key={`${channel.platform}/${channel.platformId}`}
						channel={channel}
						search={search.trim().toLowerCase()}
						open={open}
						onOpen={onOpen}
					/>
				))}
				{channels.length === 0 && <p class="hint">This account has no channels.</p>}
			</div>
		</nav>
	);
}

interface ChannelProps extends Pick<ListProps, 'open' | 'onOpen'> {
	channel: ChannelView;
	search: string;
}

function Channel({ channel, search, open, onOpen }: ChannelProps) {
	const found = search
		? channel.conversations.filter((conversation) => matches(conversation, search))
		: channel.conversations;
	if (search && found.length === 0) return null;
	return (
		<section>
			<h2>
				{channel.name}
				<span class="platform" data-platform={channel.platform}>
					{platformNames[channel.platform]} {channel.platformId}
				</span>
			</h2>
			<ul>
				{found.slice(0, mostRows).map((conversation) => (
					<Row
						key={keyText(conversation)}
						conversation={conversation}
						isOpen={keyText(conversation) === open}
						onOpen={onOpen}
					/>
				))}
			</ul>
			{found.length === 0 && <p class="hint">No conversations yet.</p>}
			{found.length > mostRows && (
				<p class="hint">
					{mostRows} of {found.length.toLocaleString('en')} shown. Search to find the others.
				</p>
			)}
		</section>
	);
}

interface RowProps extends Pick<ListProps, 'onOpen'> {
	conversation: ConversationView;
	isOpen: boolean;
}

function Row({ conversation, isOpen, onOpen }: RowProps) {
	const { name, latest, unread } = conversation;
	return (
		<li>
			<button
				type="button"
				class="row"
				aria-current={isOpen ? 'true' : undefined}
				onClick={() => onOpen(conversation)}
			>
				<Avatar name={name} />
				<span class="name">{name}</span>
				<span class="time">{latest && shortTime(latest.writtenAt)}</span>
				<span class="latest">{latest && summary(latest)}</span>
				{unread > 0 && (
					<span class="unread" title="Not read by the account yet">
						{unread}
						<span class="visually-hidden"> unread</span>
					</span>
				)}
			</button>
		</li>
	);
}

/** The first letters of a name on the name's own color. */
export function Avatar({ name }: { name: string }) {
	const hue = [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7);
	const letters = name.split(/[\s.-]+/).map((word) => word.charAt(0));
	return (
		<span class="avatar" aria-hidden="true" style={{ '--hue': String(hue) }}>
			{letters.slice(0, 2).join('').toUpperCase()}
		</span>
	);
}

function summary({ sent, text, file }: MessageView): string {
	const content = text || (file ? `(${file.type})` : '');
	return sent ? `↩ ${content}` : content;
}

function matches({ name, destination, latest }: ConversationView, search: string): boolean {
	return [name, destination, latest?.text ?? ''].some((text) => text.toLowerCase().includes(search));
}

/** The arrow keys walk through the rows. */
function moveFocus(event: KeyboardEvent & { currentTarget: HTMLElement }) {
	const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
	if (!step) return;
	const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.row')];
	const current = rows.findIndex((row) => row === document.activeElement);
	rows[current + step]?.focus();
	event.preventDefault();
}
