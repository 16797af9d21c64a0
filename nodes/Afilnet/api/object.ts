import type { IDataObject } from 'n8n-workflow';

/** Whether a value has fields to look at. */
export function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
