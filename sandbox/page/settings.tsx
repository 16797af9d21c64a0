import type { Fault } from '../faults';
import type { SwitchView } from '../switches';
import type { StateView } from '../views';
import { addFault, removeFault, setSwitch } from './control';
import { Dialog } from './dialog';

interface SettingsProps {
	state: StateView;
	reload: () => Promise<void>;
	onClose: () => void;
}

/** What the vendor's reference leaves open and what can go wrong, to be flipped while a workflow runs. */
export function SettingsDialog({ state, reload, onClose }: SettingsProps) {
	return (
		<Dialog title="Behavior" onClose={onClose}>
			<h3>What Goes Wrong</h3>
			<p class="hint">Click what you want to happen. It lasts until you remove it.</p>
			<Faults state={state} reload={reload} />
			<h3>What Afilnet’s Reference Leaves Open</h3>
			{state.switchViews.map(({ heading, switches }) => (
				<fieldset key={heading} class="fields switches">
					<legend>{heading}</legend>
					{switches.map((view) => (
						<Switch
							key={view.name}
							view={view}
							value={Object.entries(state.switches).find(([name]) => name === view.name)?.[1]}
							reload={reload}
						/>
					))}
				</fieldset>
			))}
		</Dialog>
	);
}

interface SwitchProps extends Pick<SettingsProps, 'reload'> {
	view: SwitchView;
	value: unknown;
}

function Switch({ view: { name, title, values, range }, value, reload }: SwitchProps) {
	const set = async (chosen: unknown) => {
		await setSwitch(name, chosen);
		await reload();
	};
	return (
		<label>
			{title}
			{range ? (
				<input
					type="number"
					required
					step="any"
					min={range.least}
					max={range.most}
					value={String(value)}
					onChange={({ currentTarget }) => {
						if (currentTarget.reportValidity()) void set(currentTarget.valueAsNumber);
					}}
				/>
			) : (
				<select
					value={values.findIndex((choice) => choice.value === value)}
					onChange={({ currentTarget }) => void set(values[Number(currentTarget.value)]?.value)}
				>
					{values.map(({ words }, index) => (
						<option key={index} value={index}>
							{words}
						</option>
					))}
				</select>
			)}
		</label>
	);
}

const offeredFaults: ReadonlyArray<readonly [string, Fault]> = [
	['Slow: 2 s, give or take 1 s', { kind: 'latency', ms: 2000, jitter: 1000 }],
	['Every second request: HTTP 503', { kind: 'status', share: 0.5 }],
	['HTML page of a proxy', { kind: 'html' }],
	['Empty answer', { kind: 'empty' }],
	['Connection cut', { kind: 'cut' }],
	['Delivered, but no answer', { kind: 'cut', when: 'after', methods: ['sendmessage', 'sendfile'] }],
	['Cut, and delivered 3 s later', { kind: 'late', ms: 3000, methods: ['sendmessage', 'sendfile'] }],
	['At most 20 requests a second', { kind: 'rateLimit', requests: 20 }],
	['PHP notice before the answer', { kind: 'notice' }],
	['Never answers', { kind: 'hang' }],
];

function Faults({ state, reload }: Omit<SettingsProps, 'onClose'>) {
	const change = async (changing: Promise<unknown>) => {
		await changing;
		await reload();
	};
	return (
		<>
			<ul class="faults">
				{state.faults.map(({ id, fault, hits }) => (
					<li key={id}>
						<span>
							{faultName(fault)} <span class="hint">{hits} so far</span>
						</span>
						<button type="button" onClick={() => void change(removeFault(id))}>
							Remove
						</button>
					</li>
				))}
			</ul>
			<div class="offers">
				{offeredFaults.map(([name, fault]) => (
					<button key={name} type="button" onClick={() => void change(addFault(fault))}>
						{name}
					</button>
				))}
			</div>
		</>
	);
}

function faultName(fault: Fault): string {
	const offered = offeredFaults.find(([, other]) => inOrder(other) === inOrder(fault));
	return offered?.[0] ?? JSON.stringify(fault);
}

/** A fault as JSON with its fields in one order: the sandbox answers them in another than it was asked. */
const inOrder = (fault: Fault): string => JSON.stringify(fault, Object.keys(fault).sort());
