import type { DecodedModule } from './module.ts';

/** As OPA's compiler calls the function of a rule: `g0.data.gateway.allow`. */
const RULE = /^g\d+\.(data\..+)$/;

/** Rules, and functions of the policy, by the index of the module's function. */
export function rulesOf({ functionNames }: DecodedModule): ReadonlyMap<number, string> {
  const rules = new Map<number, string>();
  for (const [name, index] of functionNames) {
    const [, rule] = RULE.exec(name) ?? [];
    if (rule !== undefined) rules.set(index, rule);
  }
  return rules;
}
