import { ByteReader, name, u32 } from './bytes.ts';
import { type DecodedModule, SECTION, type Section } from './module.ts';
import type { Rewritten } from './output.ts';

/**
 * A module with more entries in some vectors, and with other bodies. Of its custom sections only the names are kept: the
 * others speak of offsets that have moved.
 *
 * @param added entries by number of section
 * @param bodies of all functions of the module itself, the added ones last
 */
export function assemble(
  module: DecodedModule,
  added: ReadonlyMap<number, readonly (readonly number[])[]>,
  bodies: readonly Rewritten[],
): Uint8Array {
  const parts: Uint8Array[] = [module.bytes.subarray(0, 8)];
  const section = (id: number, ...content: Uint8Array[]) => {
    const length = content.reduce((sum, part) => sum + part.length, 0);
    parts.push(Uint8Array.from([id, ...u32(length)]), ...content);
  };
  for (const found of module.sections) {
    const content = module.bytes.subarray(found.start, found.end);
    const entries = added.get(found.id);
    if (found.id === SECTION.code) {
      section(SECTION.custom, branchHints(module, bodies));
      section(SECTION.code, Uint8Array.from(u32(bodies.length)), ...bodies.flatMap(prefixed));
    } else if (entries !== undefined) {
      section(found.id, ...extended(content, entries));
    } else if (found.id !== SECTION.custom || isNames(module, found)) {
      section(found.id, content);
    }
  }
  return Buffer.concat(parts);
}

function prefixed({ bytes }: Rewritten): Uint8Array[] {
  return [Uint8Array.from(u32(bytes.length)), bytes];
}

function isNames({ bytes }: DecodedModule, { start, end }: Section): boolean {
  return new ByteReader(bytes, start, end).name() === 'name';
}

/** Section `metadata.code.branch_hint`: by function, by offset, one byte that is zero for "seldom". */
function branchHints(module: DecodedModule, bodies: readonly Rewritten[]): Uint8Array {
  const imported = module.imports.filter(({ kind }) => kind === 'function').length;
  const hinted = bodies.flatMap(({ unlikely }, i) =>
    unlikely.length === 0 ? [] : [{ index: imported + i, unlikely }],
  );
  const bytes = [...name('metadata.code.branch_hint'), ...u32(hinted.length)];
  for (const { index, unlikely } of hinted) {
    bytes.push(...u32(index), ...u32(unlikely.length));
    for (const offset of unlikely) bytes.push(...u32(offset), 1, 0);
  }
  return Uint8Array.from(bytes);
}

/** A vector with more entries at its end. */
function extended(vector: Uint8Array, entries: readonly (readonly number[])[]): Uint8Array[] {
  const reader = new ByteReader(vector);
  const count = reader.u32();
  const rest = vector.subarray(reader.offset);
  return [Uint8Array.from(u32(count + entries.length)), rest, Uint8Array.from(entries.flat())];
}
