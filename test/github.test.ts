/** What GitHub reads: what each job of the workflows may do, the steps of a release run as they stand, the forms. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { releaseNotes } from '../scripts/releaseNotes';

interface Step {
	name?: string;
	uses?: string;
	run?: string;
	with?: Record<string, unknown>;
}

interface Job {
	needs?: string | string[];
	permissions?: Record<string, string>;
	container?: string;
	steps?: Step[];
}

interface Workflow {
	permissions: Record<string, string>;
	jobs: Record<string, Job>;
}

const repository = resolve(__dirname, '..');
const folder = join(repository, '.github', 'workflows');
const texts = new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
const workflow = (file: string): Workflow => parse(texts.get(file) ?? '');
const jobs = [...texts.keys()].flatMap((file) =>
	Object.entries(workflow(file).jobs).map(([name, job]) => ({ name, job, steps: job.steps ?? [] })),
);
const runs = (steps: Step[], command: RegExp) => steps.some(({ run }) => command.test(run ?? ''));

test.each([...texts])('%s names each action by its commit and its version', (_file, text) => {
	const actions = [...text.matchAll(/uses: (.+)/g)].map(([, action = '']) => action);

	expect(actions.length).toBeGreaterThan(0);
	for (const action of actions) expect(action).toMatch(/^\.\/|@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test('a container is named by its digest and brings the Node of .node-version', () => {
	const version = readFileSync(join(repository, '.node-version'), 'utf8').trim();
	const containers = jobs.flatMap(({ job }) => job.container ?? []);

	expect(containers.length).toBeGreaterThan(0);
	for (const container of containers)
		expect(container).toMatch(new RegExp(`^node:${version}-bookworm@sha256:[0-9a-f]{64}$`));
	const { publish } = workflow('publish.yml').jobs;
	expect(publish?.steps?.[0]?.with).toMatchObject({ 'node-version': version });
});

test('no command is put together by GitHub, which would run what a name holds', () => {
	for (const { steps } of jobs) for (const { run = '' } of steps) expect(run).not.toContain('${{');
});

test.each([...texts.keys()])('%s gives its jobs no right but to read', (file) => {
	expect(workflow(file).permissions).toEqual({ contents: 'read' });
});

test('a job with a further right runs no code of the repository or of its dependencies', () => {
	const trusted = jobs.filter(({ job }) => job.permissions);

	expect(trusted.map(({ name, job }) => [name, job.permissions])).toEqual([
		['publish', { contents: 'read', 'id-token': 'write' }],
		['github-release', { contents: 'write' }],
	]);
	for (const { steps } of trusted) {
		expect(steps.some(({ uses = '' }) => /^(\.|actions\/checkout@)/.test(uses))).toBe(false);
		expect(runs(steps, /\b(npm (?!publish\b)|npx|tsx|jest|gulp)/)).toBe(false);
	}
});

test('what is published has passed the tests and is the very file that was packed', () => {
	const { pack, publish } = workflow('publish.yml').jobs;

	expect(publish?.needs).toEqual(['test', 'pack']);
	expect(runs(pack?.steps ?? [], /^npm test$/)).toBe(true);
	expect(runs(pack?.steps ?? [], /npm pack --pack-destination release/)).toBe(true);
	expect(publish?.steps?.at(-1)?.run).toBe('npm publish ./release/*.tgz --provenance --access public');
});

test('no checkout leaves a token behind', () => {
	const checkouts = jobs.flatMap(({ steps }) => steps.filter(({ uses }) => uses?.includes('checkout')));

	expect(checkouts.length).toBeGreaterThan(0);
	for (const { with: options } of checkouts) expect(options).toMatchObject({ 'persist-credentials': false });
});

/** The checks before publishing, run by bash as GitHub runs them. Here `gh` answers for GitHub. */
describe('the checks before publishing', () => {
	const place = mkdtempSync(join(tmpdir(), 'afilnet-publish-'));
	const content = join(place, 'package');
	const programs = join(place, 'bin');
	for (const made of [content, programs, join(place, 'release')]) mkdirSync(made);
	writeFileSync(join(content, 'package.json'), '{ "version": "1.2.3" }');
	execFileSync('tar', ['-czf', join(place, 'release', 'package.tgz'), '-C', place, 'package']);
	const commit = '0'.repeat(40);
	afterAll(() => rmSync(place, { recursive: true }));

	/** @param position how GitHub compares the tag's commit with main */
	function check(tag: string, position: string) {
		const question = `api repos/owner/repository/compare/main...${commit} --jq .status`;
		writeFileSync(join(programs, 'gh'), `#!/bin/sh\n[ "$*" = "${question}" ] && echo ${position}\n`);
		chmodSync(join(programs, 'gh'), 0o755);
		const step = workflow('publish.yml').jobs.publish?.steps?.find(({ name }) => name?.startsWith('Check'));
		const environment = {
			PATH: [programs, process.env.PATH].join(delimiter),
			GITHUB_REF_NAME: tag,
			GITHUB_REPOSITORY: 'owner/repository',
			GITHUB_SHA: commit,
		};
		const script = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? 'exit 2'];
		const { status, stdout } = spawnSync('bash', script, { cwd: place, env: environment, encoding: 'utf8' });
		return { status, stdout };
	}

	test.each(['identical', 'behind'])('let a version pass whose commit is on main (%s)', (position) => {
		expect(check('v1.2.3', position)).toEqual({ status: 0, stdout: '' });
	});

	test.each(['ahead', 'diverged'])('refuse a commit that is not on main (%s)', (position) => {
		const { status, stdout } = check('v1.2.3', position);
		expect([status, stdout]).toEqual([1, '::error::The commit of v1.2.3 is not on main\n']);
	});

	test('refuse a tag that is not the packed version', () => {
		const { status, stdout } = check('v1.2.4', 'identical');
		expect([status, stdout]).toEqual([1, '::error::The tag is v1.2.4, the packed version 1.2.3\n']);
	});
});

describe('the notes of a release', () => {
	const changelog = [
		'# Changelog',
		'## [Unreleased]',
		'- Later.',
		'## [1.2.0] - 2026-12-01',
		'### Added',
		'- A thing.',
		'## [1.1.0] - 2026-11-01',
		'## [1.0.0] - 2026-10-01',
		'- The first.',
	].join('\n\n');

	test('are what the changelog says on the version', () => {
		expect(releaseNotes(changelog, '1.2.0')).toBe('### Added\n\n- A thing.');
		expect(releaseNotes(changelog, '1.0.0')).toBe('- The first.');
	});

	test.each(['Unreleased', '1.1.0', '2.0.0', '1.2'])('are refused if it says nothing (%s)', (version) => {
		expect(() => releaseNotes(changelog, version)).toThrow(`## [${version}] - <date>`);
	});
});

describe('the forms for issues', () => {
	interface Form {
		body: Array<{ id?: string; attributes: { label?: string; value?: string } }>;
	}
	const form = (file: string): Form =>
		parse(readFileSync(join(repository, '.github', 'ISSUE_TEMPLATE', file), 'utf8'));

	test.each(['bug.yml', 'feature.yml'])('%s asks for versions and for no secret', (file) => {
		const [introduction, ...fields] = form(file).body;

		expect(introduction?.attributes.value).toContain('We never ask for a password');
		expect(fields.map(({ id }) => id)).toEqual(expect.arrayContaining(['package', 'n8n', 'node']));
		for (const { attributes } of fields) expect(attributes.label).not.toMatch(/password|user|credential/i);
	});
});
