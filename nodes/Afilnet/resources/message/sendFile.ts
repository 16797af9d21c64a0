import type { Operation } from '../operation';

const displayOptions = { show: { resource: ['message'], operation: ['sendFile'] } };

export const sendFile: Operation = {
	option: {
		name: 'Send File',
		value: 'sendFile',
		action: 'Send file',
		description:
			'Deliver an image, video, audio, voice note, document or contact to a person, from a web address or from the workflow',
		routing: { request: { body: { method: 'sendfile' } } },
	},
	parameters: [
		{
			displayName: 'File Type',
			name: 'fileType',
			type: 'options',
			options: [
				{ name: 'Audio', value: 'audio' },
				{ name: 'Automatic', value: 'auto' },
				{ name: 'Contact', value: 'contact' },
				{ name: 'Document', value: 'document' },
				{ name: 'Image', value: 'image' },
				{ name: 'Video', value: 'video' },
				{ name: 'Voice', value: 'voice' },
			],
			default: 'image',
			required: true,
			displayOptions,
			description:
				"What kind of file it is: audio, contact, document, image, video, voice, or auto to go by the file's type and ending",
			routing: { send: { type: 'body', property: 'type' } },
		},
		{
			displayName: 'File Source',
			name: 'fileSource',
			type: 'options',
			noDataExpression: true,
			options: [
				{
					name: 'Input Data',
					value: 'binaryData',
					description: 'A file of the workflow. Afilnet fetches it from this n8n through a link.',
				},
				{ name: 'URL', value: 'url', description: 'A file at a public web address' },
			],
			default: 'url',
			// A tool gets no files.
			displayOptions: { ...displayOptions, hide: { '@tool': [true] } },
			description: 'Where the file comes from',
		},
		{
			displayName: 'File URL',
			name: 'fileUrl',
			type: 'string',
			default: '',
			required: true,
			// Not `show` with 'url': a tool has no File Source.
			displayOptions: { ...displayOptions, hide: { fileSource: ['binaryData'] } },
			placeholder: 'e.g. https://www.example.com/image.jpg',
			description: 'The public web address of the file',
			routing: { send: { type: 'body', property: 'fileurl' } },
		},
		{
			displayName: 'Input Data Field Name',
			name: 'binaryPropertyName',
			type: 'string',
			default: 'data',
			required: true,
			displayOptions: { show: { ...displayOptions.show, fileSource: ['binaryData'] } },
			placeholder: 'e.g. data',
			description:
				'The name of the input field that holds the file, or an expression that gives a file of an earlier node',
			hint: 'Afilnet fetches the file through a link that works for a day. Whoever has the link can open the file.',
		},
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			displayOptions,
			options: [
				{
					displayName: 'Message',
					name: 'message',
					type: 'string',
					default: '',
					placeholder: 'e.g. Here is your invoice',
					description: 'The text that goes with the file',
					routing: { send: { type: 'body', property: 'message' } },
				},
				{
					displayName: 'Thumbnail URL',
					name: 'thumbUrl',
					type: 'string',
					default: '',
					placeholder: 'e.g. https://www.example.com/thumb.jpg',
					description: 'The public web address of a small image that stands for the file',
					routing: { send: { type: 'body', property: 'thumburl' } },
				},
			],
		},
	],
};
