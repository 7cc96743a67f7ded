import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayError } from '../../src/errors.ts';
import { sourcesOf, startToolchain } from './fixture.ts';

const toolchain = await startToolchain();
const GOOD = 'package a\n\n# METADATA\n# entrypoint: true\nallow := true\n';

/** Findings of a build, as `file:row:col code message`. */
async function findings(texts: Record<string, string>): Promise<string[]> {
  const error = await toolchain.build(sourcesOf(texts, 'policies')).then(
    () => assert.fail('it was built'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof GatewayError, String(error));
  assert.equal(error.code, 'policy_invalid');
  return error.findings.map(({ file, row, col, code, message }) => {
    const [first] = message.split('\n');
    return `${file}:${row}:${col} ${code} ${first}`;
  });
}

test('every file that cannot be parsed', async () => {
  assert.deepEqual(await findings({ 'a.rego': GOOD, 'b.rego': 'package b\n\nx if {\n', 'c/d.rego': '' }), [
    'policies/b.rego:4:undefined rego_parse_error unexpected eof token',
    'policies/c/d.rego:undefined:undefined rego_parse_error empty module',
  ]);
});

test('names and types', async () => {
  assert.deepEqual(await findings({ 'a.rego': `${GOOD}x := y\nz := 1 + "a"\n` }), [
    'policies/a.rego:6:6 rego_unsafe_var_error var y is unsafe',
  ]);
  assert.deepEqual(await findings({ 'a.rego': `${GOOD}z := 1 + "a"\nw := count(1)\n` }), [
    'policies/a.rego:6:6 rego_type_error plus: invalid argument(s)',
    'policies/a.rego:7:6 rego_type_error count: invalid argument(s)',
  ]);
});

test('data that is not JSON or YAML', async () => {
  assert.deepEqual(await findings({ 'a.rego': GOOD, 'b/data.json': '{\n  "a": 1,\n}\n' }), [
    "policies/b/data.json:3:1 data invalid character '}' looking for beginning of object key string",
  ]);
  const [yaml] = await findings({ 'a.rego': GOOD, 'data.yaml': 'a: [' });
  assert.match(yaml ?? '', /^policies\/data\.yaml:undefined:undefined data /);
});

test('data that would hide a rule', async () => {
  const [conflict] = await findings({ 'a.rego': GOOD, 'a/data.json': '{"allow": false}' });
  assert.match(conflict ?? '', /^policies\/a\.rego:5:1 rego_compile_error conflicting rule for data path a\/allow/);
});

test('built-in functions that a gateway cannot have', async () => {
  const [refused] = await findings({ 'a.rego': `${GOOD}x := http.send({"method": "get", "url": input.u})\n` });
  assert.match(refused ?? '', /^policies\/a\.rego:6:6 builtin_refused http\.send can not be used .* network/);
  for (const call of ['net.lookup_ip_addr("a")', 'rego.parse_module("a", "b")', 'graphql.is_valid("a", "b")']) {
    assert.match((await findings({ 'a.rego': `${GOOD}x := ${call}\n` }))[0] ?? '', /builtin_refused/);
  }
});

test('a policy without an entrypoint, and an entrypoint without a rule', async () => {
  const refused = (entrypoints: string[], message: RegExp) =>
    assert.rejects(toolchain.build(sourcesOf({ 'a.rego': 'package a\n\nb := 1\n' }), { entrypoints }), {
      code: 'policy_invalid',
      message,
    });
  await refused([], /no entrypoint: mark a rule/);
  await refused(['a/c'], /a\/c/);
});

test('bytes that are not UTF-8', async () => {
  const files = [{ path: 'a.rego', bytes: Buffer.from([0x70, 0xff]) }];
  await assert.rejects(toolchain.build({ root: 'policies', files }), {
    code: 'policy_invalid',
    findings: [{ file: 'policies/a.rego', row: 1, col: 1, code: 'encoding', message: 'the file is not UTF-8' }],
  });
});
