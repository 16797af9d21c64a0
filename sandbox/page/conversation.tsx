import { useEffect, useRef } from 'preact/hooks';

import type { ConversationView, MessageView } from '../views';
import { isWebAddress, platformNames } from '../vocabulary';
import { messageName } from './address';
import { markRead, writeAsCustomer } from './control';
import { Avatar } from './conversation-list';
import { FileContent } from './file-content';
import { shortTime } from './time';

interface ConversationProps {
	channelName: string;
	conversation: ConversationView;
	/** Oldest first. */
	messages: MessageView[];
	onBack: () => void;
}

/** A conversation as the customer's phone shows it: the customer on the right, the account on the left. */
export function ConversationPane({ channelName, conversation, messages, onBack }: ConversationProps) {
	const { name, destination, platform, unread } = conversation;
	return (
		<section class="conversation" aria-label={`Conversation with ${name}`}>
			<header>
				<button type="button" class="back" aria-label="Back to the Conversations" onClick={onBack}>
					‹
				</button>
				<Avatar name={name} />
				<div>
					<h2>{name}</h2>
					<p class="hint">
						{destination} · {channelName} ({platformNames[platform]})
					</p>
				</div>
				<button type="button" disabled={unread === 0} onClick={() => void markRead(conversation)}>
					Mark as Read
				</button>
			</header>
			<Bubbles messages={messages} />
			<Composer name={name} onWrite={(text) => writeAsCustomer(conversation, text)} />
		</section>
	);
}

function Bubbles({ messages }: Pick<ConversationProps, 'messages'>) {
	const list = useRef<HTMLOListElement>(null);
	const scrollToEnd = () => list.current?.scrollTo({ top: list.current.scrollHeight });
	useEffect(scrollToEnd, [messages.length]);
	return (
		<ol class="bubbles" ref={list} tabIndex={0} aria-label="Messages" onLoadCapture={scrollToEnd}>
			{messages.map((message) => (
				<Bubble key={messageName(message)} message={message} />
			))}
		</ol>
	);
}

function Bubble({ message: { sent, read, text, file, writtenAt } }: { message: MessageView }) {
	return (
		<li class={sent ? 'bubble from-account' : 'bubble from-customer'}>
			<span class="visually-hidden">{sent ? 'The account: ' : 'The customer: '}</span>
			{file && <FileContent file={file} />}
			{text && <p dir="auto">{withLinks(text)}</p>}
			<footer>
				<time dateTime={writtenAt}>{shortTime(writtenAt)}</time>
				{!sent && <span>{read ? 'Read' : 'Unread'}</span>}
			</footer>
		</li>
	);
}

/** A text whose web addresses can be opened, as in a chat on a phone. */
const withLinks = (text: string) =>
	text.split(/(https?:\/\/\S+)/).map((part) =>
		isWebAddress(part) ? (
			<a href={part} target="_blank" rel="noreferrer">
				{part}
			</a>
		) : (
			part
		),
	);

function Composer({ name, onWrite }: { name: string; onWrite: (text: string) => Promise<unknown> }) {
	const input = useRef<HTMLTextAreaElement>(null);
	useEffect(() => input.current?.focus(), []);
	const write = async () => {
		const text = input.current?.value.trim();
		if (!input.current || !text) return;
		input.current.value = '';
		await onWrite(text);
	};
	return (
		<form
			class="composer"
			onSubmit={(event) => {
				event.preventDefault();
				void write();
			}}
		>
			<textarea
				ref={input}
				rows={1}
				aria-label={`Message from ${name}`}
				placeholder={`Write as ${name}`}
				onKeyDown={(event) => {
					if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
					event.preventDefault();
					void write();
				}}
			/>
			<button type="submit" class="primary">
				Send
			</button>
		</form>
	);
}
