import { setImmediate as turn } from 'node:timers/promises';
import type { Exchange } from '../audit/exchange.ts';
import type { Decision } from '../contracts/decision.ts';
import { flipOf } from '../replay/flip.ts';
import { askBesides, type Question } from './decide.ts';
import type { Former } from './generation/formers.ts';
import type { RoutePlan, ShadowPlan } from './generation/plan.ts';

/** Milliseconds between two questions to what answered before: it must not become a way to make faults twice as dear. */
const FORMER_PAUSE_MS = 100;

/** An exchange that is over, and what its policy was asked. */
export interface Asked {
  readonly plan: RoutePlan;
  readonly question: Question;
  /** Undefined where the evaluation ended in a fault. */
  readonly decision: Decision | undefined;
  readonly exchange: Exchange;
}

export interface Chances {
  /** Unix milliseconds. */
  readonly now: () => number;
  /** 0 to 1. */
  readonly random: () => number;
}

/**
 * What other policies would have said: the shadow, and, where the evaluation ended in a fault, the revision that answered
 * before. They are asked when the answer is on its way and others had their turn; undefined where nobody is. Never rejects.
 */
export function askAfterwards(asked: Asked, { now, random }: Chances): Promise<void> | undefined {
  const { plan, decision } = asked;
  const former = decision === undefined ? countFault(plan, now) : undefined;
  const shadow = plan.shadow !== undefined && random() < plan.shadow.share ? plan.shadow : undefined;
  return former || shadow ? ask(asked, former, shadow) : undefined;
}

async function ask({ plan, question, decision, exchange }: Asked, former?: Former, shadow?: ShadowPlan): Promise<void> {
  await turn();
  const entrypoint = former?.engine?.entrypoint(question.match.route.entrypoint);
  if (entrypoint && askBesides(entrypoint, question).error === undefined) plan.tally.faults++;
  if (shadow) exchange.shadow = opinion(shadow, question, decision ?? { error: exchange.error?.code });
}

/** A fault weighs only where the revision before could decide the very same: give that, or count where nobody can say. */
function countFault({ former, tally }: RoutePlan, now: () => number): Former | undefined {
  const time = now();
  if (former === undefined || time >= former.until) {
    tally.faults++;
    return undefined;
  }
  if (time < former.nextAt) return undefined;
  former.nextAt = time + FORMER_PAUSE_MS;
  return former;
}

function opinion({ bundle, revision, entrypoint }: ShadowPlan, question: Question, decision: unknown) {
  const { value, error } = askBesides(entrypoint, question);
  const flip = flipOf(decision, error ? { error: error.code } : value);
  return {
    bundle,
    revision,
    result: value,
    error: error && { code: error.code, message: error.message },
    flip,
  };
}
