import type { PreparedPolicy } from '../../policy/prepared.ts';
import { generateInputs } from '../../replay/generate.ts';
import { parseExactly, parseRecorded } from '../../replay/recorded.ts';
import type { Probes } from '../../toolchain/toolchain.ts';
import type { Origin } from './agreement.ts';

/** One question to both engines. */
export interface Case {
  readonly origin: Origin;
  readonly entrypoint: string;
  readonly input: object;
}

export interface CasesOptions {
  readonly policy: Pick<PreparedPolicy, 'name' | 'entrypoints' | 'reads'>;
  readonly probes: Probes;
  /** Lines of the decision log, batch by batch, the newest batch first. */
  readonly recent: readonly string[];
}

/** Recorded inputs that are taken: the newest. */
const MOST_RECORDED = 500;

/** What is asked because somebody asked it: every input of a test for every entrypoint, and what clients sent. */
export function* givenCases({ policy, probes, recent }: CasesOptions): Generator<Case> {
  for (const entrypoint of policy.entrypoints) {
    for (const text of probes.inputs) yield { origin: 'test', entrypoint, input: parseExactly(text) as object };
  }
  yield* recordedCases(recent, policy);
}

function* recordedCases(recent: readonly string[], { name, entrypoints }: CasesOptions['policy']): Generator<Case> {
  let count = 0;
  for (const lines of recent) {
    for (const line of lines.split('\n').reverse()) {
      const recorded = line === '' ? undefined : parseRecorded(line);
      if (recorded === undefined || recorded.bundle !== name || !entrypoints.includes(recorded.entrypoint)) continue;
      yield { origin: 'recorded', entrypoint: recorded.entrypoint, input: recorded.input };
      if (++count >= MOST_RECORDED) return;
    }
  }
}

/** What is made of these, of the policy's constants and of what it reads; entrypoint by entrypoint, without an end. */
export function* generatedCases({ policy, probes, recent }: CasesOptions): Generator<Case> {
  const recorded = [...recordedCases(recent, policy)].map(({ input }) => input);
  const inputs = [...probes.inputs.map((text) => parseExactly(text) as object), ...recorded];
  const constants = probes.constants.map(parseExactly);
  const sources = policy.entrypoints.map((entrypoint) => {
    const reads = policy.reads[entrypoint] ?? null;
    return { entrypoint, generator: generateInputs({ inputs, constants, reads }) };
  });
  for (let open = sources; open.length > 0; ) {
    const left: typeof sources = [];
    for (const source of open) {
      const { value, done } = source.generator.next();
      if (done) continue;
      left.push(source);
      yield { origin: 'generated', entrypoint: source.entrypoint, input: value };
    }
    open = left;
  }
}
