import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** An operation of the node, whole: what the menu shows, the method it calls, and the parameters that it alone has. */
export interface Operation {
	/** Its `routing` names the method. */
	option: INodePropertyOptions;
	/** The `routing` of each names the field of Afilnet's form that it fills. */
	parameters: INodeProperties[];
}
