/** What n8n 1 and n8n 2 do differently, for a harness that drives either engine. */
import { TriggersAndPollers, type WorkflowExecute } from 'n8n-core';
import type { INode, INodeExecutionData, IPollFunctions, Workflow } from 'n8n-workflow';

/** Whether the tests run in the engine of n8n 1, which does not export what calls the node of a poll. */
export const isN8n1 = TriggersAndPollers === undefined;

/** n8n 2 takes what a run needs by name, n8n 1 in a row. */
export function startRun(
	execution: WorkflowExecute,
	options: Parameters<WorkflowExecute['run']>[0],
): ReturnType<WorkflowExecute['run']> {
	const { workflow, startNode, pinData } = options;
	if (!isN8n1) return execution.run(options);
	return Reflect.apply(execution.run, execution, [workflow, startNode, undefined, pinData]);
}

/** Runs a poll as n8n does. Throws what the node throws. */
export async function runPoll(
	workflow: Workflow,
	node: INode,
	context: IPollFunctions,
): Promise<INodeExecutionData[][] | null> {
	if (!isN8n1) return await new TriggersAndPollers().runPollFunction(workflow, node, context);
	const { poll } = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	return (await poll?.call(context)) ?? null;
}
