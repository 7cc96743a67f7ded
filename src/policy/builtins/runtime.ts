import { RegoObject } from '../value.ts';
import type { Builtin } from './builtin.ts';

/** `opa.runtime`: an empty object, as in OPA's evaluator outside of its server. Nothing of the environment is shown. */
export const RUNTIME: Readonly<Record<string, Builtin>> = {
  'opa.runtime': () => new RegoObject(),
};
