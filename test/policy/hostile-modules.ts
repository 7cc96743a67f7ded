import { functionIndex, withBody, withMemory, withText } from './hostile.ts';

/** One way to misbehave: a policy's own module, made hostile. */
export interface HostileModule {
  readonly name: string;
  readonly make: (wasm: Uint8Array) => Uint8Array;
  /** What the operator reads. */
  readonly says: RegExp;
}

const [UNREACHABLE, LOOP, IF, END, BR, CALL, DROP, I32, GROW] = [0x00, 0x03, 0x04, 0x0b, 0x0c, 0x10, 0x1a, 0x41, 0x40];
const VOID = 0x40;
const FOREVER = [LOOP, VOID, BR, 0, END];
const ZERO = [I32, 0, END];
/** memory.size << 16 */
const MEMORY_END = [0x3f, 0, I32, 16, 0x74];
/** 1 MiB, as a constant. */
const MIB = [I32, 0x80, 0x80, 0xc0, 0x00];
const SIXTY_THOUSAND = [I32, 0xe0, 0xd4, 0x03];

const evaluating = (body: (wasm: Uint8Array) => readonly number[]) => (wasm: Uint8Array) =>
  withBody(wasm, 'eval', body(wasm));
const starting = (body: (wasm: Uint8Array) => readonly number[]) => (wasm: Uint8Array) =>
  withBody(wasm, '_initialize', body(wasm));

/** They ask for what no policy asks for, or lack what every policy has: that shows before anything of them runs. */
export const NO_POLICIES: readonly HostileModule[] = [
  {
    name: 'an import that OPA does not define',
    make: (wasm) => withText(wasm, 'opa_builtin4', 'opa_builtin5'),
    says: /imports env\.opa_builtin5/,
  },
  {
    name: 'an import from another host',
    make: (wasm) => withText(wasm, '\x03env\x0copa_builtin4', '\x03ext\x0copa_builtin4'),
    says: /imports ext\.opa_builtin4/,
  },
  {
    name: 'an export that is missing',
    make: (wasm) => withText(wasm, 'opa_heap_ptr_set', 'opa_heap_ptr_sex'),
    says: /does not export opa_heap_ptr_set/,
  },
  {
    name: '60,000 pages of memory',
    make: (wasm) => withMemory(wasm, 60_000),
    says: /asks for 3840000 KiB of memory/,
  },
];

/** They misbehave when they are started, or asked what they are. */
export const BROKEN_FROM_THE_START: readonly HostileModule[] = [
  {
    name: 'another version of the ABI',
    // The two globals of the version, 1 and 3, one behind the other.
    make: (wasm) => withText(wasm, '\x7f\0\x41\x01\x0b\x7f\0\x41\x03\x0b', '\x7f\0\x41\x02\x0b\x7f\0\x41\x00\x0b'),
    says: /its ABI is 2\.0/,
  },
  {
    name: 'a text without an end',
    make: (wasm) => withBody(wasm, 'opa_value_dump', [I32, 0x7f, END]),
    says: /has no end/,
  },
  { name: 'a start function that traps', make: starting(() => [UNREACHABLE, END]), says: /unreachable/ },
  {
    name: 'a start function that calls a built-in',
    make: starting((wasm) => [I32, 7, I32, 0, CALL, ...functionIndex(wasm, 'opa_builtin0'), DROP, END]),
    says: /calls a built-in while it starts/,
  },
];

/** A start function that does not end; without the rewriting it takes ten seconds to find out. */
export const ENDLESS_START: HostileModule = {
  name: 'a start function that never ends',
  make: starting(() => [...FOREVER, END]),
  says: /longer than|did not start, or not end, within/,
};

/** An evaluation that does not end. */
export const ENDLESS: HostileModule = {
  name: 'a loop',
  make: evaluating(() => [...FOREVER, ...ZERO]),
  says: /longer than 20 ms|did not start, or not end, within/,
};

/** They pass for bundles, and misbehave when they are asked. */
export const CONTAINED: readonly HostileModule[] = [
  {
    name: 'endless recursion',
    make: evaluating((wasm) => [0x20, 0, CALL, ...functionIndex(wasm, 'eval'), END]),
    says: /stack/,
  },
  {
    name: 'memory without measure',
    // while (memory.grow(1) != -1); unreachable
    make: evaluating(() => [LOOP, VOID, I32, 1, GROW, 0, I32, 0x7f, 0x47, 0x0d, 0, END, UNREACHABLE, END]),
    says: /unreachable/,
  },
  {
    name: '60,000 pages at once',
    // if (memory.grow(60000) == -1) unreachable; and else it never ends
    make: evaluating(() => [
      ...[...SIXTY_THOUSAND, GROW, 0, I32, 0x7f, 0x46, IF, VOID, UNREACHABLE, END],
      ...[...FOREVER, ...ZERO],
    ]),
    says: /unreachable/,
  },
  { name: 'a trap', make: evaluating(() => [UNREACHABLE, END]), says: /unreachable/ },
  {
    name: 'a read outside of the memory',
    make: evaluating(() => [I32, 0x7f, 0x28, 2, 0, END]),
    says: /out of bounds/,
  },
  {
    name: 'a message of a megabyte and more without an end',
    make: evaluating((wasm) => [
      ...[...MIB, I32, 0xe1, 0, ...MEMORY_END, ...MIB, 0x6b, 0xfc, 11, 0],
      ...[...MIB, CALL, ...functionIndex(wasm, 'opa_abort'), ...ZERO],
    ]),
    says: /has no end/,
  },
  {
    name: 'a built-in that it has not declared',
    make: evaluating((wasm) => [I32, 42, I32, 0, CALL, ...functionIndex(wasm, 'opa_builtin0'), END]),
    says: /unknown built-in 42/,
  },
];
