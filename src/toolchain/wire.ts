import type { Finding } from '../errors.ts';
import type { ExplainOptions, Explanation } from './explanation.ts';

/*
 * The shapes that opa/*.go and this folder exchange: JSON both ways. The names are those of the Go side.
 */

/** One request to the toolchain. */
export interface WireRequest {
  readonly op: keyof Operations;
  readonly params: unknown;
}

/** Its answer: one of the two members. */
export interface WireReply {
  readonly result?: unknown;
  readonly error?: {
    /** `policy`: the policy is at fault; `request`, `panic`: the toolchain is. */
    readonly code: 'policy' | 'request' | 'panic';
    readonly message: string;
    readonly findings?: readonly Finding[];
  };
}

/** A source file as the Go side wants it. */
export interface WireSource {
  readonly path: string;
  readonly text: string;
}

/** Paths of the input that an entrypoint reads; null is the whole input. */
export type InputPaths = readonly (readonly string[])[] | null;

export interface WireBuilt {
  /** base64 */
  readonly wasm: string;
  /** JSON text. */
  readonly data: string;
  readonly roots: readonly string[];
  readonly resolvers: readonly {
    readonly entrypoint: string;
    readonly module: string;
    readonly annotations?: unknown;
  }[];
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly revision?: string;
  readonly reads: Readonly<Record<string, InputPaths>>;
  readonly builtins: readonly string[];
  readonly deterministic: boolean;
  readonly warnings: readonly Finding[];
}

/** One test rule. */
export interface TestResult {
  /** Without `data.`. */
  readonly package: string;
  readonly name: string;
  readonly status: 'pass' | 'fail' | 'error' | 'skip';
  readonly file: string;
  readonly row: number;
  readonly col: number;
  /** Nanoseconds. */
  readonly duration: number;
  /** What `print` wrote. */
  readonly output?: string;
  /** Of an error. */
  readonly message?: string;
  /** The expression that did not hold, with the values of its variables as `message`. */
  readonly failedAt?: Finding;
  /** Of a table test. */
  readonly cases?: readonly { readonly name: string; readonly status: 'pass' | 'fail' }[];
}

/** Covered lines of the policy; tests themselves do not count. */
export interface Coverage {
  /** 0 to 100. */
  readonly percent: number;
  readonly covered: number;
  readonly notCovered: number;
  readonly files: Readonly<Record<string, FileCoverage>>;
}

export interface FileCoverage {
  readonly percent: number;
  /** Ranges of rows, both ends included. */
  readonly covered: readonly (readonly [number, number])[];
  readonly notCovered: readonly (readonly [number, number])[];
}

/** What an entrypoint depends on. */
export interface Dependencies {
  /** From the compiled plan: sound, so it is never less than what is read. */
  readonly input: InputPaths;
  /** References to base documents, as `data.roles`, read off the source: for people only. */
  readonly data: readonly string[];
  /** References to the rules that take part: for people only. */
  readonly rules: readonly string[];
}

export interface Annotated {
  readonly path: string;
  readonly scope: string;
  readonly file: string;
  readonly row: number;
  readonly title?: string;
  readonly description?: string;
  readonly entrypoint?: boolean;
  readonly custom?: Readonly<Record<string, unknown>>;
}

/** What is in a folder of Rego. */
export interface Inspection {
  /** Files of each package; names without `data.`. */
  readonly packages: Readonly<Record<string, readonly string[]>>;
  /** Entrypoints that METADATA marks, as `gateway/decision`. */
  readonly entrypoints: readonly string[];
  readonly annotations: readonly Annotated[];
  readonly roots: readonly string[];
  /** Names at the top of the base documents. */
  readonly data: readonly string[];
}

/** What OPA's own evaluator answered. */
export interface Evaluated {
  /** Values of the query's expressions, one entry for each set of bindings; empty: undefined. */
  readonly results: readonly {
    readonly values: readonly unknown[];
    readonly bindings?: Readonly<Record<string, unknown>>;
  }[];
  readonly printed?: string;
  /** For people. */
  readonly trace?: string;
}

/** What a policy is worth being asked about, as JSON texts, the shortest first. */
export interface Probes {
  /** Objects under which a test had a rule of the policy evaluated. */
  readonly inputs: readonly string[];
  /** Texts and numbers that rules mention, then names and texts of data. */
  readonly constants: readonly string[];
}

/** One question about an entrypoint. */
export interface WireQuestion {
  /** As `gateway/decision`. */
  readonly entrypoint: string;
  /** JSON text. */
  readonly input: string;
  /** What non-deterministic built-ins have to return, as in the decision log: JSON text, or empty. */
  readonly ndBuiltins: string;
  /** Time of this evaluation, Unix milliseconds; that of all of them if left out. */
  readonly time?: number;
}

/** Its answer: the value as JSON text, or why there is none; neither: undefined. */
export interface WireDecided {
  readonly value?: string;
  readonly error?: string;
  /** It took too long and was given up. */
  readonly late?: true;
}

/** One clause of a rule. */
export interface FiredRule {
  /** As `gateway.access.allow`. */
  readonly name: string;
  readonly file: string;
  readonly row: number;
  /** Questions in which it held. */
  readonly questions: number;
}

/** What questions used of a policy. */
export interface Fired {
  /** By file and row. */
  readonly rules: readonly FiredRule[];
  readonly coverage: Coverage;
}

/** Every operation, its parameters and its result. */
export interface Operations {
  version: { params: object; result: { readonly opa: string; readonly go: string } };
  build: { params: { sources: readonly WireSource[]; entrypoints: readonly string[] }; result: WireBuilt };
  test: {
    params: { sources: readonly WireSource[]; run: string; coverage: boolean; probes: boolean };
    result: { readonly results: readonly TestResult[]; readonly coverage?: Coverage; readonly probes?: Probes };
  };
  check: {
    params: { sources: readonly WireSource[]; schemas: Readonly<Record<string, unknown>> };
    result: { readonly files: number; readonly warnings: readonly Finding[] };
  };
  format: { params: { sources: readonly WireSource[] }; result: readonly WireSource[] };
  inspect: { params: { sources: readonly WireSource[] }; result: Inspection };
  deps: {
    params: { sources: readonly WireSource[]; entrypoints: readonly string[] };
    result: Readonly<Record<string, Dependencies>>;
  };
  open: {
    params: { policy: number; sources: readonly WireSource[]; data?: unknown; fired: boolean };
    result: object;
  };
  evaluate: { params: { policy: number; query: string; input?: unknown; trace: boolean }; result: Evaluated };
  decide: {
    params: { policy: number; now: number; limit: number; each: number; questions: readonly WireQuestion[] };
    result: readonly WireDecided[];
  };
  fired: { params: { policy: number }; result: Fired };
  explain: { params: ExplainOptions & { readonly sources: readonly WireSource[] }; result: Explanation };
  close: { params: { policy: number }; result: object };
}
