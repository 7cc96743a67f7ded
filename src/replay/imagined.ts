import type { DecisionEvent } from '../contracts/event.ts';

/** A question that nobody asked. */
export interface Imagined {
  /** What reports call it. */
  readonly id: string;
  readonly entrypoint: string;
  readonly input: object;
  /** Name of the bundle, where only decisions of one count. */
  readonly bundle?: string | undefined;
}

/**
 * The line that a decision log would have of it, for `Comparing` with a policy of before: the decision itself is not known.
 *
 * @param time RFC 3339
 */
export function imaginedLine({ id, entrypoint, input, bundle }: Imagined, time: string): string {
  const { route, subject } = input as { route?: { id?: unknown }; subject?: { id?: unknown } };
  const event: Partial<DecisionEvent> = {
    decision_id: id,
    timestamp: time,
    ...(bundle !== undefined && { bundles: { [bundle]: { revision: '' } } }),
    path: entrypoint,
    input: input as Record<string, unknown>,
    result: {},
    ...(typeof route?.id === 'string' && { http: { route: route.id } as DecisionEvent['http'] }),
    ...(typeof subject?.id === 'string' && { subject: { kind: 'jwt', id: subject.id, issuer: '' } }),
  };
  return JSON.stringify(event);
}
