import '../toolchain/briefly.ts';
import { after } from 'node:test';
import { type Agreement, type AgreeOptions, agree } from '../../src/bundle/admission/agree.ts';
import { type PreparedPolicy, preparePolicy } from '../../src/policy/prepared.ts';
import { type Sources, Toolchain } from '../../src/toolchain/toolchain.ts';

const toolchain = await Toolchain.start();
after(() => toolchain.close());

/** 2026-01-02, Unix milliseconds. */
const NOW = Date.parse('2026-01-02T03:04:05Z');

/** Files of a policy `gateway/decision`; the text of a rule alone becomes `gateway.rego`. */
export function sourcesOf(rules: string, others: Readonly<Record<string, string>> = {}): Sources {
  const texts = { 'gateway.rego': `package gateway\n\n${rules}\n`, ...others };
  return { files: Object.entries(texts).map(([path, text]) => ({ path, bytes: Buffer.from(text) })) };
}

/** The policy as the gateway loads it. */
export async function built(sources: Sources): Promise<PreparedPolicy> {
  const { wasm, data, reads } = await toolchain.build(sources, { entrypoints: ['gateway/decision'] });
  const source = { name: 'main', revision: '1', digest: '1', wasm, data, reads: { ...reads } };
  return preparePolicy(source, { rewrite: true, memory: 64 << 20 });
}

/** Whether both engines agree on a policy; `options` change what is asked. */
export async function agreement(sources: Sources, options: Partial<AgreeOptions> = {}): Promise<Agreement> {
  const { probes } = await toolchain.test(sources, { probes: true });
  const policy = options.policy ?? (await built(sources));
  const generated = { count: 200 };
  const ticks = () => performance.now();
  return agree({ policy, sources, probes: probes!, toolchain, generated, now: NOW, ticks, ...options });
}
