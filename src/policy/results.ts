import { GatewayError, toGatewayError } from '../errors.ts';
import { RuntimeBroken } from './faults.ts';
import { parseLiteral } from './literal.ts';
import { plainOf } from './plain.ts';
import { RegoObject, RegoSet, type Value } from './value.ts';

/** Decisions repeat: a policy that grants and denies has a handful. */
const MAX_ENTRIES = 1024;

/** Longer texts are not kept. */
const MAX_LENGTH = 16_384;

/** Results that were decoded before, by their text. */
export class Results {
  readonly #known = new Map<string, unknown>();

  /**
   * The value of an entrypoint from its set of results, deep-frozen; undefined where the set is empty.
   *
   * @param text Rego literal in UTF-8, one character a byte
   * @throws GatewayError `policy_fault` where it cannot be one
   */
  value(text: string): unknown {
    const known = this.#known.get(text);
    if (known !== undefined || this.#known.has(text)) return known;
    const value = decode(text);
    if (text.length <= MAX_LENGTH) this.#keep(text, value);
    return value;
  }

  #keep(text: string, value: unknown): void {
    if (this.#known.size >= MAX_ENTRIES) {
      const [oldest] = this.#known.keys();
      this.#known.delete(oldest as string);
    }
    this.#known.set(text, value);
  }
}

function decode(text: string): unknown {
  try {
    const result = resultOf(parseLiteral(Buffer.from(text, 'latin1').toString('utf8')));
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
