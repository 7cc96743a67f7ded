import { type Body, calledBy } from './body.ts';
import { ByteReader, u32 } from './bytes.ts';
import type { Edit, Edits } from './edits.ts';
import { type Instruction, OP } from './instructions.ts';
import type { DecodedModule } from './module.ts';

/** The parameters of a rule: the input, and data. */
const ROOTS: readonly number[] = [0, 1];

const LOOK_UP = 'opa_value_get';

/** Paths that are kept in one function. */
const MAX_PATHS = 64;

export interface KeptPaths {
  readonly edits: Edits;
  /** How many new locals of type i32 hold them. */
  readonly locals: number;
}

export const NO_PATHS: KeptPaths = { edits: new Map(), locals: 0 };

/** Where a rule looks up a constant key: `local.get; i32.const; call LOOK_UP; local.tee`, the first and the third. */
interface LookUp {
  readonly from: Instruction;
  readonly call: Instruction;
  /** Root and keys. */
  readonly path: string;
}

/**
 * A rule looks `input.request.method` up anew in each of its bodies, and in each round of a loop. Here what was found is
 * kept in a local, as nothing changes the input or data while a rule is evaluated. `with` makes other ones, and sets the
 * parameter: of one that is set nothing is kept. What is absent is looked up again.
 *
 * @param firstLocal index of the first new local
 */
export function keepPaths(module: DecodedModule, body: Body, firstLocal: number): KeptPaths {
  const lookUps = findLookUps(module, body);
  const times = new Map<string, number>();
  for (const { path } of lookUps) times.set(path, (times.get(path) ?? 0) + 1);
  const kept = [...times.keys()]
    .filter((path) => body.loops.size > 0 || (times.get(path) ?? 0) > 1)
    .slice(0, MAX_PATHS);
  const locals = new Map(kept.map((path, i) => [path, firstLocal + i]));
  const edits = new Map<number, Edit>();
  for (const { from, call, path } of lookUps) {
    const local = locals.get(path);
    if (local === undefined) continue;
    const get = [OP.localGet, ...u32(local)];
    const original = module.bytes.subarray(call.start, call.end);
    edits.set(from.start, { bytes: [...get, OP.if, OP.blockI32, ...get, OP.else], instead: false });
    edits.set(call.start, { bytes: [...original, OP.localTee, ...u32(local), OP.end], instead: true });
  }
  return { edits, locals: locals.size };
}

/** Those that begin at a root, and those that go on from the one before them. */
function findLookUps({ bytes, functionNames }: DecodedModule, { instructions }: Body): LookUp[] {
  const operand = ({ start }: Instruction) => new ByteReader(bytes, start + 1).u32();
  const isSet = ({ opcode }: Instruction) => opcode === OP.localSet || opcode === OP.localTee;
  const set = new Set(instructions.filter(isSet).map(operand));
  const roots = new Map(ROOTS.filter((root) => !set.has(root)).map((root) => [root, String(root)]));
  const lookUps: LookUp[] = [];
  let before: { readonly end: number; readonly to: number; readonly path: string } | undefined;
  for (let i = 0; i + 3 < instructions.length; i++) {
    const [from, key, call, to] = instructions.slice(i, i + 4) as [Instruction, Instruction, Instruction, Instruction];
    if (from.opcode !== OP.localGet || key.opcode !== OP.i32Const || to.opcode !== OP.localTee) continue;
    if (calledBy(bytes, call) !== (functionNames.get(LOOK_UP) ?? -1)) continue;
    const source = operand(from);
    const prefix = before?.end === i && before.to === source ? before.path : roots.get(source);
    if (prefix === undefined) continue;
    const path = `${prefix} ${operand(key)}`;
    lookUps.push({ from, call, path });
    // Behind it: i32.eqz; br_if, where there is nothing.
    before = { end: i + 6, to: operand(to), path };
  }
  return lookUps;
}
