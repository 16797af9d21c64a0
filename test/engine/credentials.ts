import {
	ICredentialsHelper,
	isExpression,
	UnexpectedError,
	type IAuthenticateGeneric,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeProperties,
	type Workflow,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
	type IExecuteData,
} from 'n8n-workflow';

/** Finds a credential type by its name; throws if there is none. */
export type FindCredentialType = (name: string) => ICredentialType;

const notOffered = (what: string) => new UnexpectedError(`The test engine does not offer ${what}`);

/**
 * n8n's credentials helper over credential data in memory instead of n8n's database. As n8n's own does, it
 * fills in the defaults of a credential and runs the `authenticate` of its class, be that a function or the
 * generic object whose values are expressions over `$credentials`.
 */
export class CredentialsInMemory extends ICredentialsHelper {
	constructor(
		private readonly findType: FindCredentialType,
		private readonly data: ICredentialDataDecryptedObject,
	) {
		super();
	}

	override async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.findType(typeName);
		if (!authenticate) return requestOptions;
		if (typeof authenticate === 'function') return await authenticate(credentials, requestOptions);
		if (!workflow || !node) throw new UnexpectedError('A generic authenticate needs a workflow and a node');

		const resolve = (value: string) =>
			isExpression(value)
				? String(
						workflow.expression.getSimpleParameterValue(node, value, 'internal', {
							$credentials: credentials,
						}) || '',
					)
				: value;
		return { ...requestOptions, ...applied(authenticate, requestOptions, resolve) };
	}

	override async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		_nodeCredentials: INodeCredentialsDetails,
		type: string,
		_mode: WorkflowExecuteMode,
		_executeData?: IExecuteData,
		raw?: boolean,
	): Promise<ICredentialDataDecryptedObject> {
		if (raw) return this.data;
		const properties = this.getCredentialsProperties(type);
		return withDefaults(properties, this.data);
	}

	override getCredentialsProperties(type: string): INodeProperties[] {
		return this.findType(type).properties;
	}

	override getParentTypes(): string[] {
		return [];
	}

	override isCredentialUsableByNode(): boolean {
		return true;
	}

	override async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	override async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	override async getCredentials(): Promise<never> {
		throw notOffered('stored credentials');
	}

	override async updateCredentials(): Promise<never> {
		throw notOffered('stored credentials');
	}

	override async updateCredentialsOauthTokenData(): Promise<never> {
		throw notOffered('stored credentials');
	}
}

/** Credential data as a node gets it: what the person left alone has the default of the credential's field. */
export function withDefaults(
	properties: INodeProperties[],
	data: ICredentialDataDecryptedObject,
): ICredentialDataDecryptedObject {
	const defaults = properties.flatMap(({ name, default: value }) =>
		typeof value === 'string' || typeof value === 'boolean' ? [[name, value] as const] : [],
	);
	return { ...Object.fromEntries(defaults), ...data };
}

/** The parts of a request (`body`, `headers`, …) with the entries of a generic `authenticate` written into them. */
function applied(
	{ properties }: IAuthenticateGeneric,
	requestOptions: IHttpRequestOptions,
	resolve: (value: string) => string,
): Partial<IHttpRequestOptions> {
	const present = new Map<string, unknown>(Object.entries(requestOptions));
	return Object.fromEntries(
		Object.entries(properties).map(([part, entries]) => [
			part,
			{
				...Object(present.get(part)),
				...Object.fromEntries(
					Object.entries(entries ?? {}).map(([key, value]) => [resolve(key), resolve(String(value))]),
				),
			},
		]),
	);
}
