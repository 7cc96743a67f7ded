import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policy } from '../fixture.ts';

/** Milliseconds of the processor. */
const DEADLINE = 100;
/** The same, with what it takes to carry the input to the policy, and its value back. */
const PATIENCE = 500;

const MEGABYTE = 1 << 20;

function aliases(levels: number, width: number): string {
  return Array.from({ length: levels }, (_, level) => {
    const items = Array.from({ length: width }, () => (level === 0 ? 'x' : `*a${level - 1}`));
    return `- &a${level} [${items.join(', ')}]`;
  }).join('\n');
}

const DOCUMENTS: Readonly<Record<string, string>> = {
  'aliases of aliases': aliases(20, 9),
  'aliases of a long text': `- &a ${'x'.repeat(MEGABYTE / 2)}\n${'- *a\n'.repeat(100_000)}`,
  'merges of merges': `- &a {${Array.from({ length: 2000 }, (_, i) => `k${i}: 1`).join(', ')}}\n- <<: [${'*a, '.repeat(20_000)}]`,
  'many entries': '- a\n'.repeat(MEGABYTE / 4),
  'many keys': Array.from({ length: 100_000 }, (_, i) => `key${i}: 1`).join('\n'),
  'one key again and again': 'a: 1\n'.repeat(MEGABYTE / 5),
  'open brackets': '['.repeat(MEGABYTE),
  'open blocks': '- '.repeat(MEGABYTE / 2),
  'open mappings': '{a: '.repeat(MEGABYTE / 4),
  spaces: ' '.repeat(MEGABYTE),
  tabs: `a:${'\t'.repeat(MEGABYTE)}`,
  words: 'a '.repeat(MEGABYTE / 2),
  'empty lines': `a${'\n'.repeat(MEGABYTE)}`,
  comments: '# \n'.repeat(MEGABYTE / 3),
  'comments far apart': `#${`${'\n'.repeat(500)}#`.repeat(2000)}`,
  colons: ':'.repeat(MEGABYTE),
  'keys with a colon each': 'a:a'.repeat(MEGABYTE / 3),
  escapes: `"${'\\x41'.repeat(MEGABYTE / 4)}"`,
  quotes: `'${"''".repeat(MEGABYTE / 2)}'`,
  digits: '1'.repeat(MEGABYTE),
  underscores: `1${'_'.repeat(MEGABYTE)}`,
  'a long duration of a number': `1:${'11:'.repeat(MEGABYTE / 3)}`,
  'flow pairs': `[${'a: b, '.repeat(MEGABYTE / 6)}]`,
  'a collection as a key': `{${'[a, a, a]: b, '.repeat(MEGABYTE / 14)}}`,
  documents: '--- a\n'.repeat(MEGABYTE / 6),
  tags: '!a '.repeat(MEGABYTE / 3),
  'percent signs': `!${'%41'.repeat(MEGABYTE / 3)} a`,
};

const VALUES: Readonly<Record<string, unknown>> = {
  'keys of digits': Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [`${'1'.repeat(400)}${i}${'2'.repeat(400)}`, 1]),
  ),
  'many keys': Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`key${i}`, 1])),
  'spaces before a line': `${' '.repeat(MEGABYTE)}a\u0085`,
  lines: '\n'.repeat(MEGABYTE),
  'digits and colons': '1:'.repeat(MEGABYTE / 2),
};

test('whatever a document is, its evaluation ends, and the next one is right', async () => {
  const { evaluate } = await policy('decision := yaml.unmarshal(input.text)', {
    deadline: DEADLINE,
    memory: 256 << 20,
  });
  for (const [name, text] of Object.entries(DOCUMENTS)) endsSoon(name, () => evaluate({ text }));
  assert.deepEqual(evaluate({ text: 'a: [1]' }).value, { a: [1] });
});

test('whatever a value is, its YAML ends, and the next one is right', async () => {
  const { evaluate } = await policy('decision := yaml.marshal(input.value)', { deadline: DEADLINE, memory: 256 << 20 });
  for (const [name, value] of Object.entries(VALUES)) endsSoon(name, () => evaluate({ value }));
  assert.deepEqual(evaluate({ value: { a: [1] } }).value, 'a:\n  - 1\n');
});

function endsSoon(name: string, evaluate: () => unknown): void {
  const before = process.threadCpuUsage();
  try {
    evaluate();
  } catch (error) {
    assert.equal((error as { code?: string }).code, 'policy_unavailable', `${name}: ${error}`);
  }
  const { user, system } = process.threadCpuUsage(before);
  const milliseconds = (user + system) / 1000;
  assert.ok(milliseconds < PATIENCE, `${name}: ${Math.round(milliseconds)} ms`);
}
