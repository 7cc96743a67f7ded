import { GatewayError } from '../../src/errors.ts';
import type { Sources, Toolchain } from '../../src/toolchain/toolchain.ts';
import { generate } from './generate.ts';
import { minimise } from './minimise.ts';
import type { Program } from './program.ts';
import { withoutMistakes } from './repair.ts';
import { type Difference, OTHERS, type Other, sourcesOf, type Trial, tryProgram } from './trial.ts';

/** A difference in the smallest program that shows it. */
export interface Found {
  readonly sources: Sources;
  readonly difference: Difference;
}

/** Tries the program of a seed; rules that do not compile are left out. */
export async function fuzz(
  toolchain: Toolchain,
  seed: number,
  others: readonly Other[] = OTHERS,
): Promise<Trial & { readonly found?: Found }> {
  const [program, trial] = await compiled(toolchain, generate(seed), others);
  const [first] = trial.differences;
  if (first === undefined) return trial;
  const smallest = await minimise(toolchain, program, first);
  const [difference = first] = (await tryProgram(toolchain, smallest, [first.against])).differences;
  return { ...trial, found: { sources: sourcesOf(smallest), difference } };
}

async function compiled(toolchain: Toolchain, program: Program, others: readonly Other[]): Promise<[Program, Trial]> {
  for (let sound: Program = program; ; ) {
    try {
      return [sound, await tryProgram(toolchain, sound, others)];
    } catch (error) {
      if (!(error instanceof GatewayError) || error.code !== 'policy_invalid') throw error;
      sound = withoutMistakes(sound, error);
    }
  }
}
