import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { CHANCE, REMARKS } from '../../../scripts/builtin-remarks.ts';
import list from '../../../scripts/opa-builtins.json' with { type: 'json' };
import { GatewayError } from '../../../src/errors.ts';
import { BUILTINS, NONDETERMINISTIC_BUILTINS, REFUSED_BUILTINS } from '../../../src/policy/builtins/registry.ts';
import { Toolchain } from '../../../src/toolchain/toolchain.ts';
import { compile, prepare } from '../fixture.ts';

/** Gone when a policy has been compiled: written down, or called in another way than by their names. */
const COMPILED_AWAY = new Set(['assign', 'eq', 'print', 'internal.print', 'internal.test_case']);

const NAMES = new Set(list.builtins.map(({ name }) => name));

/** Those that a policy of Rego v1 can call. OPA's cases of v0 call the deprecated ones. */
const CALLABLE = list.builtins.filter(({ name, deprecated }) => !deprecated && !COMPILED_AWAY.has(name));

const toolchain = await Toolchain.start();
after(() => toolchain.close());

function callOf({ name, arity }: { name: string; arity: number }): string {
  return `${name}(${Array.from({ length: arity }, (_, i) => `input.a${i}`).join(', ')})`;
}

/** What a policy that calls all of these asks the gateway for. */
async function asked(builtins: typeof CALLABLE): Promise<ReadonlySet<string>> {
  const rules = builtins.map((builtin) => `decision contains x if x := ${callOf(builtin)}`);
  const prepared = await prepare(await compile(rules.join('\n')));
  return new Set(prepared.builtins.filter((name) => name !== ''));
}

test('the list is that of the OPA which the toolchain is made of', async () => {
  const pinned = readFileSync(new URL('../../../opa/go.mod', import.meta.url), 'utf8');
  assert.match(pinned, new RegExp(`github.com/open-policy-agent/opa v${list.opa.replaceAll('.', '\\.')}\\n`));
  assert.equal(NAMES.size, 206);
  assert.equal(list.builtins.length, 206);
});

test('what the gateway supplies or refuses OPA has, and none is both', () => {
  for (const name of [...BUILTINS.keys(), ...REFUSED_BUILTINS.keys()]) assert.ok(NAMES.has(name), name);
  for (const name of REFUSED_BUILTINS.keys()) assert.ok(!BUILTINS.has(name), name);
});

test('the gateway supplies what the module does not have, and nothing else', async () => {
  const [supplied, native] = [true, false].map((isSupplied) =>
    CALLABLE.filter(({ name }) => !REFUSED_BUILTINS.has(name) && BUILTINS.has(name) === isSupplied),
  ) as [typeof CALLABLE, typeof CALLABLE];
  assert.deepEqual(await asked(native), new Set());
  assert.deepEqual([...(await asked(supplied))].sort(), supplied.map(({ name }) => name).sort());
});

test('what is refused is refused when it is built, in the same words', async () => {
  for (const { name, arity } of list.builtins.filter((builtin) => REFUSED_BUILTINS.has(builtin.name))) {
    const files = [{ path: 'p.rego', bytes: Buffer.from(`package p\n\ndecision := ${callOf({ name, arity })}\n`) }];
    await assert.rejects(toolchain.build({ files }, { entrypoints: ['p/decision'] }), (error) => {
      assert.ok(error instanceof GatewayError);
      const [finding] = error.findings ?? [];
      assert.equal(finding?.code, 'builtin_refused');
      assert.equal(finding?.message, `${name} can not be used in the gateway: ${REFUSED_BUILTINS.get(name)}`);
      return true;
    });
  }
});

test('remarks are on built-ins that there are', () => {
  for (const name of REMARKS.flatMap(([names]) => names)) assert.ok(NAMES.has(name), name);
  const supplied = [...NONDETERMINISTIC_BUILTINS].filter((name) => !REFUSED_BUILTINS.has(name));
  assert.deepEqual(Object.keys(CHANCE).sort(), supplied.sort());
});
