import { type CompiledMask, maskResult, sortPatterns, type Traces } from './mask.ts';
import { type Pattern, parsePointer } from './pointer.ts';

/** What a decision means for its event, worked out once for each decision and mask. */
export interface ResultText {
  /** Undefined where the event has no result. */
  readonly text: string | undefined;
  /** The decision asks that neither input nor result are kept. */
  readonly meta: boolean;
  /** The decision asks for masks of its own in the result. */
  readonly masksResult: boolean;
  readonly traces: Traces;
  /** The mask's patterns into the input and those that the decision adds. */
  readonly inputPatterns: readonly Pattern[];
  readonly restPatterns: readonly Pattern[];
}

// By mask first: it lives as long as the entrypoint, and a decision may be asked for under several.
const kept = new WeakMap<CompiledMask, WeakMap<object, ResultText>>();

/** The text of a decision for the log, with its `audit` obligations obeyed. A frozen object is worked out once. */
export function resultText(mask: CompiledMask, result: unknown): ResultText {
  if (typeof result !== 'object' || result === null) return build(mask, result);
  let byResult = kept.get(mask);
  if (byResult === undefined) {
    byResult = new WeakMap();
    kept.set(mask, byResult);
  }
  let text = byResult.get(result);
  if (text === undefined) {
    text = build(mask, result);
    byResult.set(result, text);
  }
  return text;
}

function build(mask: CompiledMask, result: unknown): ResultText {
  const traces: Traces = { masked: [], erased: [], truncated: [] };
  const wishes = auditWishes(result);
  const added = sortPatterns(wishes.patterns, mask.reads);
  const text = wishes.meta ? undefined : maskResult(mask, [...mask.result, ...added.result], result, traces);
  if (wishes.meta) traces.erased.push('/result');
  return {
    text,
    meta: wishes.meta,
    masksResult: added.result.length > 0,
    traces,
    inputPatterns: [...mask.input, ...added.input],
    restPatterns: [...mask.rest, ...added.rest],
  };
}

/**
 * What the `audit` obligations of a decision ask for. The value may be malformed (then the exchange was a policy fault):
 * what cannot be understood as a mask keeps input and result out of the log.
 */
function auditWishes(result: unknown): { meta: boolean; patterns: Pattern[] } {
  const obligations = (result as { obligations?: unknown } | null | undefined)?.obligations;
  const patterns: Pattern[] = [];
  let meta = false;
  for (const obligation of Array.isArray(obligations) ? obligations : []) {
    if (obligation?.type !== 'audit') continue;
    if (obligation.level === 'meta') meta = true;
    for (const pointer of Array.isArray(obligation.mask) ? obligation.mask : []) {
      const pattern = typeof pointer === 'string' ? parsePointer(pointer) : undefined;
      if (pattern === undefined) meta = true;
      else patterns.push(pattern);
    }
  }
  return { meta, patterns };
}
