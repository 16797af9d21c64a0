import type { Operation } from '../operation';

const displayOptions = { show: { resource: ['message'], operation: ['sendFile'] } };

export const sendFile: Operation = {
	option: {
		name: 'Send File',
		value: 'sendFile',
		action: 'Send file',
		description:
			'Deliver an image, video, audio, voice note, document or contact from a web address to a person',
		routing: { request: { body: { method: 'sendfile' } } },
	},
	parameters: [
		{
			displayName: 'File Type',
			name: 'fileType',
			type: 'options',
			options: [
				{ name: 'Audio', value: 'audio' },
				{ name: 'Contact', value: 'contact' },
				{ name: 'Document', value: 'document' },
				{ name: 'Image', value: 'image' },
				{ name: 'Video', value: 'video' },
				{ name: 'Voice', value: 'voice' },
			],
			default: 'image',
			required: true,
			displayOptions,
			description: 'What kind of file it is: audio, contact, document, image, video or voice',
			routing: { send: { type: 'body', property: 'type' } },
		},
		{
			displayName: 'File URL',
			name: 'fileUrl',
			type: 'string',
			default: '',
			required: true,
			displayOptions,
			placeholder: 'e.g. https://www.example.com/image.jpg',
			description: 'The public web address of the file',
			routing: { send: { type: 'body', property: 'fileurl' } },
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
