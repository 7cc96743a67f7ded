import { assemble } from './assemble.ts';
import { type Body, isConstant, type Loop, readBody } from './body.ts';
import { name, s32, u32 } from './bytes.ts';
import { type CallGraph, placesToGuard } from './calls.ts';
import { COPIES_LISTS, copyFunction, DEMANDS, hasCopies, replaceCopies } from './casts.ts';
import { type Counter, Counting } from './counters.ts';
import { type Edits, merge } from './edits.ts';
import { FIRST_ASKING, type Guards } from './guards.ts';
import { OP } from './instructions.ts';
import { firstNewLocal, instrument } from './instrument.ts';
import { INTEGER_READERS, parseFunction, replaceParse, typeOfParse } from './integers.ts';
import { type DecodedModule, SECTION } from './module.ts';
import type { Rewritten } from './output.ts';
import { clearMarks, markOwnSets, SET_MAKERS } from './own-sets.ts';
import { keepPaths, NO_PATHS } from './paths.ts';
import { rulesOf } from './rules.ts';

/** Names of the exports that the rewriting adds. No module of OPA has names with a space. */
export const ADDED_EXPORTS = {
  /** i32, mutable: fuel that is left. */
  fuel: 'regate fuel',
  /** i32, mutable: pages of memory that the module believes to have. */
  pages: 'regate pages',
  /** i32, mutable: not zero when a pattern was put into the cache of compiled ones. */
  patterns: 'regate patterns',
  /** (i32) -> i32: sets `fuel`, gives `patterns`. */
  begin: 'regate begin',
  /** Followed by a number: the module's own mutable globals. */
  global: 'regate global ',
  /** Followed by a number, i32, mutable: counters of a module that counts. */
  counter: 'regate counter ',
} as const;

/** The module cannot be rewritten; `message` says why. */
export class RewriteError extends Error {}

/**
 * The runtime of OPA keeps compiled patterns in a cache of 100 and, when it is full, may free the very pattern that it
 * is about to use. Without the bound nothing is ever freed; the memory ceiling and the resets of the heap bound it.
 */
const REGEX_CACHE = { function: 'reuse(re2::RE2*)', from: 100, to: 0x7fffffff };

/**
 * Rewrites a module of OPA so that it carries its own time limit and can be used again after a fault:
 *
 * - Loops, and functions that call more than once, burn fuel; without fuel they ask the host (instrument.ts).
 * - Its mutable globals, the stack pointer among them, are exported, so that the host can set them back.
 * - Memory grows through a function that knows how much the module believes to have. Set back to an earlier image, the
 *   module's allocator asks for memory that is there already, and gets it.
 * - Some functions of the runtime ask the host first, or look at the kind of their argument (casts.ts); a rule adds
 *   only to sets that it has made (own-sets.ts).
 * - `1.0` is an integer (integers.ts).
 * - A rule looks no path of its input or data up twice (paths.ts).
 * - The cache of compiled patterns has no bound (REGEX_CACHE), and a mark tells whether there is anything in it.
 *
 * The same bytes always give the same result. The module has to be valid.
 *
 * @param asking names of the functions that ask the host first; they take one to four values and give one
 * @param counters if given, the module counts too (counters.ts); gets what each counter counts
 */
export function rewrite(module: DecodedModule, asking: readonly string[], counters?: Counter[]): Uint8Array {
  const { bytes } = module;
  const hosts = [0, 1, 2, 3, 4].map((count) => indexOfImport(module, `opa_builtin${count}`));
  if (module.functionNames.size === 0) throw new RewriteError('it has no names of functions; do not strip it');

  const functions = module.importedFunctions.length + module.functionTypes.length;
  const fuel = module.globals.length;
  const pages = fuel + 1;
  const patterns = fuel + 2;
  const bodies = module.bodies.map((range) => readBody(bytes, range));
  const counting = counters && new Counting(module, patterns + 1, counters);
  const guarded = placesToGuard(callGraph(module, bodies));
  const guards = { fuel, hosts, grow: functions };
  const more = addedFunctions(module, guards, pages, patterns);
  const at = (kind: string) => functions + more.findIndex((one) => one.kind === kind);
  const rules = rulesOf(module);
  const quick = quickFunctions(module, bodies, asking);
  const instrumented = bodies.map((body, i) => {
    const parameters = module.parameters[module.functionTypes[i] as number] as number;
    const index = module.importedFunctions.length + i;
    const paths = rules.has(index) ? keepPaths(module, body, firstNewLocal(parameters, body)) : NO_PATHS;
    return instrument(bytes, body, guards, {
      parameters,
      locals: paths.locals,
      entry: guarded.functions.has(i),
      loops: guarded.loops,
      quick,
      mark: isNamed(module, i, REGEX_CACHE.function) ? patterns : undefined,
      hostFirst: numberOf(module, i, asking),
      demands: Object.entries(DEMANDS).find(([name]) => isNamed(module, i, name))?.[1],
      edits: merge(
        counting?.edits(body, index) ?? new Map(),
        mendCache(module, body, i),
        isNamed(module, i, COPIES_LISTS) ? new Map() : replaceCopies(module, body, at('copy')),
        INTEGER_READERS.some((name) => isNamed(module, i, name)) ? replaceParse(module, body, at('parse')) : new Map(),
        markOwnSets(module, body, i, guards),
        SET_MAKERS.some((maker) => isNamed(module, i, maker)) ? clearMarks(module, body) : new Map(),
        paths.edits,
      ),
    });
  });

  const added = new Map([
    [SECTION.type, [[0x60, 1, I32, 1, I32]]],
    [SECTION.function, more.map(({ type }) => u32(type))],
    [SECTION.global, Array.from({ length: 3 + (counters?.length ?? 0) }, zeroGlobal)],
    [SECTION.export, addedExports(module, { fuel, pages, patterns }, at('begin'), counters?.length ?? 0)],
  ]);
  return assemble(module, added, [...instrumented, ...more.map(({ body }) => body)]);
}

interface Added {
  readonly kind: 'grow' | 'begin' | 'copy' | 'parse';
  readonly type: number;
  readonly body: Rewritten;
}

/** Behind the module's own functions; the first is the one of `Guards.grow`. */
function addedFunctions(module: DecodedModule, guards: Guards, pages: number, patterns: number): Added[] {
  const toNumber = module.parameters.length;
  const parse = typeOfParse(module);
  return [
    { kind: 'grow', type: toNumber, body: growFunction(pages) },
    { kind: 'begin', type: toNumber, body: beginFunction(guards.fuel, patterns) },
    ...(hasCopies(module) ? [{ kind: 'copy', type: toNumber, body: copyFunction(module) } as const] : []),
    ...(parse === undefined ? [] : [{ kind: 'parse', type: parse, body: parseFunction(module, guards) } as const]),
  ];
}

const I32 = 0x7f;

/** Who calls whom, of the module's own functions, counted from zero. The host's functions call nobody. */
function callGraph(module: DecodedModule, bodies: readonly Body[]): CallGraph<Loop> {
  const imported = module.importedFunctions.length;
  const functions = bodies.map(({ calls }) =>
    calls
      .filter(({ target }) => target === undefined || target >= imported)
      .map(({ target, loop }) => ({ target: target === undefined ? undefined : target - imported, loop })),
  );
  return { functions, table: module.tableFunctions.map((index) => index - imported).filter((index) => index >= 0) };
}

/** Those that have no loop and call nothing, not even the host. */
function quickFunctions(module: DecodedModule, bodies: readonly Body[], asking: readonly string[]): Set<number> {
  const imported = module.importedFunctions.length;
  const quick = new Set(
    bodies.flatMap(({ loops, calls }, i) => (loops.size === 0 && calls.length === 0 ? [imported + i] : [])),
  );
  for (const name of [...asking, ...Object.keys(DEMANDS)]) quick.delete(module.functionNames.get(name) ?? -1);
  return quick;
}

function mendCache(module: DecodedModule, body: Body, index: number): Edits {
  if (!isNamed(module, index, REGEX_CACHE.function)) return new Map();
  const [place, ...others] = body.instructions.filter((instruction) => {
    return isConstant(module.bytes, instruction, REGEX_CACHE.from);
  });
  if (place === undefined || others.length > 0) {
    throw new RewriteError('its cache of patterns is not the one that Regate knows how to mend');
  }
  return new Map([[place.start, { bytes: [OP.i32Const, ...s32(REGEX_CACHE.to)], instead: true }]]);
}

/** Number by which a function asks the host first, if it does. */
function numberOf(module: DecodedModule, index: number, asking: readonly string[]): number | undefined {
  const at = asking.findIndex((text) => isNamed(module, index, text));
  return at < 0 ? undefined : FIRST_ASKING - at;
}

/** Whether the module's own function of this index has this name. */
function isNamed(module: DecodedModule, index: number, text: string): boolean {
  return module.functionNames.get(text) === module.importedFunctions.length + index;
}

function indexOfImport(module: DecodedModule, text: string): number {
  const index = module.importedFunctions.indexOf(text);
  if (index < 0) throw new RewriteError(`it does not import ${text}`);
  return index;
}

function zeroGlobal(): number[] {
  return [I32, 1, OP.i32Const, 0, OP.end];
}

function addedExports(
  module: DecodedModule,
  added: Record<'fuel' | 'pages' | 'patterns', number>,
  begin: number,
  counters: number,
): number[][] {
  const globalExport = (text: string, index: number) => [...name(text), 3, ...u32(index)];
  const own = module.globals.flatMap((mutable, i) => (mutable ? [globalExport(ADDED_EXPORTS.global + i, i)] : []));
  const first = added.patterns + 1;
  return [
    ...own,
    ...Object.entries(added).map(([key, index]) => globalExport(`regate ${key}`, index)),
    [...name(ADDED_EXPORTS.begin), 0, ...u32(begin)],
    ...Array.from({ length: counters }, (_, i) => globalExport(ADDED_EXPORTS.counter + i, first + i)),
  ];
}

/** begin(n): fuel = n; return patterns */
function beginFunction(fuel: number, patterns: number): Rewritten {
  const code = [OP.localGet, 0, OP.globalSet, ...u32(fuel), OP.globalGet, ...u32(patterns), OP.end];
  return { bytes: Uint8Array.from([0, ...code]), unlikely: [] };
}

/**
 * grow(n): if (pages == 0) pages = memory.size
 *          before = pages
 *          if (before + n > memory.size && memory.grow(before + n - memory.size) < 0) return -1
 *          pages = before + n; return before
 *
 * Before the first call `pages` is zero: what the host gave is what there is. `n` is compared as an unsigned number
 * below 65536, the largest size of a memory, so that the sum cannot wrap.
 */
function growFunction(pages: number): Rewritten {
  const global = u32(pages);
  const more = [OP.globalGet, ...global, OP.localGet, 0, OP.i32Add];
  const bytes = Uint8Array.from([
    0,
    ...[OP.globalGet, ...global, OP.i32Eqz, OP.if, OP.blockVoid, OP.memorySize, 0, OP.globalSet, ...global, OP.end],
    ...[OP.localGet, 0, OP.i32Const, ...[0x80, 0x80, 0x04], OP.i32GtU],
    ...[OP.if, OP.blockVoid, OP.i32Const, 0x7f, OP.return, OP.end],
    ...[...more, OP.memorySize, 0, OP.i32GtU, OP.if, OP.blockVoid],
    ...[...more, OP.memorySize, 0, OP.i32Sub, OP.memoryGrow, 0, OP.i32Const, 0, OP.i32LtS],
    ...[OP.if, OP.blockVoid, OP.i32Const, 0x7f, OP.return, OP.end, OP.end],
    ...[OP.globalGet, ...global, ...more, OP.globalSet, ...global],
    OP.end,
  ]);
  return { bytes, unlikely: [] };
}
