import { NodeOperationError, type ILoadOptionsFunctions } from 'n8n-workflow';

import { platformOptions } from '../shared/descriptions';

/**
 * The platform that is chosen in the open node.
 * @throws NodeOperationError where it is an expression, whose value only a run knows
 */
export function chosenPlatform(context: ILoadOptionsFunctions): string {
	const platform = context.getCurrentNodeParameter('platform');
	const chosen = platformOptions.find((option) => option.value === platform);
	if (chosen) return chosen.value;
	throw new NodeOperationError(context.getNode(), "There is no list, since 'Platform' is an expression", {
		description: "Choose 'By ID' instead, or a fixed platform.",
	});
}
