import type { PreparedPolicy } from '../policy/prepared.ts';
import { generateInputs } from '../replay/generate.ts';
import { type Imagined, imaginedLine } from '../replay/imagined.ts';
import { type InputPaths, parseExactly, parseRecorded, type Recorded } from '../replay/recorded.ts';
import type { Probes } from '../toolchain/toolchain.ts';

/** Lines that are handed over at a time. */
const BATCH = 200;

export interface DiffMaterial {
  readonly policies: readonly PreparedPolicy[];
  readonly probes: readonly Probes[];
  /** Recorded inputs, to make others of. */
  readonly recorded: readonly object[];
  /** Entrypoints that both policies have. */
  readonly entrypoints: readonly string[];
  /** Name of the bundle, where only decisions of one count. */
  readonly bundle: string | undefined;
}

/**
 * What is asked besides recorded decisions, as lines of a decision log: the inputs of the tests of both policies, and so
 * many that are generated for each entrypoint.
 */
export function* imaginedLines(material: DiffMaterial, count: number, time: string): Generator<string> {
  const questions = questionsOf(material, count);
  for (;;) {
    const lines: string[] = [];
    for (let next = questions.next(); !next.done; next = questions.next()) {
      lines.push(imaginedLine(next.value, time));
      if (lines.length === BATCH) break;
    }
    if (lines.length === 0) return;
    yield `${lines.join('\n')}\n`;
  }
}

function* questionsOf(material: DiffMaterial, count: number): Generator<Imagined> {
  const { policies, probes, recorded, entrypoints, bundle } = material;
  const texts = [...new Set(probes.flatMap(({ inputs }) => inputs))];
  const constants = [...new Set(probes.flatMap((one) => one.constants))].map(parseExactly);
  const tested = texts.map((text) => parseExactly(text) as object);
  for (const entrypoint of entrypoints) {
    for (const [i, input] of tested.entries()) yield { id: `test-${i + 1}`, entrypoint, input, bundle };
    const reads = readsOf(policies, entrypoint);
    const inputs = generateInputs({ inputs: [...tested, ...recorded], constants, reads });
    for (let i = 1; i <= count; i++) {
      const { value, done } = inputs.next();
      if (done) break;
      yield { id: `generated-${i}`, entrypoint, input: value, bundle };
    }
  }
}

/** Inputs of recorded decisions, so many of the first at most; what is no JSON is passed over. */
export function inputsIn(lines: string, bundle: string | undefined, most: number): object[] {
  const inputs: object[] = [];
  for (const line of lines.split('\n')) {
    if (inputs.length >= most) break;
    const recorded = line === '' ? undefined : readLine(line);
    if (recorded !== undefined && (bundle === undefined || recorded.bundle === bundle)) inputs.push(recorded.input);
  }
  return inputs;
}

function readLine(line: string): Recorded | undefined {
  try {
    return parseRecorded(line);
  } catch {
    return undefined;
  }
}

/** What at least one of them reads. */
function readsOf(policies: readonly PreparedPolicy[], entrypoint: string): InputPaths {
  const reads = policies.map((policy) => policy.reads[entrypoint] ?? null);
  return reads.includes(null) ? null : reads.flatMap((paths) => paths ?? []);
}
