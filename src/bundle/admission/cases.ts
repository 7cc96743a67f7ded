import type { PreparedPolicy } from '../../policy/prepared.ts';
import { generateInputs } from '../../replay/generate.ts';
import { parseExactly, parseRecorded, type Recorded } from '../../replay/recorded.ts';
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

/** Recorded inputs that are taken, each once: the newest. */
const MOST_RECORDED = 500;

/** The cases by their origin. */
export function casesOf(options: CasesOptions): Readonly<Record<Origin, Iterator<Case>>> {
  const recorded = recordedCases(options);
  return {
    test: testCases(options),
    recorded: recorded.values(),
    generated: generatedCases(options, recorded),
  };
}

/** Every input of a test for every entrypoint. */
function* testCases({ policy, probes }: CasesOptions): Generator<Case> {
  for (const entrypoint of policy.entrypoints) {
    for (const text of probes.inputs) yield { origin: 'test', entrypoint, input: parseExactly(text) as object };
  }
}

/** What clients sent. */
function recordedCases({ recent, policy: { name, entrypoints } }: CasesOptions): readonly Case[] {
  const cases = new Map<string, Case>();
  for (const lines of recent) {
    for (const line of lines.split('\n').reverse()) {
      if (cases.size >= MOST_RECORDED) return [...cases.values()];
      const recorded = line === '' ? undefined : readLine(line);
      if (recorded?.bundle !== name || !entrypoints.includes(recorded.entrypoint)) continue;
      const { entrypoint, input } = recorded;
      cases.set(JSON.stringify([entrypoint, input]), { origin: 'recorded', entrypoint, input });
    }
  }
  return [...cases.values()];
}

/** Of what is no JSON, as a line that was cut, there is nothing to ask. */
function readLine(line: string): Recorded | undefined {
  try {
    return parseRecorded(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What is made of these, of the policy's constants and of what it reads; one for each entrypoint in turn. */
function* generatedCases({ policy, probes }: CasesOptions, recorded: readonly Case[]): Generator<Case> {
  const inputs = [...probes.inputs.map((text) => parseExactly(text) as object), ...recorded.map(({ input }) => input)];
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
