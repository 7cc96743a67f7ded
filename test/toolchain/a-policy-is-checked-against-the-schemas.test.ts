import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSources } from '../../src/toolchain/toolchain.ts';
import { POLICIES, sourcesOf, startToolchain } from './fixture.ts';

const toolchain = await startToolchain();
const INPUT = join(import.meta.dirname, '..', '..', 'schemas', 'input.schema.json');
const schemas = {
  input: JSON.parse(await readFile(INPUT, 'utf8')),
  roles: { type: 'object', properties: { limit: { type: 'number' } }, additionalProperties: false },
};

const check = (rules: string) => toolchain.check(sourcesOf({ 'a.rego': `package a\n\n${rules}\n` }), schemas);
const refused = (rules: string, row: number, message: RegExp) =>
  assert.rejects(check(rules), (error: { findings: { row: number; message: string }[] }) => {
    assert.equal(error.findings[0]?.row, row);
    assert.match(error.findings[0]?.message ?? '', message);
    return true;
  });

test('a policy that is right', async () => {
  await toolchain.check(await readSources(POLICIES), schemas);
  await check('x if { input.request.method == "GET"; input.subject.claims.anything.goes; input.client.tls.version }');
});

test('a member that the input does not have', () =>
  refused('x if input.request.verb == "GET"', 3, /undefined ref: input\.request\.verb/));
test('a comparison that never holds', () => refused('x if input.request.segments == "a"', 3, /match error/));
test('a member that data does not have, by METADATA', () =>
  refused(
    '# METADATA\n# schemas:\n#   - data.roles: schema.roles\nx := data.roles.limits',
    6,
    /undefined ref: data\.roles\.limits/,
  ));
test('an unknown schema', () => refused('# METADATA\n# schemas:\n#   - input: schema.nope\nx := 1', 6, /schema/));
test('a variable that is not used', () => refused('x if { y := 1 }', 3, /y unused/));
test('an import that is not used', () => refused('import data.b\nx := 1', 3, /import data\.b unused/));
