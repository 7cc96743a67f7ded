import { GatewayError } from '../errors.ts';
import type { Phases, Profiler } from '../policy/profile.ts';
import type { BenchCase } from './bench-cases.ts';

/** Microseconds of an evaluation: the median over the rounds, the least and the largest. */
export interface Time {
  readonly median: number;
  readonly least: number;
  readonly largest: number;
}

/** Parts of the time; their sum is 1. */
export interface Shares {
  readonly input: number;
  readonly evaluation: number;
  readonly output: number;
}

export interface CaseReport {
  readonly name: string;
  readonly time: Time;
  readonly shares: Shares;
  /** Of the input's text. */
  readonly bytes: number;
}

/** What the evaluations of an entrypoint cost. Calls and rounds are those of an evaluation, the mean over the cases. */
export interface EntrypointReport {
  /** Of all cases: each of them as often as the others. Absent where every case is at fault. */
  readonly all?: Omit<CaseReport, 'name'>;
  readonly cases: readonly CaseReport[];
  readonly builtins: readonly { readonly name: string; readonly calls: number }[];
  readonly loops: readonly { readonly rule: string; readonly loop: number; readonly rounds: number }[];
  /** Cases that ended in a fault, which are not measured. */
  readonly faults: readonly { readonly name: string; readonly code: string; readonly message: string }[];
}

const ROUNDS = 11;
/** Milliseconds before the first round, in which V8 compiles what is called often. */
const WARM_UP = 300;

/** Measures an entrypoint for about so many seconds. */
export function measure(
  profiler: Profiler,
  entrypoint: string,
  cases: readonly BenchCase[],
  seconds: number,
): EntrypointReport {
  const faults: EntrypointReport['faults'][number][] = [];
  const sound = cases.filter(({ name, input }) => {
    try {
      profiler.time(entrypoint, input, 1);
      return true;
    } catch (thrown) {
      if (!(thrown instanceof GatewayError) || thrown.code === 'bundle_entrypoint') throw thrown;
      faults.push({ name, code: thrown.code, message: thrown.message });
      return false;
    }
  });
  if (sound.length === 0) return { cases: [], builtins: [], loops: [], faults };
  const reports = timeCases(profiler, entrypoint, sound, seconds);
  return { ...reports, ...count(profiler, entrypoint, sound), faults };
}

function timeCases(profiler: Profiler, entrypoint: string, cases: readonly BenchCase[], seconds: number) {
  const calls = callsPerRound(profiler, entrypoint, cases, seconds);
  const taken = cases.map(({ input }) => ({ input, times: [] as number[], phases: [] as Phases[] }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { input, times, phases } of taken) {
      times.push(profiler.time(entrypoint, input, calls) / calls);
      phases.push(profiler.phases(entrypoint, input, calls));
    }
  }
  const reports = taken.map(({ input, times, phases }, i) => ({
    name: cases[i]?.name ?? '',
    time: timeOf(times),
    shares: sharesOf(PHASES.map((phase) => timeOf(phases.map((one) => one[phase])).median)),
    bytes: profiler.counts(entrypoint, input).input,
  }));
  const all = {
    time: timeOf(Array.from({ length: ROUNDS }, (_, round) => mean(taken.map(({ times }) => times[round] as number)))),
    shares: sharesOf(PHASES.map((phase) => mean(reports.map(({ shares, time }) => shares[phase] * time.median)))),
    bytes: Math.round(mean(reports.map(({ bytes }) => bytes))),
  };
  return { all, cases: reports };
}

const PHASES = ['input', 'evaluation', 'output'] as const;

/** @param times of the phases, in their order */
function sharesOf(times: readonly number[]): Shares {
  const sum = times.reduce((total, time) => total + time, 0);
  const [input = 0, evaluation = 0, output = 0] = times.map((time) => time / sum);
  return { input, evaluation, output };
}

/** How often each case is evaluated in a round, and again to tell the phases apart, so that all takes the seconds. */
function callsPerRound(profiler: Profiler, entrypoint: string, cases: readonly BenchCase[], seconds: number): number {
  const start = performance.now();
  let pass = 0;
  do {
    for (const { input } of cases) profiler.phases(entrypoint, input, 1);
    pass = cases.reduce((sum, { input }) => sum + profiler.time(entrypoint, input, 1), 0);
  } while (performance.now() - start < WARM_UP);
  return Math.max(1, Math.round((seconds * 1e6) / ROUNDS / 2 / pass));
}

function count(profiler: Profiler, entrypoint: string, cases: readonly BenchCase[]) {
  const builtins = new Map<string, number>();
  const loops = new Map<string, EntrypointReport['loops'][number]>();
  for (const { input } of cases) {
    const counts = profiler.counts(entrypoint, input);
    for (const [name, calls] of counts.builtins) {
      builtins.set(name, (builtins.get(name) ?? 0) + calls / cases.length);
    }
    for (const { rule, loop, rounds } of counts.loops) {
      const key = `${rule} ${loop}`;
      loops.set(key, { rule, loop, rounds: (loops.get(key)?.rounds ?? 0) + rounds / cases.length });
    }
  }
  return {
    builtins: [...builtins].map(([name, calls]) => ({ name, calls })).sort((a, b) => b.calls - a.calls),
    loops: [...loops.values()].sort((a, b) => b.rounds - a.rounds),
  };
}

function timeOf(times: readonly number[]): Time {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (index: number) => sorted.at(index) as number;
  return { median: at(sorted.length >> 1), least: at(0), largest: at(-1) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
