/** A case of OPA's suite, as v1/test/cases of OPA describes it, and what the generator adds. */
export interface Case {
  /** Rego's version. */
  readonly version: 'v0' | 'v1';
  /** Its folder in OPA's suite. */
  readonly group: string;
  /** Its name, unique in a version. */
  readonly note: string;
  readonly query: string;
  readonly modules?: readonly string[];
  readonly data?: unknown;
  /** JSON. */
  readonly input?: unknown;
  /** A Rego literal, which stands in for `input`. */
  readonly input_term?: string;
  readonly want_result?: readonly Readonly<Record<string, unknown>>[];
  readonly want_defined?: boolean;
  readonly want_error_code?: string;
  readonly want_error?: string;
  /** Whether the order within a binding does not count. */
  readonly sort_bindings?: boolean;
  /** Whether the error appears in OPA's strict mode only; otherwise the query is undefined. */
  readonly strict_error?: boolean;
  /** Input paths that the query reads; null: the whole. */
  readonly reads: readonly (readonly string[])[] | null;
  /** Number of its module. */
  readonly module: number;
  /** The text that all this was parsed from. */
  readonly line: string;
}

/** Numbers that JavaScript would print otherwise keep their text, as raw JSON. */
export function parseCase(line: string): Case {
  const parsed = JSON.parse(line, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? JSON.rawJSON(source) : value,
  );
  return { ...(parsed as Omit<Case, 'line'>), line };
}
