import { NodeOperationError, type ILoadOptionsFunctions } from 'n8n-workflow';

import { isRefusal } from '../api/refusal';
import { readChoice } from '../sending/choice';
import { platformOptions } from '../shared/descriptions';

/**
 * The platform that is chosen in the open node, or that its expression gives there.
 * @throws NodeOperationError if the expression gives none, e.g. because earlier nodes have not run yet
 */
export function chosenPlatform(context: ILoadOptionsFunctions): string {
	const values = platformOptions.map(({ value }) => value);
	const chosen = readChoice(String(context.getCurrentNodeParameter('platform')), values);
	if (!isRefusal(chosen)) return chosen;
	throw new NodeOperationError(
		context.getNode(),
		"There is no list, since the expression in 'Platform' gives no platform here",
		{
			description: "Choose 'By ID' instead, or a fixed platform.",
		},
	);
}
