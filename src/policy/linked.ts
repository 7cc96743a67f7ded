import { NATIVES } from './natives.ts';
import { FIRST_ASKING, INTEGER, MISPLACED, TICK } from './rewrite/guards.ts';
import { ADDED_EXPORTS } from './rewrite/rewrite.ts';

/** The functions of OPA's ABI 1.2 that Regate calls. Addresses are offsets into the memory. */
export interface OpaExports {
  eval(context: number): number;
  builtins(): number;
  entrypoints(): number;
  opa_eval_ctx_new(): number;
  opa_eval_ctx_set_input(context: number, value: number): void;
  opa_eval_ctx_set_data(context: number, value: number): void;
  opa_eval_ctx_set_entrypoint(context: number, entrypoint: number): void;
  opa_eval_ctx_get_result(context: number): number;
  opa_malloc(size: number): number;
  /** Zero where the text is no value. */
  opa_value_parse(address: number, length: number): number;
  /** Address of a text that ends with NUL. */
  opa_value_dump(value: number): number;
  opa_heap_ptr_get(): number;
  opa_heap_ptr_set(address: number): void;
}

/** What a running module may ask of its host. All may throw, through the module. */
export interface Host {
  /** The module used up its fuel: throws where the time is over. */
  tick(): void;
  /** The module is about to put something into what is neither a set nor an object. */
  misplaced(): never;
  /** Writes the integer that a number as `1.0`, of so many bytes at `text`, is, in 64 bits, to `target`; else not zero. */
  wholeNumber(text: number, length: number, target: number): number;
  /** The message of `opa_abort` lies at `address`. */
  abort(address: number): never;
  /** `glob.match` of the values at these addresses; 0 leaves it to the module, -1 is undefined. */
  globMatch(pattern: number, delimiters: number, text: number): number;
  /** A function of the runtime, by its place in NATIVES; 0 leaves it to the module, -1 is undefined. */
  native(place: number, addresses: readonly number[]): number;
  /** Calls a built-in by its number; zero is undefined. */
  call(builtin: number, addresses: readonly number[]): number;
}

/** What the rewriting added, see ADDED_EXPORTS. */
export interface Added {
  readonly fuel: WebAssembly.Global;
  readonly patterns: WebAssembly.Global;
  /** Sets the fuel and gives what `patterns` holds; a call into the module costs less than two globals from outside. */
  begin(fuel: number): number;
}

/** A module with its memory, after its start function ran. */
export interface Linked {
  readonly instance: WebAssembly.Instance;
  readonly exports: OpaExports;
  readonly memory: WebAssembly.Memory;
  /** What the rewriting added; absent where the module was not rewritten. */
  readonly added: Added | undefined;
  /** All globals that hold state, by the name of their export. */
  readonly globals: ReadonlyMap<string, WebAssembly.Global>;
}

/** Pages of 64 KiB. */
export interface MemorySize {
  readonly initial: number;
  readonly maximum: number;
}

/** Functions of the runtime that ask the host first, in the order of their numbers: `glob.match`, then NATIVES. */
export const ASKING: readonly string[] = ['opa_glob_match', ...NATIVES.map((native) => native.function)];

const GLOB_MATCH = FIRST_ASKING;

/** Instantiates a module with a new memory. */
export function link(module: WebAssembly.Module, size: MemorySize, host: Host): Linked {
  const memory = new WebAssembly.Memory({ ...size });
  const call = (id: number, addresses: readonly number[]) =>
    id < GLOB_MATCH ? host.native(GLOB_MATCH - 1 - id, addresses) : host.call(id, addresses);
  const env = {
    memory,
    opa_abort: (address: number) => host.abort(address),
    opa_println: () => {},
    opa_builtin0(id: number) {
      if (id === MISPLACED) return host.misplaced();
      if (id !== TICK) return call(id, []);
      host.tick();
      return 0;
    },
    opa_builtin1: (id: number, _context: number, a: number) => call(id, [a]),
    opa_builtin2: (id: number, _context: number, a: number, b: number) => call(id, [a, b]),
    opa_builtin3(id: number, _context: number, a: number, b: number, c: number) {
      if (id === GLOB_MATCH) return host.globMatch(a, b, c);
      return id === INTEGER ? host.wholeNumber(a, b, c) : call(id, [a, b, c]);
    },
    opa_builtin4: (id: number, _context: number, a: number, b: number, c: number, d: number) => call(id, [a, b, c, d]),
  };
  const instance = new WebAssembly.Instance(module, { env });
  const { exports } = instance;
  const globals = new Map<string, WebAssembly.Global>();
  for (const [name, value] of Object.entries(exports)) {
    if (name.startsWith(ADDED_EXPORTS.global) || name === ADDED_EXPORTS.pages || name === ADDED_EXPORTS.patterns) {
      globals.set(name, value as WebAssembly.Global);
    }
  }
  return {
    instance,
    exports: exports as unknown as OpaExports,
    memory,
    added: addedTo(exports),
    globals,
  };
}

function addedTo(exports: WebAssembly.Instance['exports']): Added | undefined {
  const names = [ADDED_EXPORTS.fuel, ADDED_EXPORTS.patterns, ADDED_EXPORTS.begin];
  const [fuel, patterns, begin] = names.map((name) => exports[name]);
  if (!(fuel instanceof WebAssembly.Global) || !(patterns instanceof WebAssembly.Global)) return undefined;
  return { fuel, patterns, begin: begin as WebAssembly.ExportedFunction };
}
