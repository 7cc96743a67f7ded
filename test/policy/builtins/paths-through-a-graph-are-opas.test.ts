import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fault, policy } from '../fixture.ts';
import { agree, ODD, product, set } from './fixture.ts';

const GRAPHS = [
  {},
  { a: [] },
  { a: set() },
  { a: ['b'], b: ['c'], c: [] },
  { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] },
  { a: ['a'] },
  { a: ['b'], b: ['a'] },
  { a: ['b', 'b'], b: ['a', 'c'], c: ['a', 'b'] },
  { a: ['missing', 'b'], b: ['missing'] },
  { a: ['missing'] },
  { a: set('b', 'c'), b: set('c'), c: ['a'] },
  { a: null, b: { c: 1 }, c: 'a' },
  { a: ['b', 'c'], b: null, c: { a: 1 } },
  { a: [['x'], { y: 1 }, 1, null, 'b'], b: ['a'] },
];

test('every way that has an end or comes back', async () => {
  const starts = [['a'], ['b', 'a'], ['a', 'a'], ['missing'], [], set('a', 'c'), set(), [1, null]];
  const defined = await agree('graph.reachable_paths', [
    ...product(GRAPHS, starts),
    ...product(ODD, [['a']]),
    ...product([{ a: ['b'], b: [] }], ODD),
  ]);
  assert.ok(defined > 100, `${defined} calls are defined`);
});

test('random graphs', async () => {
  const random = pseudoRandom(7);
  const nodes = ['a', 'b', 'c', 'd', 'e', 'f'];
  const some = () => nodes.filter(() => random() < 0.35);
  const graphs = Array.from({ length: 60 }, () =>
    Object.fromEntries(some().map((node) => [node, random() < 0.5 ? some() : set(...some())])),
  );
  await agree('graph.reachable_paths', product(graphs, [['a'], nodes]));
});

test('more paths than there is time for', async () => {
  const { evaluate } = await policy('decision := count(graph.reachable_paths(input.graph, ["0"]))', { deadline: 20 });
  const nodes = Array.from({ length: 40 }, (_, i) => String(i));
  const graph = Object.fromEntries(nodes.map((node) => [node, nodes]));
  assert.throws(() => evaluate({ graph }), fault('policy_unavailable', /longer than/));
  assert.equal(evaluate({ graph: { 0: ['1'], 1: ['0'] } }).value, 1);
});

/** The same numbers from 0 to 1 for the same seed. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
}
