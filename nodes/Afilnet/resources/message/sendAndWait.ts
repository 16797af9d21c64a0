import { refuseToWait } from '../../waiting/refusal';
import type { Operation } from '../operation';

const show = { resource: ['message'], operation: ['sendAndWait'] };

/** It runs in `waiting/`, since n8n's declarative engine cannot wait. The option's routing is for engines that run nothing else. */
export const sendAndWait: Operation = {
	option: {
		name: 'Send and Wait for Response',
		value: 'sendAndWait',
		action: 'Send message and wait for response',
		description: 'Ask a person something in the chat, and go on when they have answered',
		routing: { request: { body: { method: 'sendmessage' } }, send: { preSend: [refuseToWait] } },
	},
	parameters: [
		{
			displayName: 'Response Type',
			name: 'responseType',
			type: 'options',
			options: [
				{
					name: 'Approval',
					value: 'approval',
					description: 'The person approves or declines with a button',
				},
				{
					name: 'Free Text',
					value: 'freeText',
					description: 'The person writes an answer',
				},
			],
			default: 'approval',
			displayOptions: { show },
			description: 'How the person answers. A link in the message opens the page for the answer.',
		},
		{
			displayName: 'Approval Options',
			name: 'approvalOptions',
			type: 'fixedCollection',
			placeholder: 'Add Option',
			default: {},
			displayOptions: { show: { ...show, responseType: ['approval'] } },
			options: [
				{
					displayName: 'Values',
					name: 'values',
					values: [
						{
							displayName: 'Type of Approval',
							name: 'approvalType',
							type: 'options',
							options: [
								{ name: 'Approve and Decline', value: 'double' },
								{ name: 'Approve Only', value: 'single' },
							],
							default: 'double',
							description: 'Which buttons the person gets',
						},
						{
							displayName: 'Approve Button Label',
							name: 'approveLabel',
							type: 'string',
							default: 'Approve',
							description: 'The text of the link and the button that approve',
						},
						{
							displayName: 'Decline Button Label',
							name: 'disapproveLabel',
							type: 'string',
							default: 'Decline',
							displayOptions: { show: { approvalType: ['double'] } },
							description: 'The text of the link and the button that decline',
						},
					],
				},
			],
		},
		{
			displayName: 'Wait Options',
			name: 'waitOptions',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			displayOptions: { show },
			options: [
				{
					displayName: 'Limit Wait Time',
					name: 'limitWaitTime',
					type: 'fixedCollection',
					default: { values: { amount: 1, unit: 'hours' } },
					description:
						'How long the workflow waits at most. When the time is up, it goes on with the input of this node.',
					options: [
						{
							displayName: 'Values',
							name: 'values',
							values: [
								{
									displayName: 'Amount',
									name: 'amount',
									type: 'number',
									typeOptions: { minValue: 0, numberPrecision: 2 },
									default: 1,
									description: 'How many minutes, hours or days',
								},
								{
									displayName: 'Unit',
									name: 'unit',
									type: 'options',
									options: [
										{ name: 'Minutes', value: 'minutes' },
										{ name: 'Hours', value: 'hours' },
										{ name: 'Days', value: 'days' },
									],
									default: 'hours',
									description: 'What the amount counts: minutes, hours or days',
								},
							],
						},
					],
				},
			],
		},
	],
};
