import assert from 'node:assert/strict';
import { test } from 'node:test';
import { regate } from './regate.ts';

const COMMANDS = [
  ['serve', 'dev', 'new', 'check', 'build', 'test', 'cover', 'fmt', 'eval', 'bench', 'inspect', 'deps'],
  ['sign', 'verify', 'keys', 'token', 'status', 'upstreams', 'decisions', 'activate', 'approve', 'rollback'],
  ['wait', 'explain', 'diff', 'replay'],
].flat();

const run = (...args: string[]) => regate('.', args);

test('the help lists every command and the exit codes', async () => {
  const { status, stdout } = await run('--help');
  assert.equal(status, 0);
  for (const name of COMMANDS) assert.match(stdout, new RegExp(`^ {2}${name} `, 'm'));
  for (const code of ['0  done', '1  found', '2  wrong usage', '3  the gateway'])
    assert.ok(stdout.includes(code), code);
  assert.equal((await run('help')).stdout, stdout);
});

test('each command has its own help', async () => {
  for (const args of [
    ['help', 'test'],
    ['test', '--help'],
  ]) {
    const { status, stdout } = await run(...args);
    assert.equal(status, 0);
    assert.match(stdout, /--threshold <percent>/);
  }
});

test('so has what a command does to something', async () => {
  const { status, stdout } = await run('upstreams', 'drain', '--help');
  assert.equal(status, 0);
  assert.match(stdout, /<upstream> <endpoint>/);
  assert.match(stdout, /--admin <url>/);
});

test('the version is that of the package', async () => {
  assert.match((await run('--version')).stdout, /^\d+\.\d+\.\d+\n$/);
});

for (const args of [
  [],
  ['tset'],
  ['test', '--threshold', '101'],
  ['test', '--format', 'html'],
  ['cover', '--threshold', 'all'],
  ['build', 'a', 'b'],
  ['eval'],
  ['upstreams', 'eject'],
  ['upstreams', 'drain', 'items'],
]) {
  test(`wrong usage: ${args.join(' ') || 'nothing'}`, async () => {
    const { status, stdout, stderr } = await run(...args);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.notEqual(stderr, '');
  });
}

test('a command that is nearly right is proposed', async () => {
  assert.match((await run('tset')).stderr, /Did you mean test\?/);
});

test('a source that cannot be read', async () => {
  const { status, stderr } = await run('test', '/nowhere');
  assert.equal(status, 3);
  assert.match(stderr, /bundle_unreadable: \/nowhere/);
});
