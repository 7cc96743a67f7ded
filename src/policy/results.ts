import { GatewayError, toGatewayError } from '../errors.ts';
import { RuntimeBroken } from './faults.ts';
import { parseLiteral } from './literal.ts';
import type { MemoryView } from './memory-view.ts';
import { plainOf } from './plain.ts';
import { RegoObject, RegoSet, type Value } from './value.ts';

/** Decisions repeat: a policy that grants and denies has a handful. */
const MAX_ENTRIES = 1024;

/** Longer texts are not kept, bytes. */
const MAX_LENGTH = 1024;

interface Known {
  readonly text: Uint8Array;
  readonly value: unknown;
}

/**
 * Results that were decoded before, by a hash of their text. It is computed and compared byte by byte in the module's
 * memory: to make a string of it, as the key of a map, costs three times as much.
 */
export class Results {
  readonly #known = new Map<number, Known>();

  /**
   * The value of an entrypoint from its set of results, deep-frozen; undefined where the set is empty.
   *
   * @param address of a Rego literal that ends with NUL
   * @throws GatewayError `policy_fault` where it cannot be one
   */
  readonly read = (view: MemoryView, address: number): unknown => {
    const { bytes } = view;
    const start = address >>> 0;
    const limit = start + MAX_LENGTH;
    let end = start;
    // FNV-1a.
    let hash = 0x811c9dc5;
    for (let byte = bytes[end]; byte !== 0 && end < limit; byte = bytes[++end]) {
      hash = Math.imul(hash ^ (byte as number), 0x01000193);
    }
    if (end === limit) return decode(view.text(address));
    const known = this.#known.get(hash);
    if (known !== undefined && isAt(known.text, bytes, start, end)) return known.value;
    const value = decode(view.text(address));
    this.#keep(hash, { text: Uint8Array.from(bytes.subarray(start, end)), value });
    return value;
  };

  #keep(hash: number, known: Known): void {
    if (this.#known.size >= MAX_ENTRIES) {
      const [oldest] = this.#known.keys();
      this.#known.delete(oldest as number);
    }
    this.#known.set(hash, known);
  }
}

/** Whether this text lies there. */
function isAt(text: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text[i]) return false;
  return true;
}

function decode(text: string): unknown {
  try {
    const result = resultOf(parseLiteral(text));
    return result === undefined ? undefined : plainOf(result);
  } catch (cause) {
    const { message } = toGatewayError(cause);
    throw new GatewayError('policy_fault', `The value of the policy cannot be read: ${message}`, { cause });
  }
}

/** OPA answers with a set of bindings: empty, or one whose `result` is the value. */
export function resultOf(results: Value): Value | undefined {
  if (!(results instanceof RegoSet) || results.size > 1)
    throw new RuntimeBroken('the module gave no set of one result');
  const [bindings] = results;
  if (bindings === undefined) return undefined;
  const result = bindings instanceof RegoObject ? bindings.get('result') : undefined;
  if (result === undefined) throw new RuntimeBroken('the module gave a result without a value');
  return result;
}
