import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { matchGlob } from '../../src/policy/glob.ts';
import { parseGlob } from '../../src/policy/glob-syntax.ts';
import { policy, toolchain } from './fixture.ts';

const unit = fc.constantFrom('a', 'b', '/', '.', '*', '**', '?', 'é', '\u{1f600}', '\n', '(', '$', '|', '-', ',', '+');
const pattern = fc.array(unit, { maxLength: 8 }).map((units) => units.join(''));
const text = fc.array(unit, { maxLength: 10 }).map((units) => units.join('').replaceAll('*', 'b').replaceAll('?', 'a'));

/** The pattern as a regular expression of JavaScript, by the description of gobwas/glob. */
function translated(glob: string, separator: string): RegExp {
  const one = separator === '' ? '[^]' : `[^${separator.replace(/[.]/, '\\.')}]`;
  const parts = glob.split(/(\*\*|\*|\?)/).map((part) => {
    if (part === '**') return '[^]*';
    if (part === '*') return `${one}*`;
    return part === '?' ? one : part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`, 'u');
}

test('text and wildcards, as the description says', () => {
  fc.assert(
    fc.property(pattern, text, fc.constantFrom('', '/', '.'), (glob, candidate, separator) => {
      const compiled = parseGlob(glob);
      assert.ok(compiled !== undefined);
      const separators = new Uint8Array(256);
      if (separator !== '') separators[separator.charCodeAt(0)] = 1;
      const bytes = Buffer.from(`<${candidate}>`);
      const actual = matchGlob(compiled, separators, bytes, 1, bytes.length - 1);
      assert.equal(actual, translated(glob, separator).test(candidate));
    }),
    { numRuns: 20_000 },
  );
});

test('in a policy, as OPA evaluates it', async () => {
  const rego = `decision := [hit |
	some pattern in input.patterns
	some text in input.texts
	some delimiters in [null, ["/"], [".", "/"], []]
	hit := [pattern, text, delimiters, glob.match(pattern, delimiters, text)]
]`;
  const patterns = [
    ...['', '*', '**', '/a/*', '/a/**', '/**/b', '/*/b', 'a?c', '?', '/a(b', '/a$', 'a.b', '*.b', '**.b', 'a*c**e'],
    ...['[ab]*', '[!a]', '[a-c]/b', '{a,b}/*', '{a/*,**}', 'a\\*b', '*/*', '**/*', 'é?', '/a/b'],
  ];
  const texts = [
    ...['', '/', '/a', '/a/', '/a/b', '/a/b/c', '/a(b', '/a$', 'abc', 'a/c', 'a.b', 'a/b.b', 'abcde', 'a/b', 'b/b'],
    ...['a*b', 'é\u{1f600}', 'éa', 'c/b', 'x', '//b', '/x/y/b', 'abc/de'],
  ];
  const odd = fc.array(fc.oneof(unit, fc.constantFrom('[', '[!', ']', '{', '}', ',', '-', '\\')), { maxLength: 8 });
  patterns.push(...fc.sample(odd, { seed: 1, numRuns: 300 }).map((units) => units.join('')));
  const { evaluate } = await policy(rego, { deadline: 60_000, memory: 256 << 20 });
  const sources = { files: [{ path: 'p.rego', bytes: Buffer.from(`package p\nimport rego.v1\n${rego}\n`) }] };
  const { results } = await toolchain.evaluate(sources, 'data.p.decision', { input: { patterns, texts } });
  const lines = (hits: unknown) => (hits as unknown[]).map((hit) => JSON.stringify(hit));
  // A malformed pattern is undefined: its lines are missing on both sides.
  assert.deepEqual(lines(evaluate({ patterns, texts }).value), lines(results[0]?.values[0]));
});

test('a text may be long, and a pattern cruel', async () => {
  const { evaluate } = await policy('decision := glob.match(input.pattern, ["/"], input.path)', { deadline: 1000 });
  const path = 'a'.repeat(8000);
  assert.equal(evaluate({ pattern: `${'*a'.repeat(30)}b`, path }).value, false);
  assert.equal(evaluate({ pattern: `${'**a'.repeat(30)}*`, path }).value, true);
  assert.equal(evaluate({ pattern: `${'*a'.repeat(500)}`, path }).value, true);
});
