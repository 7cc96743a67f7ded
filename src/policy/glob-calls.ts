import { compileGlob, type Glob, matchGlob } from './glob.ts';
import type { Image } from './image.ts';
import { isString, onlyItem, stringAt, stringLength, stringStart, TYPE } from './layout.ts';
import type { MemoryView } from './memory-view.ts';

/** Where OPA's modules have their stack: below. What lies there is not constant. */
const STACK = 65_536;

/** Longer work is left to the module, whose matcher is linear and under the deadline. */
const MAX_PRODUCT = 65_536;

/** Patterns that are not constants of the bundle, kept by their text. */
const MAX_DYNAMIC = 1000;

/**
 * `glob.match` for the patterns that policies have: the module would build a regular expression for each, and ask it
 * by way of two maps and four copies of the text.
 */
export class GlobCalls {
  readonly #image: Image;
  /** By the address of a pattern below the heap: there nothing ever changes. Null: not for us. */
  readonly #constant = new Map<number, Glob | null>();
  readonly #dynamic = new Map<string, Glob | null>();

  constructor(image: Image) {
    this.#image = image;
  }

  /** Address of the boolean, or zero where the module has to decide itself. All three are addresses of values. */
  match(pattern: number, delimiters: number, text: number, view: MemoryView): number {
    if (!this.#image.readable || !isString(view, pattern) || !isString(view, text)) return 0;
    const separators = this.#separatorsOf(delimiters, view);
    if (separators === undefined) return 0;
    const glob = this.#isConstant(pattern) ? this.#constantGlob(pattern, view) : this.#dynamicGlob(pattern, view);
    const length = stringLength(view, text);
    if (glob === null || glob.tokens.length * length > MAX_PRODUCT) return 0;
    const start = stringStart(view, text);
    return this.#image.constants[matchGlob(glob, separators, view.bytes, start, start + length) ? 'true' : 'false'];
  }

  #isConstant(address: number): boolean {
    return address >= STACK && address < this.#image.heap;
  }

  #constantGlob(pattern: number, view: MemoryView): Glob | null {
    let glob = this.#constant.get(pattern);
    if (glob === undefined) {
      glob = compileGlob(stringAt(view, pattern)) ?? null;
      this.#constant.set(pattern, glob);
    }
    return glob;
  }

  #dynamicGlob(pattern: number, view: MemoryView): Glob | null {
    const text = stringAt(view, pattern);
    let glob = this.#dynamic.get(text);
    if (glob === undefined) {
      glob = compileGlob(text) ?? null;
      if (this.#dynamic.size >= MAX_DYNAMIC) this.#dynamic.clear();
      this.#dynamic.set(text, glob);
    }
    return glob;
  }

  /** For null and for a list of one ASCII character; undefined for all else. */
  #separatorsOf(delimiters: number, view: MemoryView): Uint8Array | undefined {
    if (view.bytes[delimiters] === TYPE.null) return NO_SEPARATORS;
    const delimiter = onlyItem(view, delimiters);
    if (delimiter === undefined || !isString(view, delimiter) || stringLength(view, delimiter) !== 1) {
      return undefined;
    }
    const byte = view.bytes[stringStart(view, delimiter)] as number;
    return SEPARATORS[byte];
  }
}

const NO_SEPARATORS = new Uint8Array(256);

/** By ASCII character. */
const SEPARATORS: readonly Uint8Array[] = Array.from({ length: 128 }, (_, byte) => separatedBy(byte));

function separatedBy(byte: number): Uint8Array {
  const separators = new Uint8Array(256);
  separators[byte] = 1;
  return separators;
}
