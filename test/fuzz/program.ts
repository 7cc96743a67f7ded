/** A policy in parts that can be left out one by one, with documents to evaluate it with. */
export interface Program {
  /** Package `q`, which the rules of `p` use. */
  readonly library: readonly Rule[];
  /** Package `p`. */
  readonly rules: readonly Rule[];
  /** Base documents below `data.d`. */
  readonly data: unknown;
  readonly inputs: readonly object[];
  /** Whether the module answers alike before it is rewritten: it has nothing in it that the rewriting mends. */
  readonly bare: boolean;
}

export interface Rule {
  readonly name: string;
  /** Arguments of a function, which is no entrypoint; 0: a rule. */
  readonly arity: number;
  /** Head of its default. */
  readonly fallback?: string;
  readonly clauses: readonly Clause[];
}

export interface Clause {
  readonly head: string;
  /** Statements of one line each. */
  readonly body: readonly string[];
  readonly otherwise: readonly Branch[];
}

/** `else := value if { body }` */
export interface Branch {
  readonly value: string;
  readonly body: readonly string[];
}

/** Rego of a package. */
export function textOf(name: string, rules: readonly Rule[]): string {
  return [`package ${name}`, ...rules.flatMap(ruleTexts)].join('\n\n').concat('\n');
}

function ruleTexts({ fallback, clauses }: Rule): string[] {
  return [...(fallback === undefined ? [] : [`default ${fallback}`]), ...clauses.map(clauseText)];
}

function clauseText({ head, body, otherwise }: Clause): string {
  return [head + bodyText(body), ...otherwise.map((branch) => `else := ${branch.value}${bodyText(branch.body)}`)].join(
    ' ',
  );
}

function bodyText(body: readonly string[]): string {
  return body.length === 0 ? '' : ` if {\n${body.map((statement) => `\t${statement}\n`).join('')}}`;
}

/** The program without one of its parts, for each part, the larger ones first. */
export function* withoutOne(program: Program): Generator<Program> {
  for (const part of ['rules', 'library'] as const) {
    for (const rules of shorter(program[part])) yield { ...program, [part]: rules };
  }
  for (const part of ['rules', 'library'] as const) {
    for (const [i, rule] of program[part].entries()) {
      for (const less of lessOfRule(rule)) yield { ...program, [part]: program[part].with(i, less) };
    }
  }
  for (const data of lessOfValue(program.data)) yield { ...program, data };
  for (const [i, input] of program.inputs.entries()) {
    for (const less of lessOfValue(input)) yield { ...program, inputs: program.inputs.with(i, less as object) };
  }
}

function* lessOfRule(rule: Rule): Generator<Rule> {
  if (rule.fallback !== undefined) {
    const { fallback, ...rest } = rule;
    yield rest;
  }
  if (rule.clauses.length > 1) for (const clauses of shorter(rule.clauses)) yield { ...rule, clauses };
  for (const [i, clause] of rule.clauses.entries()) {
    for (const less of lessOfClause(clause)) yield { ...rule, clauses: rule.clauses.with(i, less) };
  }
}

function* lessOfClause(clause: Clause): Generator<Clause> {
  for (const otherwise of shorter(clause.otherwise)) yield { ...clause, otherwise };
  for (const body of shorter(clause.body)) yield { ...clause, body };
  for (const [i, branch] of clause.otherwise.entries()) {
    for (const body of shorter(branch.body))
      yield { ...clause, otherwise: clause.otherwise.with(i, { ...branch, body }) };
  }
}

/** Each list without one item. */
function shorter<Item>(items: readonly Item[]): Item[][] {
  return items.map((_, i) => items.toSpliced(i, 1));
}

/** A document without one member somewhere. */
function* lessOfValue(value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    yield* shorter(value);
    for (const [i, item] of value.entries()) for (const less of lessOfValue(item)) yield value.with(i, less);
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    const { [name]: _, ...rest } = value as Record<string, unknown>;
    yield rest;
    for (const less of lessOfValue(member)) yield { ...value, [name]: less };
  }
}
