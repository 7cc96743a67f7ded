import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { requireProgram } from '../../system/program.ts';
import { fetched, filesOf, follow } from './git-source.ts';
import { openRepository, type Repository } from './repository.ts';

const POLICY = { 'a.rego': 'package a' };
const TOKEN = 'the-token-that-nobody-may-see';
const ENCODED = Buffer.from(`git:${TOKEN}`).toString('base64');

let home: string;
let other: Repository;
let trace: string;

/** A home as an attacker of the machine, or its owner, may have set it up, and a git that writes down how it is run. */
before(async () => {
  const git = await requireProgram('git');
  home = await mkdtemp(join(tmpdir(), 'regate-home-'));
  other = await openRepository({ 'b.rego': 'package b' });
  trace = join(home, 'trace');
  const hooks = join(home, 'template/hooks');
  await mkdir(hooks, { recursive: true });
  for (const name of ['reference-transaction', 'post-checkout', 'post-merge']) {
    await writeFile(join(hooks, name), `#!/bin/sh\necho hook >> ${trace}\n`, { mode: 0o755 });
  }
  await writeFile(
    join(home, '.gitconfig'),
    `[init]
	templateDir = ${home}/template
[core]
	hooksPath = ${hooks}
[url "${other.url}"]
	insteadOf = file://
[credential]
	helper = "!echo helper >> ${trace}; echo username=x; echo password=y"
`,
  );
  await mkdir(join(home, 'bin'));
  await writeFile(join(home, 'bin/git'), `#!/bin/sh\necho "run $@" >> ${trace}\nexec ${git} "$@"\n`);
  await chmod(join(home, 'bin/git'), 0o755);
  process.env.HOME = home;
  process.env.XDG_CONFIG_HOME = home;
  process.env.GIT_DIR = join(home, 'nowhere');
  process.env.GIT_TRACE = '1';
  process.env.GIT_CONFIG_PARAMETERS = `'core.hooksPath=${hooks}'`;
  process.env.PATH = [join(home, 'bin'), process.env.PATH].join(delimiter);
});

after(async () => {
  await rm(home, { recursive: true, force: true });
  await other[Symbol.asyncDispose]();
});

test('neither settings nor hooks nor helpers of the machine or the user take part', async () => {
  await using repository = await openRepository(POLICY);
  await rm(trace, { force: true });
  assert.deepEqual(filesOf(await fetched(follow(repository))), POLICY);
  const lines = (await readFile(trace, 'utf8')).split('\n').filter((line) => line !== '');
  assert.ok(lines.length > 3);
  assert.deepEqual(
    lines.filter((line) => !line.startsWith('run ')),
    [],
  );
});

test('a token is in no argument and in no message', async () => {
  await using repository = await openRepository(POLICY);
  await rm(trace, { force: true });
  // Nobody listens there.
  const source = follow(repository, { url: 'https://127.0.0.1:9/p.git', token: TOKEN });
  const error = await fetched(source).then(
    () => assert.fail('it was taken'),
    (thrown: Error) => thrown,
  );
  const seen = [source.description, error.message, await readFile(trace, 'utf8')].join('\n');
  assert.match(seen, /run ls-remote --quiet -- https:\/\/127\.0\.0\.1:9\/p\.git/);
  for (const secret of [TOKEN, ENCODED]) assert.ok(!seen.includes(secret), seen);
});

test('without the program git it is said what to do', async () => {
  await using repository = await openRepository(POLICY);
  const path = process.env.PATH;
  process.env.PATH = join(home, 'empty');
  try {
    await assert.rejects(fetched(follow(repository)), { code: 'bundle_unreadable', message: /install it/ });
  } finally {
    process.env.PATH = path;
  }
});
