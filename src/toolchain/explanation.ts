/** Why a decision came out as it did, and what would turn it round. The names are those of opa/explain. */
export interface Explanation {
  /** The decision as it came out again; absent where it is undefined. */
  readonly decision?: unknown;
  /** Reasons of the decision, in its order, each with the rule that gave it. */
  readonly reasons: readonly ExplainedReason[];
  /** The rule of the entrypoint. Its name is empty where the sources have none. */
  readonly rule: ExplainedRule;
  readonly nearest: Nearest;
  /** There is more than is shown. */
  readonly incomplete?: boolean;
}

export interface ExplainedReason {
  readonly code: string;
  readonly message?: string;
  /** Absent where no rule can be named. */
  readonly rule?: ExplainedRule;
}

/** What came of a rule. */
export interface ExplainedRule {
  /** As `gateway.access.allow`. */
  readonly name: string;
  /** In Rego; absent: undefined. */
  readonly value?: string;
  /** Its clauses are shown where it was met first. */
  readonly again?: boolean;
  readonly clauses?: readonly ExplainedClause[];
}

/** One body of a rule. */
export interface ExplainedClause {
  readonly file: string;
  readonly row: number;
  /** The first line. */
  readonly text: string;
  /** Whether the rule got a value from it. */
  readonly held: boolean;
  /** All expressions of a body that held, or the one that failed. */
  readonly steps?: readonly ExplainedStep[];
}

/** An expression of a body. */
export interface ExplainedStep {
  readonly file: string;
  readonly row: number;
  readonly text: string;
  readonly held: boolean;
  /** It is none of the body, but what the rule's value is made of. */
  readonly head?: boolean;
  /** What its variables and references were, in Rego; one without a value was undefined. */
  readonly values?: readonly { readonly name: string; readonly value?: string }[];
  /** Further sets of values for which it failed. */
  readonly others?: number;
  /** Within `every`: where its body failed. */
  readonly steps?: readonly ExplainedStep[];
  /** Rules that it depends on, as far as they say why. */
  readonly rules?: readonly ExplainedRule[];
}

/** The fewest changes of the input with which the decision is the other one. */
export interface Nearest {
  /** Each list is one way to do it; empty where none was found. */
  readonly changes: readonly (readonly Change[])[];
  /** Inputs that were tried. */
  readonly tries: number;
  /** Nothing was left to try; false: the search ended at its bounds. */
  readonly exhausted: boolean;
}

/** A change of one place of the input; without `from`, nothing was there, without `to`, nothing is to be. */
export interface Change {
  /** JSON pointer into the input. */
  readonly path: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

export interface ExplainOptions {
  /** As `gateway/decision`. */
  readonly entrypoint: string;
  /** JSON text. */
  readonly input: string;
  /** When it was decided, Unix milliseconds. */
  readonly time: number;
  /** What non-deterministic built-ins returned: `nd_builtin_cache` of the event, JSON text; empty: nothing. */
  readonly recalled: string;
  /** Bounds of the evaluation and of the search, in milliseconds. */
  readonly limit: number;
  readonly searchLimit: number;
  /** Inputs that are tried at most. */
  readonly tries: number;
}

/** The same with the files called what `label` calls them. */
export function locatedExplanation(explanation: Explanation, label: (file: string) => string): Explanation {
  const rule = (one: ExplainedRule): ExplainedRule =>
    one.clauses === undefined ? one : { ...one, clauses: one.clauses.map(clause) };
  const clause = (one: ExplainedClause): ExplainedClause => ({ ...one, file: label(one.file), ...inner(one) });
  const step = (one: ExplainedStep): ExplainedStep => ({
    ...one,
    file: label(one.file),
    ...inner(one),
    ...(one.rules && { rules: one.rules.map(rule) }),
  });
  const inner = ({ steps }: { readonly steps?: readonly ExplainedStep[] }) => steps && { steps: steps.map(step) };
  return {
    ...explanation,
    rule: rule(explanation.rule),
    reasons: explanation.reasons.map((one) => (one.rule === undefined ? one : { ...one, rule: rule(one.rule) })),
  };
}
