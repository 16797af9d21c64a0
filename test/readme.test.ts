/** What the documents say is there: commands, files, headings, pictures, the credential's fields and the operations. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { PackageDirectoryLoader } from 'n8n-core';
import type { INodeProperties } from 'n8n-workflow';

import { choices, errorCodes } from '../sandbox';

const repository = resolve(__dirname, '..');
const read = (path: string) => readFileSync(join(repository, path), 'utf8');

const documents = [
	...filesOf('.', '.md'),
	...filesOf('docs', '.md'),
	...filesOf('examples', '.md'),
	...filesOf('sandbox', '.md'),
].filter((file) => file !== 'CHANGELOG.md');

function filesOf(folder: string, ending: string): string[] {
	return readdirSync(join(repository, folder))
		.filter((file) => file.endsWith(ending))
		.map((file) => join(folder, file));
}

/** The text without its code blocks. */
const prose = (path: string) => read(path).replace(/^```[\s\S]*?^```$/gm, '');

/** Everything that stands in backticks. */
const code = (path: string) => all(prose(path), /`([^`]+)`/g);

function all(text: string, pattern: RegExp): string[] {
	return [...new Set([...text.matchAll(pattern)].map(([, found = '']) => found))];
}

/** The rows of the table with this header, cell by cell. */
function table(text: string, header: string): string[][] {
	const [, after = ''] = text.split(`\n${header}\n`);
	const [body = ''] = after.split('\n\n');
	const rows = body.split('\n').slice(1);
	return rows.map((row) =>
		row
			.split('|')
			.slice(1, -1)
			.map((cell) => cell.trim()),
	);
}

describe.each(documents)('%s', (document) => {
	test('names commands that there are', () => {
		const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));
		const missing = all(read(document), /npm run ([\w:-]+)/g).filter((name) => !scripts[name]);

		expect(missing).toEqual([]);
		for (const path of all(read(document), /npx jest ([\w/.-]+)/g))
			expect(existsSync(join(repository, path))).toBe(true);
	});

	test('links to files and headings that there are', () => {
		const links = all(prose(document), /\]\(([^)\s]+)\)/g).filter((link) => !/^[a-z]+:/.test(link));
		const missing = links.filter((link) => {
			const [path = '', anchor] = link.split('#');
			const target = path ? join(dirname(document), path) : document;
			return !existsSync(join(repository, target)) || (anchor && !headings(target).includes(anchor));
		});

		expect(missing).toEqual([]);
	});

	test('names files that there are', () => {
		const missing = code(document)
			.filter(isOwnPath)
			.filter((path) => !isThere(path, dirname(document)));

		expect(missing).toEqual([]);
	});
});

test.each([...filesOf('nodes/Afilnet', '.json'), ...filesOf('credentials', '.ts')])(
	'%s: the links to the README lead to headings that there are',
	(file) => {
		const anchors = all(read(file), /n8n-nodes-afilnet#([\w-]+)/g);

		expect(anchors).not.toEqual([]);
		expect(headings('README.md')).toEqual(expect.arrayContaining(anchors));
	},
);

/** The anchors that GitHub makes of a document's headings. */
function headings(document: string): string[] {
	return all(prose(document), /^#+ (.+)$/gm).map((heading) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, '')
			.replaceAll(' ', '-'),
	);
}

const endings = /\.(ts|tsx|js|mjs|json|md|yml|svg|png)$/;

/** Whether a piece of code reads as a path of this repository rather than as an address or a path of n8n's. */
function isOwnPath(text: string): boolean {
	if (!/^[\w.][\w.<>/*-]*$/.test(text)) return false;
	const [first = ''] = text.split('/');
	return endings.test(text) || (text.includes('/') && existsSync(join(repository, first)));
}

const sources = ['nodes', 'credentials', 'sandbox', 'host', 'test', 'examples'].flatMap((folder) =>
	readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' }),
);

/**
 * Whether a path is there, from the repository or from the document's folder. What stands in <> or as * is anything, and
 * a name without a folder is that of any file.
 */
function isThere(path: string, folder: string): boolean {
	const [fixed = ''] = path.split(/[<*]/);
	const wanted = fixed === path ? path : dirname(`${fixed}x`);
	if ([repository, join(repository, folder)].some((from) => existsSync(join(from, wanted)))) return true;
	return !path.includes('/') && sources.some((file) => basename(file) === path);
}

describe('the tables of the README', () => {
	const loader = new PackageDirectoryLoader(repository);
	beforeAll(async () => await loader.loadAll());

	test('name all fields of the credential', () => {
		const rows = table(read('README.md'), '| field | what it is |');
		const fields = loader.types.credentials.flatMap(({ properties }) => properties);

		expect(rows.map(([name]) => name)).toEqual(fields.map(({ displayName }) => displayName));
	});

	test('name all operations, with the methods that they call', () => {
		const rows = table(read('README.md'), "| resource | operation | what it does | Afilnet's method |");

		const operations = loader.types.nodes.flatMap(({ properties }) => operationsOf(properties));
		expect(rows.map(([resource, operation, , method]) => [resource, operation, method]).sort()).toEqual(
			operations.sort(),
		);
	});
});

test('the README of the sandbox names all switches and codes', () => {
	const told = code(join('sandbox', 'README.md'));

	expect(told).toEqual(expect.arrayContaining(Object.keys(choices)));
	expect(told).toEqual(expect.arrayContaining([...errorCodes]));
});

/** Resource, operation and method of every operation of the node, as the README writes them. */
function operationsOf(properties: INodeProperties[]): string[][] {
	const resources = properties.find(({ name }) => name === 'resource')?.options ?? [];
	return properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options = [] }) =>
			options.map((option) => {
				const [shown] = displayOptions?.show?.resource ?? [];
				const resource = resources.find((one) => 'value' in one && one.value === shown);
				const body: unknown = 'routing' in option ? option.routing?.request?.body : undefined;
				const method =
					typeof body === 'object' && body !== null && 'method' in body ? body.method : undefined;
				return [resource?.name ?? '', option.name, `\`${String(method)}\``];
			}),
		);
}
