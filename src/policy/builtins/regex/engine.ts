import { RE2JS, RE2JSException } from 're2js';
import { LimitExceeded } from '../../faults.ts';
import type { BuiltinContext } from '../builtin.ts';
import { OperandError } from '../operands.ts';
import { costOf } from './pattern-cost.ts';
import { TextInput } from './text-input.ts';

/** What a pattern may cost: a tenth of a second and four megabytes, about. Some eight thousand characters of text do. */
const MAX_COST = 32_768;

/** Positions that a search may hold in its two lists of threads: eight megabytes. */
const MAX_POSITIONS = 1 << 20;

/** A compiled pattern. It matches as Go's regexp does, the leftmost and of these the first, in linear time. */
export interface Regex {
  readonly compiled: RE2JS;
  /** Names of groups, and their numbers. Group 0 is the whole match. */
  readonly names: ReadonlyMap<string, number>;
  readonly groups: number;
  /** As `costOf`. */
  readonly cost: number;
}

/** The part of re2js by which a text of ours is searched. It is not its public face: its version is fixed. */
interface Engine {
  executeEngine(input: TextInput, at: number, anchor: number, positions: number): readonly number[] | null;
}

const UNANCHORED = 0;

/**
 * @throws OperandError for what is no pattern of Go
 * @throws LimitExceeded for one that is too costly to compile
 */
export function compile(pattern: string): Regex {
  if (!pattern.isWellFormed()) throw new OperandError('a pattern has to be UTF-8');
  const cost = costOf(pattern);
  if (cost > MAX_COST) throw new LimitExceeded('a regular expression is too long or repeats too much');
  const compiled = parse(pattern);
  return { compiled, names: new Map(Object.entries(compiled.namedGroups())), groups: compiled.groupCount(), cost };
}

function parse(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (thrown) {
    if (thrown instanceof RE2JSException) throw new OperandError(thrown.message);
    throw new LimitExceeded(`a regular expression cannot be compiled: ${thrown}`);
  }
}

/**
 * All matches that do not lie across each other, as Go's FindAllStringSubmatchIndex gives them: start and end of the
 * match, and of each group, which are negative where the group did not take part.
 *
 * @param groups how many groups are wanted besides the whole match
 * @throws LimitExceeded when the evaluation's time is over
 */
export function* matches(
  { compiled }: Regex,
  text: string,
  groups: number,
  context: BuiltinContext,
): Generator<readonly number[], void> {
  const positions = 2 * (groups + 1);
  const size = compiled.programSize();
  if (size * positions > MAX_POSITIONS) throw new LimitExceeded('a regular expression has too many groups');
  const input = new TextInput(text, size, context);
  const engine: Engine = compiled.re2();
  let lastEnd = -1;
  try {
    for (let at = 0; at <= text.length; ) {
      const found = engine.executeEngine(input, at, UNANCHORED, positions);
      if (found === null) return;
      const [start, end] = found as [number, number];
      const next = input.step(at) & 7;
      // An empty match right behind another one is none.
      if (end > at || start !== lastEnd) yield found;
      at = end > at ? end : at + Math.max(next, 1);
      lastEnd = end;
    }
  } finally {
    // What a search needed is not kept with the pattern.
    compiled.reset();
  }
}

/** Whether the pattern matches anywhere in the text. */
export function isMatch(regex: Regex, text: string, context: BuiltinContext): boolean {
  for (const _ of matches(regex, text, 0, context)) return true;
  return false;
}
