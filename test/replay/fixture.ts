import '../toolchain/briefly.ts';
import { after, type TestContext } from 'node:test';
import { type PreparedPolicy, preparePolicy } from '../../src/policy/prepared.ts';
import { Comparing, type ComparingOptions } from '../../src/replay/comparing.ts';
import type { Comparison } from '../../src/replay/tally.ts';
import { Toolchain } from '../../src/toolchain/toolchain.ts';

const toolchain = await Toolchain.start();
after(() => toolchain.close());

/** A policy whose entrypoint is `gateway/decision`, from the rules below its package line. */
export async function policy(rules: string): Promise<PreparedPolicy> {
  const text = `package gateway\n${rules}\n`;
  const { wasm, reads } = await toolchain.build(
    { files: [{ path: 'p.rego', bytes: Buffer.from(text) }] },
    { entrypoints: ['gateway/decision'] },
  );
  const source = { name: 'main', revision: '1', digest: rules, wasm, data: Buffer.from('{}'), reads: { ...reads } };
  return preparePolicy(source, { rewrite: true, memory: 64 << 20 });
}

/** A line of a decision log. */
export function line(input: object, result: unknown, members: object = {}): string {
  return JSON.stringify({
    decision_id: 'd1',
    timestamp: '2026-01-02T03:04:05.000006Z',
    sequence: 1,
    labels: {},
    bundles: { main: { revision: '1' } },
    path: 'gateway/decision',
    input,
    result,
    subject: { kind: 'jwt', id: 'alice', issuer: 'i' },
    metrics: {},
    http: { route: 'items' },
    ...members,
  });
}

/** What two policies make of these lines. */
export async function compared(
  t: TestContext,
  options: Omit<ComparingOptions, 'deadline'>,
  lines: readonly string[],
): Promise<Comparison> {
  const comparing = new Comparing({ deadline: 1000, ...options });
  t.after(() => comparing.close());
  await comparing.take(`${lines.join('\n')}\n`);
  return comparing.comparison();
}
