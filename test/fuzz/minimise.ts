import type { Toolchain } from '../../src/toolchain/toolchain.ts';
import { type Program, textOf, withoutOne } from './program.ts';
import { type Difference, type Other, tryProgram } from './trial.ts';

/** The smallest part of a program that still has such a difference. */
export async function minimise(toolchain: Toolchain, program: Program, first: Difference): Promise<Program> {
  const { against } = first;
  let smallest = onlyFor(program, first);
  if (!(await differs(toolchain, smallest, against))) smallest = { ...program, inputs: [first.input] };
  for (let shrunk = true; shrunk; ) {
    shrunk = false;
    for (const candidate of withoutOne(smallest)) {
      if (!(await differs(toolchain, candidate, against))) continue;
      smallest = candidate;
      shrunk = true;
      break;
    }
  }
  return smallest;
}

/** The rule, its input, and what it refers to. */
function onlyFor({ library, rules, data, bare }: Program, { rule, input }: Difference): Program {
  const wanted = new Set([rule]);
  for (let size = 0; size < wanted.size; ) {
    size = wanted.size;
    for (const one of [...library, ...rules]) {
      if (!wanted.has(one.name)) continue;
      for (const [, name = ''] of textOf('p', [one]).matchAll(/\b([rs]\d+)\b/g)) wanted.add(name);
    }
  }
  const kept = (all: Program['rules']) => all.filter(({ name }) => wanted.has(name));
  return { library: kept(library), rules: kept(rules), data, inputs: [input], bare };
}

async function differs(toolchain: Toolchain, program: Program, against: Other): Promise<boolean> {
  try {
    return (await tryProgram(toolchain, program, [against])).differences.length > 0;
  } catch {
    return false; // it does not compile
  }
}
