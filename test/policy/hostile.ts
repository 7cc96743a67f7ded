import { u32 } from '../../src/policy/rewrite/bytes.ts';
import { decodeModule, SECTION } from '../../src/policy/rewrite/module.ts';

/** A module whose function `name` has other instructions. They end with `end` (0x0b) and use no locals. */
export function withBody(wasm: Uint8Array, name: string, instructions: readonly number[]): Uint8Array {
  const module = decodeModule(wasm);
  const imported = module.imports.filter(({ kind }) => kind === 'function').length;
  const index = (module.functionNames.get(name) as number) - imported;
  const bodies = module.bodies.map(({ start, end }, i) =>
    i === index ? Uint8Array.from([0, ...instructions]) : wasm.subarray(start, end),
  );
  const code = Buffer.concat([
    Uint8Array.from(u32(bodies.length)),
    ...bodies.flatMap((body) => [Uint8Array.from(u32(body.length)), body]),
  ]);
  return withSection(wasm, SECTION.code, () => code);
}

/** A module that demands so many pages of memory. */
export function withMemory(wasm: Uint8Array, pages: number): Uint8Array {
  return withSection(wasm, SECTION.import, (content) => {
    const memory = Buffer.from('\x06memory\x02\x00', 'latin1');
    const at = content.indexOf(memory) + memory.length;
    const { minimum } = decodeModule(wasm).imports.find(({ kind }) => kind === 'memory') ?? {};
    const rest = at + u32(minimum as number).length;
    return Buffer.concat([content.subarray(0, at), Uint8Array.from(u32(pages)), content.subarray(rest)]);
  });
}

/** A module with another content of one section. */
function withSection(wasm: Uint8Array, section: number, change: (content: Buffer) => Uint8Array): Uint8Array {
  return Buffer.concat([
    wasm.subarray(0, 8),
    ...decodeModule(wasm).sections.flatMap(({ id, start, end }) => {
      const before = Buffer.from(wasm.subarray(start, end));
      const content = id === section ? change(before) : before;
      return [Uint8Array.from([id, ...u32(content.length)]), content];
    }),
  ]);
}

/** Index of a function, as `call` takes it. */
export function functionIndex(wasm: Uint8Array, name: string): number[] {
  return u32(decodeModule(wasm).functionNames.get(name) as number);
}

/** A module with another text of the same length in place of one. */
export function withText(wasm: Uint8Array, from: string, to: string): Uint8Array {
  if (from.length !== to.length) throw new Error('the texts differ in length');
  const copy = Buffer.from(wasm);
  let found = 0;
  for (let at = copy.indexOf(from); at >= 0; at = copy.indexOf(from, at + 1), found++) copy.write(to, at, 'latin1');
  if (found === 0) throw new Error(`no ${from} in the module`);
  return copy;
}
