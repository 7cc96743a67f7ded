import { ByteReader } from './bytes.ts';
import { OP, readInstruction } from './instructions.ts';

/** Numbers of the sections (core specification 5.5). */
export const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
} as const;

export interface Section {
  readonly id: number;
  /** Where the section's content lies in the module's bytes. */
  readonly start: number;
  readonly end: number;
}

export interface Import {
  readonly module: string;
  readonly name: string;
  readonly kind: 'function' | 'table' | 'memory' | 'global' | 'tag';
  /** Memory only: pages that it starts with at least. */
  readonly minimum?: number;
}

/** What the rewriting has to know of a module. Offsets are into its bytes. */
export interface DecodedModule {
  readonly bytes: Uint8Array;
  readonly sections: readonly Section[];
  readonly imports: readonly Import[];
  /** Names of the imported functions; their indices come before those of the module's own. */
  readonly importedFunctions: readonly string[];
  /** Number of parameters by type. */
  readonly parameters: readonly number[];
  /** Type of every function of the module itself, after the imported ones. */
  readonly functionTypes: readonly number[];
  /** Whether each global can be changed. */
  readonly globals: readonly boolean[];
  /** Indices of the functions that can be called through the table. */
  readonly tableFunctions: readonly number[];
  /** Bodies of the module's functions: from the declaration of locals to the last `end`. */
  readonly bodies: readonly { readonly start: number; readonly end: number }[];
  /** Index of a function by its name in the name section. */
  readonly functionNames: ReadonlyMap<string, number>;
}

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** Takes a module apart. It has to be valid already (`WebAssembly.validate`). */
export function decodeModule(bytes: Uint8Array): DecodedModule {
  const sections = readSections(bytes);
  const read = <T>(id: number, item: (reader: ByteReader) => T): T[] => {
    const section = sections.find((candidate) => candidate.id === id);
    return section === undefined ? [] : readVector(new ByteReader(bytes, section.start, section.end), item);
  };
  const imports = read(SECTION.import, readImport);
  return {
    bytes,
    sections,
    imports,
    importedFunctions: imports.filter(({ kind }) => kind === 'function').map(({ name }) => name),
    parameters: read(SECTION.type, readParameterCount),
    functionTypes: read(SECTION.function, (reader) => reader.u32()),
    globals: read(SECTION.global, readGlobal),
    tableFunctions: read(SECTION.element, readElements).flat(),
    bodies: read(SECTION.code, readRange),
    functionNames: readFunctionNames(bytes, sections),
  };
}

function readSections(bytes: Uint8Array): Section[] {
  if (HEADER.some((byte, i) => bytes[i] !== byte)) throw new RangeError('not a WebAssembly module');
  const sections: Section[] = [];
  const reader = new ByteReader(bytes, HEADER.length);
  while (!reader.done) {
    const id = reader.byte();
    const length = reader.u32();
    sections.push({ id, start: reader.offset, end: reader.offset + length });
    reader.skip(length);
  }
  return sections;
}

function readVector<T>(reader: ByteReader, item: (reader: ByteReader) => T): T[] {
  const count = reader.u32();
  const items: T[] = [];
  for (let i = 0; i < count; i++) items.push(item(reader));
  return items;
}

function readImport(reader: ByteReader): Import {
  const module = reader.name();
  const name = reader.name();
  switch (reader.byte()) {
    case 0:
      reader.u32();
      return { module, name, kind: 'function' };
    case 1:
      reader.byte();
      readLimits(reader);
      return { module, name, kind: 'table' };
    case 2:
      return { module, name, kind: 'memory', minimum: readLimits(reader) };
    case 3:
      reader.skip(2);
      return { module, name, kind: 'global' };
    default:
      reader.skip(1);
      reader.u32();
      return { module, name, kind: 'tag' };
  }
}

/** Gives the minimum. */
function readLimits(reader: ByteReader): number {
  const flags = reader.byte();
  if (flags > 1) throw new RangeError('the memory of the module is shared or larger than 32 bits');
  const minimum = reader.u32();
  if ((flags & 1) !== 0) reader.u32();
  return minimum;
}

function readParameterCount(reader: ByteReader): number {
  if (reader.byte() !== 0x60) throw new RangeError('a type of the module is not a function');
  const parameters = reader.u32();
  for (let i = 0; i < parameters; i++) readValueType(reader);
  for (let results = reader.u32(); results > 0; results--) readValueType(reader);
  return parameters;
}

/** Numbers only: a module of OPA knows no references. */
export function readValueType(reader: ByteReader): void {
  const type = reader.byte();
  if (type < 0x7c || type > 0x7f) throw new RangeError('a type of the module is not a number');
}

function readGlobal(reader: ByteReader): boolean {
  readValueType(reader);
  const mutable = reader.byte() === 1;
  skipConstant(reader);
  return mutable;
}

/** A constant expression: one instruction and `end`. */
function skipConstant(reader: ByteReader): void {
  readInstruction(reader);
  if (readInstruction(reader).opcode !== OP.end) throw new RangeError('a constant of the module is computed');
}

/** A segment of the first version's form: functions for table 0. */
function readElements(reader: ByteReader): number[] {
  if (reader.u32() !== 0) throw new RangeError('the table of the module is filled in an unknown way');
  skipConstant(reader);
  return readVector(reader, (item) => item.u32());
}

function readRange(reader: ByteReader): { start: number; end: number } {
  const length = reader.u32();
  const start = reader.offset;
  reader.skip(length);
  return { start, end: reader.offset };
}

function readFunctionNames(bytes: Uint8Array, sections: readonly Section[]): Map<string, number> {
  const names = new Map<string, number>();
  for (const section of sections) {
    if (section.id !== SECTION.custom) continue;
    const reader = new ByteReader(bytes, section.start, section.end);
    if (reader.name() !== 'name') continue;
    while (!reader.done) {
      const id = reader.byte();
      const length = reader.u32();
      const end = reader.offset + length;
      if (id === 1) {
        readVector(reader, (item) => {
          const index = item.u32();
          names.set(item.name(), index);
        });
      }
      reader.offset = end;
    }
  }
  return names;
}
