import { matchGlob } from './glob.ts';
import { type Glob, GlobSyntaxError, parseGlob } from './glob-syntax.ts';
import type { Image } from './image.ts';
import { arrayLength, isString, itemAt, stringAt, stringLength, stringStart, TYPE } from './layout.ts';
import type { MemoryView } from './memory-view.ts';

/** Where OPA's modules have their stack: below. What lies there is not constant. */
const STACK = 65_536;

/** Longer work is left to the module, whose matcher is linear and under the deadline. */
const MAX_PRODUCT = 65_536;

/** Longer patterns are left to the module too. */
const MAX_PATTERN = 1024;

/** Patterns that are not constants of the bundle, kept by their text. */
const MAX_DYNAMIC = 1000;

/** What a call is answered with besides the address of a boolean. */
const LEFT_TO_MODULE = 0;
const UNDEFINED = -1;

/** A pattern ready to match, or the answer to every call with it. */
type Known = Glob | typeof LEFT_TO_MODULE | typeof UNDEFINED;

/**
 * `glob.match` in the host: the module would build a regular expression for each pattern, and ask it by way of two maps
 * and four copies of the text. It is right where the module is not, too: a `(` or `$` in a pattern is text.
 */
export class GlobCalls {
  readonly #image: Image;
  /** By the address of a pattern below the heap: there nothing ever changes. */
  readonly #constant = new Map<number, Known>();
  readonly #dynamic = new Map<string, Known>();

  constructor(image: Image) {
    this.#image = image;
  }

  /**
   * All three arguments are addresses of values.
   *
   * @returns address of the boolean; 0 where the module has to decide itself, -1 where the value is undefined
   */
  match(pattern: number, delimiters: number, text: number, view: MemoryView): number {
    if (!this.#image.readable || !isString(view, pattern) || !isString(view, text)) return LEFT_TO_MODULE;
    const separators = separatorsOf(delimiters, view);
    if (separators === undefined) return LEFT_TO_MODULE;
    const known = this.#isConstant(pattern)
      ? this.#constantPattern(pattern, view)
      : this.#dynamicPattern(pattern, view);
    if (typeof known === 'number') return known;
    const length = stringLength(view, text);
    if (known.size * length > MAX_PRODUCT) return LEFT_TO_MODULE;
    const start = stringStart(view, text);
    return this.#image.constants[matchGlob(known, separators, view.bytes, start, start + length) ? 'true' : 'false'];
  }

  #isConstant(address: number): boolean {
    return address >= STACK && address < this.#image.heap;
  }

  #constantPattern(address: number, view: MemoryView): Known {
    let known = this.#constant.get(address);
    if (known === undefined) {
      known = learn(address, view);
      this.#constant.set(address, known);
    }
    return known;
  }

  #dynamicPattern(address: number, view: MemoryView): Known {
    if (stringLength(view, address) > MAX_PATTERN) return LEFT_TO_MODULE;
    const text = stringAt(view, address);
    let known = this.#dynamic.get(text);
    if (known === undefined) {
      known = learn(address, view);
      if (this.#dynamic.size >= MAX_DYNAMIC) this.#dynamic.clear();
      this.#dynamic.set(text, known);
    }
    return known;
  }
}

function learn(address: number, view: MemoryView): Known {
  if (stringLength(view, address) > MAX_PATTERN) return LEFT_TO_MODULE;
  try {
    return parseGlob(stringAt(view, address)) ?? LEFT_TO_MODULE;
  } catch (thrown) {
    if (thrown instanceof GlobSyntaxError) return UNDEFINED;
    throw thrown;
  }
}

const NO_SEPARATORS = new Uint8Array(256);

/** By ASCII character. */
const SEPARATORS: readonly Uint8Array[] = Array.from({ length: 128 }, (_, byte) => separatedBy([byte]));

/** What OPA takes where the list is empty. */
const DEFAULT_SEPARATOR = '.'.charCodeAt(0);

/** For null and for a list of ASCII characters; undefined for all else. */
function separatorsOf(delimiters: number, view: MemoryView): Uint8Array | undefined {
  if (view.bytes[delimiters] === TYPE.null) return NO_SEPARATORS;
  const length = arrayLength(view, delimiters);
  if (length === undefined) return undefined;
  if (length === 1) return SEPARATORS[asciiCharacter(itemAt(view, delimiters, 0), view)];
  if (length === 0) return SEPARATORS[DEFAULT_SEPARATOR];
  if (length > SEPARATORS.length) return undefined;
  const characters = Array.from({ length }, (_, i) => asciiCharacter(itemAt(view, delimiters, i), view));
  return characters.includes(Number.NaN) ? undefined : separatedBy(characters);
}

/** NaN where the value at this address is no string of one ASCII character. */
function asciiCharacter(address: number, view: MemoryView): number {
  if (!isString(view, address) || stringLength(view, address) !== 1) return Number.NaN;
  const byte = view.bytes[stringStart(view, address)] as number;
  return byte < 0x80 ? byte : Number.NaN;
}

function separatedBy(characters: readonly number[]): Uint8Array {
  const separators = new Uint8Array(256);
  for (const character of characters) separators[character] = 1;
  return separators;
}
