import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseDocument } from 'yaml';
import { blocksOf, ROOT } from './pages.ts';
import { openWorkplace } from './workplace.ts';

interface Step {
  readonly uses?: string;
  readonly with?: { readonly path?: string };
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly shell?: string;
}

interface Workflow {
  readonly on: unknown;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, { readonly 'runs-on': string; readonly steps: readonly Step[] }>>;
}

const ACTIONS = /^actions\/(checkout|setup-node|upload-artifact)@v\d+$/;
const RUNNER = { GITHUB_RUN_NUMBER: '7', GITHUB_SHA: 'f'.repeat(40), GITHUB_STEP_SUMMARY: 'summary.md' };

const shown = blocksOf('docs/release.md').find(({ file }) => file?.startsWith('.github/'))!.text;
const ours = (name: string) => readFile(join(ROOT, '.github/workflows', name), 'utf8');

test('the workflow of this repository tests and builds its policies', async () => {
  const workplace = await openWorkplace();
  try {
    const { summary } = await follow(await ours('policy.yml'), workplace, {});
    assert.match(summary, /^### Replay of `policies`: tolerable$/m);
    const inspected = await workplace.run('regate inspect policy.tar.gz');
    assert.match(inspected.output, /^signed +yes/m, inspected.output);
  } finally {
    await workplace.close();
  }
});

test('the workflow of the page does so for a repository that uses Regate', async () => {
  const workplace = await openWorkplace();
  try {
    await mkdir(join(workplace.folder, 'recorded'));
    await cp(join(ROOT, 'demo/decisions.jsonl'), join(workplace.folder, 'recorded/decisions.jsonl'));
    const RELEASE_KEY = execFileSync('openssl', ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']);
    const { summary } = await follow(shown, workplace, { RELEASE_KEY: RELEASE_KEY.toString() });
    assert.match(summary, /^### Replay of `policies`: tolerable$/m);
    const verified = await workplace.run(
      'openssl pkey -in release.key -pubout -out release.pem && regate verify policy.tar.gz --key release.pem --key-id release',
    );
    assert.equal(verified.status, 0, verified.output);
  } finally {
    await workplace.close();
  }
});

test('a replay that is not tolerable ends the workflow', async () => {
  const workplace = await openWorkplace();
  try {
    const opened = await workplace.run(`sed -i.bak 's/"orders": { "owned": true }/"orders": {}/' policies/data.json`);
    assert.equal(opened.status, 0, opened.output);
    const replay = stepsOf(await ours('policy.yml')).find(({ run }) => run?.includes(' replay '))!;
    assert.equal((await workplace.run(commandOf(replay, {}))).status, 1);
  } finally {
    await workplace.close();
  }
});

test('the tests of this repository are what its other workflow runs', async () => {
  const commands = stepsOf(await ours('ci.yml')).flatMap(({ run }) => run ?? []);
  assert.deepEqual(commands.slice(-3), ['npm ci', 'npm test', 'npm run test:long']);
});

/** Runs the steps of a workflow, apart from the installation, which the copy of the repository has. */
async function follow(
  text: string,
  workplace: Awaited<ReturnType<typeof openWorkplace>>,
  secrets: Readonly<Record<string, string>>,
): Promise<{ summary: string }> {
  for (const step of stepsOf(text)) {
    if (step.with?.path !== undefined) await stat(join(workplace.folder, step.with.path));
    if (step.run === undefined || step.run === 'npm ci') continue;
    const { status, output } = await workplace.run(commandOf(step, secrets));
    assert.equal(status, 0, `${step.run}\n${output}`);
  }
  return { summary: await readFile(join(workplace.folder, RUNNER.GITHUB_STEP_SUMMARY), 'utf8') };
}

/** A step as the runner calls it. `npx` would look for what an installed package has. */
function commandOf({ run = '', env = {}, shell }: Step, secrets: Readonly<Record<string, string>>): string {
  const values = Object.entries(env).map(([name, value]) => {
    const secret = /^\$\{\{ secrets\.(\w+) \}\}$/.exec(value)?.[1];
    return [name, secret === undefined ? value : (secrets[secret] ?? '')] as const;
  });
  const exports = [...Object.entries(RUNNER), ...values].map(([name, value]) => `export ${name}='${value}'`);
  const strict = shell === 'bash' ? ['set -o pipefail'] : [];
  return [...strict, ...exports, run.replaceAll('npx regate', 'regate')].join('\n');
}

function stepsOf(text: string): readonly Step[] {
  const document = parseDocument(text, { strict: true });
  assert.deepEqual([...document.errors, ...document.warnings], []);
  const { on, permissions, jobs } = document.toJS() as Workflow;
  assert.ok(on);
  assert.deepEqual(permissions, { contents: 'read' });
  const steps = Object.values(jobs).flatMap((job) => {
    assert.equal(job['runs-on'], 'ubuntu-latest');
    return job.steps;
  });
  for (const { uses, run } of steps) assert.ok(run !== undefined || ACTIONS.test(uses ?? ''), `the action ${uses}`);
  return steps;
}
