/** What n8n 1 and n8n 2 do differently, for a harness that drives either engine. */
import { TriggersAndPollers, type WorkflowExecute } from 'n8n-core';
import type { IPollFunctions, INode, INodeExecutionData, Workflow } from 'n8n-workflow';

/** n8n 2 takes what a run needs by name, n8n 1 in a row. */
export function startRun(
	execution: WorkflowExecute,
	options: Parameters<WorkflowExecute['run']>[0],
): ReturnType<WorkflowExecute['run']> {
	const { workflow, startNode, pinData } = options;
	if (execution.run.length === 1) return execution.run(options);
	return Reflect.apply(execution.run, execution, [workflow, startNode, undefined, pinData]);
}

/** n8n 1 does not export what calls the node of a poll. */
export async function runPoll(
	workflow: Workflow,
	node: INode,
	context: IPollFunctions,
): Promise<INodeExecutionData[][] | null> {
	if (TriggersAndPollers) return await new TriggersAndPollers().runPollFunction(workflow, node, context);
	const { poll } = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	return (await poll?.call(context)) ?? null;
}
