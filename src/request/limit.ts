import type { Decision } from '../contracts/decision.ts';
import { GatewayError } from '../errors.ts';
import { limitPolicy, limitState } from '../limits/fields.ts';
import type { Limit, LimitGrant } from '../limits/gcra.ts';
import type { LimitTable } from '../limits/table.ts';

export interface LimitOutcome {
  /** RateLimit and RateLimit-Policy for the answer, flat, lower-case names; empty where nothing limits. */
  readonly headers: readonly string[];
}

type Rule = NonNullable<Decision['limits']>[number];

/** What a limit of the decision was asked, and what it said. */
interface Answer {
  readonly rule: Rule;
  readonly limit: Limit;
  readonly grant: LimitGrant;
}

const PERIOD_SECONDS = { '1s': 1, '1m': 60, '1h': 3_600, '1d': 86_400 } as const;
const NOTHING: LimitOutcome = Object.freeze({ headers: Object.freeze([]) });

/**
 * Takes from every limit of a decision, or from none. Where there are several, all are asked before any is taken from, so a
 * refused request takes nothing. Only if another thread takes the last units in between, what was taken already is given
 * back; for those microseconds other threads see it as taken. More than a limit allows is never granted.
 *
 * A limit that cannot be counted refuses, unless its `on_error` is `allow`.
 *
 * @throws GatewayError `rate_limited` with Retry-After, RateLimit and RateLimit-Policy
 */
export function limit(table: LimitTable, rules: Decision['limits'], nowMs: number): LimitOutcome {
  if (rules === undefined || rules.length === 0) return NOTHING;
  if (rules.length > 1) {
    const seen = rules.map((rule) => ask(table, 'peek', rule, nowMs));
    if (!seen.every(passes)) throw refusal(seen);
  }
  const taken: Answer[] = [];
  for (const rule of rules) {
    const answer = ask(table, 'take', rule, nowMs);
    taken.push(answer);
    if (!passes(answer)) {
      for (const { rule, limit, grant } of taken) if (grant.granted) table.giveBack(rule.id, rule.key, limit);
      throw refusal(taken);
    }
  }
  const policy = policyField(taken);
  const state = stateField(taken, Number.POSITIVE_INFINITY);
  return { headers: state === '' ? ['ratelimit-policy', policy] : ['ratelimit', state, 'ratelimit-policy', policy] };
}

function ask(table: LimitTable, how: 'peek' | 'take', rule: Rule, nowMs: number): Answer {
  const limit = {
    rate: rule.rate,
    periodMs: PERIOD_SECONDS[rule.per] * 1000,
    burst: rule.burst ?? rule.rate,
    cost: rule.cost ?? 1,
  };
  return { rule, limit, grant: table[how](rule.id, rule.key, limit, nowMs) };
}

function passes({ rule, grant }: Answer): boolean {
  return grant.granted || (grant.error !== undefined && rule.on_error === 'allow');
}

function refusal(answers: readonly Answer[]): GatewayError {
  const refused = answers.filter((answer) => !passes(answer));
  const seconds = Math.max(...refused.map(retryAfter));
  const state = stateField(answers, seconds);
  return new GatewayError('rate_limited', refused.map(explain).join('; '), {
    detail: `Used up: ${refused.map(({ rule }) => rule.id).join(', ')}. Try again in ${seconds} s.`,
    headers: {
      'retry-after': String(seconds),
      ...(state !== '' && { ratelimit: state }),
      'ratelimit-policy': policyField(answers),
    },
  });
}

/** Seconds after which a refused request may come again. One that can never pass is held off for a period. */
function retryAfter({ rule, grant }: Answer): number {
  const seconds = Math.max(1, Math.ceil(grant.retryAfterMs / 1000));
  return Number.isFinite(seconds) ? seconds : PERIOD_SECONDS[rule.per];
}

function explain({ rule, limit, grant }: Answer): string {
  const name = `limit ${rule.id} (${rule.rate} per ${rule.per})`;
  if (grant.error) return `${name} could not be counted: the limit table is full of live keys; raise limits.slots`;
  if (limit.cost > limit.burst) return `${name} never grants ${limit.cost} units at once; its burst is ${limit.burst}`;
  return `${name} is used up`;
}

/** Limits that could not be counted are left out; none is said to stay as it is beyond `most` seconds. */
function stateField(answers: readonly Answer[], most: number): string {
  let field = '';
  for (const { rule, grant } of answers) {
    if (grant.error !== undefined) continue;
    const seconds = Math.min(most, Math.ceil(grant.resetMs / 1000));
    field += `${field === '' ? '' : ', '}${limitState(rule.id, grant.remaining, seconds)}`;
  }
  return field;
}

function policyField(answers: readonly Answer[]): string {
  let field = '';
  for (const { rule } of answers) {
    field += `${field === '' ? '' : ', '}${limitPolicy(rule.id, rule.rate, PERIOD_SECONDS[rule.per])}`;
  }
  return field;
}
