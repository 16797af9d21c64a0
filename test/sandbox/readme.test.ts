/** What sandbox/README.md says of switches, faults and control addresses is what there is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { choices } from '../../sandbox';
import { faultSchema } from '../../sandbox/faults';
import { switchViews, type SwitchView } from '../../sandbox/switches';

const readme = readFileSync(join('sandbox', 'README.md'), 'utf8');

/** The part under a heading. */
function section(heading: string): string {
	const [, after = ''] = readme.split(`\n## ${heading}\n`);
	return after.split('\n## ')[0] ?? '';
}

/** A value with its words, which stand as code if they begin as JSON does. */
function told({ value, words }: SwitchView['values'][number]): string {
	if (typeof value === 'boolean' || value === words) return `\`${value}\``;
	return `\`${value}\` (${/^[[{"]/.test(words) ? `\`${words}\`` : words})`;
}

function row({ name, title, values, range }: SwitchView): string {
	const [standard] = Object.entries(choices).find(([other]) => other === name)?.[1] ?? [];
	const taken = range
		? `\`${standard}\`; ${range.least.toLocaleString('en')} to ${range.most.toLocaleString('en')}`
		: values.map(told).join(', ');
	return `| \`${name}\` | ${title} | ${taken} |`;
}

test.each(switchViews.map(({ heading, switches }) => [heading, switches] as const))(
	'the switches under %s are told as they are',
	(heading, switches) => {
		const table = ['| switch | what | values |', '| --- | --- | --- |', ...switches.map(row)].join('\n');
		expect(section('Switches')).toContain(`\n### ${heading}\n\n${table}\n`);
	},
);

test.each(faultSchema.options.map(({ shape }) => [shape.kind.value, Object.keys(shape)] as const))(
	'the fault %s is told with its fields',
	(kind, fields) => {
		const faults = section('Faults');
		expect(faults).toContain(`\n| \`${kind}\` | `);
		const missing = fields.filter((name) => name !== 'kind' && !faults.includes(`\`${name}\``));
		expect(missing).toEqual([]);
	},
);
