import reasons from '../../../opa/refused.json' with { type: 'json' };

/**
 * Built-ins of OPA that Regate refuses, each with the reason and what to do instead. The toolchain reads the same file,
 * so a policy that calls one is refused when it is built, and when a bundle that something else has built is loaded.
 */
export const REFUSED_BUILTINS: ReadonlyMap<string, string> = new Map(Object.entries(reasons));
