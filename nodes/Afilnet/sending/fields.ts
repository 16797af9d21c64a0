import type { INodeProperties } from 'n8n-workflow';

/** A field of Afilnet's form, as a parameter of the node declares it. */
export interface Field {
	/** The vendor's name. */
	name: string;
	/** The parameter's name as people see it. */
	label: string;
	required: boolean;
	/** What the parameter lets people choose from; undefined if it takes any value. */
	values: string[] | undefined;
}

/** The fields that parameters fill, by the `routing.send` of each. */
export function fieldsOf(parameters: INodeProperties[]): Field[] {
	return parameters.flatMap((parameter) => [...ownField(parameter), ...fieldsOf(partsOf(parameter))]);
}

/**
 * The parameters that the editor shows.
 * @param chosen the values of the parameters that this depends on, by name; rules on others are not looked at
 */
export function shownFor(parameters: INodeProperties[], chosen: Record<string, string>): INodeProperties[] {
	return parameters.filter(({ displayOptions: { show = {}, hide = {} } = {} }) =>
		Object.entries(chosen).every(
			([name, value]) => (show[name]?.includes(value) ?? true) && !hide[name]?.includes(value),
		),
	);
}

function ownField({ displayName, required = false, options, routing }: INodeProperties): Field[] {
	const { type, property } = routing?.send ?? {};
	if (type !== 'body' || property === undefined) return [];
	const values = options?.flatMap((option) => ('value' in option ? [String(option.value)] : []));
	return [{ name: property, label: displayName, required, values }];
}

function partsOf({ type, options = [] }: INodeProperties): INodeProperties[] {
	if (type !== 'collection') return [];
	return options.flatMap((option) => ('displayName' in option && 'type' in option ? [option] : []));
}
