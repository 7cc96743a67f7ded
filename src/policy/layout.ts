import type { MemoryView } from './memory-view.ts';

/** First bytes of values in OPA's memory (wasm/src/value.h). */
export const TYPE = { null: 1, string: 4, array: 5, set: 7, internedString: 8 } as const;

/** Whether a string lies there. */
export function isString({ bytes }: MemoryView, address: number): boolean {
  const type = bytes[address];
  return type === TYPE.string || type === TYPE.internedString;
}

export function isSet({ bytes }: MemoryView, address: number | undefined): boolean {
  return address !== undefined && bytes[address] === TYPE.set;
}

/** Whether an array, an object or a set lies there. */
export function isComposite({ bytes }: MemoryView, address: number): boolean {
  const type = bytes[address] ?? 0;
  return type >= TYPE.array && type <= TYPE.set;
}

/** Addresses of the members of the set at this address: a table of chains of pairs of a member and the next. */
export function membersAt(view: MemoryView, address: number): number[] {
  const members: number[] = [];
  const [table, size] = [view.word(address + 4), view.word(address + 8)];
  for (let i = 0; i < size; i++) {
    for (let entry = view.word(table + 4 * i); entry !== 0; entry = view.word(entry + 4)) {
      members.push(view.word(entry));
    }
  }
  return members;
}

/** Bytes of the string at this address. */
export function stringLength(view: MemoryView, address: number): number {
  return view.word(address + 4);
}

/** Where the bytes of the string at this address begin. */
export function stringStart(view: MemoryView, address: number): number {
  return view.word(address + 8);
}

export function stringAt(view: MemoryView, address: number): string {
  const start = stringStart(view, address);
  return view.bytes.toString('utf8', start, start + stringLength(view, address));
}

/** Number of items of the list at this address; undefined where there is none. */
export function arrayLength(view: MemoryView, address: number): number | undefined {
  return view.bytes[address] === TYPE.array ? view.word(address + 8) : undefined;
}

/** Address of an item: a list is pairs of an index and a value. */
export function itemAt(view: MemoryView, address: number, index: number): number {
  return view.word(view.word(address + 4) + 8 * index + 4);
}

/** Whether the value at this address, made by the module itself of `["text"]`, lies as these functions expect. */
export function isReadable(view: MemoryView, address: number, text: string): boolean {
  try {
    if (arrayLength(view, address) !== 1) return false;
    const item = itemAt(view, address, 0);
    return isString(view, item) && stringAt(view, item) === text;
  } catch (thrown) {
    if (thrown instanceof RangeError) return false;
    throw thrown;
  }
}

/** A whole number with zeros behind its point, of at most 19 characters besides the sign: OPA's evaluator takes no more. */
const WHOLE = /^(?=-?.{1,19}$)(-?[0-9]+)\.0+$/;
const MAX_LENGTH = 20;

/** Writes the integer of 64 bits that the number in the text at an address is, if it is a WHOLE one; else false. */
export function writeWhole({ bytes }: MemoryView, text: number, length: number, target: number): boolean {
  if (length > MAX_LENGTH) return false;
  const [, integer] = WHOLE.exec(bytes.toString('latin1', text, text + length)) ?? [];
  if (integer === undefined) return false;
  bytes.writeBigInt64LE(BigInt(integer), target);
  return true;
}
