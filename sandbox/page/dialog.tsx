import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

interface DialogProps {
	title: string;
	children: ComponentChildren;
	onClose: () => void;
}

/** A dialog in front of the page, which Escape or its own button closes. */
export function Dialog({ title, children, onClose }: DialogProps) {
	const element = useRef<HTMLDialogElement>(null);
	const titleId = useId();
	useEffect(() => element.current?.showModal(), []);
	return (
		<dialog ref={element} aria-labelledby={titleId} onClose={onClose}>
			<header>
				<h2 id={titleId}>{title}</h2>
				<button type="button" onClick={() => element.current?.close()}>
					Close
				</button>
			</header>
			{children}
		</dialog>
	);
}
