/** Which file of the workflow an item sends. */
import type { IBinaryData, IExecutePaginationFunctions } from 'n8n-workflow';

import { isObject } from '../api/object';
import { fileTypeOf } from './fileType';
import type { CheckedForm, Problem } from './form';

/** A checked form, with the file that is sent instead of an address, if there is one. */
type CheckedFile = { form: Record<string, string>; file?: IBinaryData } | { problem: Problem };

/** `url` or `binaryData`; `url` if there is no such parameter, as in an agent's tool. */
export function fileSourceOf(context: IExecutePaginationFunctions): string {
	return String(context.getNodeParameter('fileSource', 'url'));
}

/**
 * Adds the item's file to a checked form, with its name as `filename` for the output. If the type is Automatic, sets it by the
 * file, or by the ending of the address. Nothing is read or signed yet.
 */
export function withFile(context: IExecutePaginationFunctions, checked: CheckedForm): CheckedFile {
	if ('problem' in checked) return checked;
	const { form } = checked;
	if (fileSourceOf(context) !== 'binaryData') return { form: withType(form, pathOf(form.fileurl)) };
	const wanted: unknown = context.getNodeParameter('binaryPropertyName', '');
	const file = isFile(wanted) ? wanted : fieldOf(context, String(wanted).trim());
	if (!file) return { problem: noFile(filesOf(context)) };
	if (isEmpty(file)) return { problem: emptyFile };
	const filename = nameOf(file);
	return { form: { ...withType(form, filename, file.mimeType), ...(filename && { filename }) }, file };
}

function withType(form: Record<string, string>, name: string, mimeType?: string): Record<string, string> {
	return form.type === 'auto' ? { ...form, type: fileTypeOf(name, mimeType) } : form;
}

function pathOf(address: string | undefined): string {
	return address ? new URL(address).pathname : '';
}

/** Where n8n keeps an item's files within its JSON, if the workflow's `binaryMode` is `combined`. */
const withinJson = '_files';

function fieldOf({ helpers }: IExecutePaginationFunctions, name: string): IBinaryData | undefined {
	for (const path of [name, `${withinJson}.${name}`]) {
		try {
			return helpers.assertBinaryData(path);
		} catch {
			// n8n throws if there is no such field.
		}
	}
	return undefined;
}

/** The names of the item's fields with files. */
function filesOf(context: IExecutePaginationFunctions): string[] {
	const { binary = {}, json } = context.getInputData();
	return Object.keys({ ...binary, ...(isObject(json[withinJson]) && json[withinJson]) });
}

function isFile(value: unknown): value is IBinaryData {
	return (
		isObject(value) && [value.mimeType, value.id || value.data].every((text) => typeof text === 'string')
	);
}

function isEmpty({ id, data, bytes, fileSize }: IBinaryData): boolean {
	// n8n 1 gives the size in words alone.
	return bytes === 0 || fileSize === '0 B' || (!id && data === '');
}

function nameOf({ fileName, fileExtension }: IBinaryData): string {
	return fileName || (fileExtension ? `file.${fileExtension}` : '');
}

function noFile(names: string[]): Problem {
	return {
		message: "'Input Data Field Name' is not a field with a file",
		description:
			names.length > 0
				? `Use one of: ${names.join(', ')}.`
				: "This item has no files. If a node in between has dropped them, use an expression that gives the file of an earlier node, e.g. {{ $('HTTP Request').item.binary.data }}.",
	};
}

const emptyFile: Problem = {
	message: "The file in 'Input Data Field Name' is empty",
	description: 'It has no bytes. Look at the output of the node that made it.',
};
