import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDecision } from '../../src/policy/decision.ts';
import { enforce } from '../../src/request/enforce.ts';
import {
  ALICE,
  BOB,
  input,
  NOBODY,
  PARTNER,
  person,
  shippedEntrypoint,
  shippedSources,
  withToolchain,
} from './shipped.ts';

const ODD = [
  undefined,
  null,
  '',
  'editor',
  0,
  true,
  [],
  {},
  { editor: 'editor' },
  [['editor']],
  [null, 'editor'],
  ['root'],
];
const SUBJECTS = [
  ALICE,
  BOB,
  PARTNER,
  NOBODY,
  person('z', ['viewer', 'partner', 'editor']),
  ...ODD.flatMap((value) => [person('x', value), person('x', [], { tier: value })]),
];
const METHODS = ['GET', 'HEAD', 'DELETE', 'OPTIONS'];
const ROUTES: [string, Record<string, string>][] = [
  ['items', {}],
  ['orders', { id: '1001' }],
  ['orders', { id: 'constructor' }],
  ['orders', {}],
  ['public', {}],
  ['reports', {}],
  ['unknown', {}],
];
const INPUTS = SUBJECTS.flatMap((subject) =>
  METHODS.flatMap((method) => ROUTES.map(([route, params]) => input(subject, method, route, params))),
);

const ASK_ALL = '[decision | some one in input.all; decision := data.gateway.decision with input as one]';

test('every decision of the shipped policies is a valid one, and OPA’s own evaluator gives the same', async () => {
  const entrypoint = await shippedEntrypoint();
  const sources = await shippedSources();
  const { results } = await withToolchain((toolchain) =>
    toolchain.evaluate(sources, ASK_ALL, { input: { all: INPUTS } }),
  );
  const decisions = INPUTS.map((one) => parseDecision(entrypoint.evaluate(one).value));
  assert.deepEqual(decisions, results[0]?.values[0]);
  for (const decision of decisions) assert.doesNotThrow(() => enforce(decision, { get: () => undefined }));
  const allowed = decisions.filter(({ allow }) => allow).length;
  assert.ok(allowed > 0 && allowed < INPUTS.length);
});
