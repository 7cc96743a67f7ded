import type { Decision } from '../../../src/contracts/decision.ts';
import { enforce } from '../../../src/request/enforce.ts';

export const UPSTREAMS = new Map([
  ['items', {}],
  ['canary', {}],
]);

/** What the obligations mean, in a decision that allows. */
export function enforced(...obligations: NonNullable<Decision['obligations']>) {
  return enforce({ allow: true, obligations }, UPSTREAMS);
}
