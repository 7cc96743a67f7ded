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
  return Buffer.concat([
    wasm.subarray(0, 8),
    ...module.sections.flatMap(({ id, start, end }) => {
      const content = id === SECTION.code ? code : wasm.subarray(start, end);
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
