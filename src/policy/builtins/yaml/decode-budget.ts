import type { BuiltinContext } from '../builtin.ts';
import { OperandError } from '../operands.ts';

/** Below these counts nothing is too much. */
const FREE = { aliased: 100, decoded: 1000 };

/** From the first count of decoded nodes to the second one the share that may come from aliases goes down. */
const RANGE = [400_000, 4_000_000] as const;
const SHARE = [0.99, 0.1] as const;

/** Characters of a value: what aliases repeat would not find a place in the memory of a policy. */
const MAX_CHARACTERS = 16 << 20;

/** What a document may cost: the share of aliases is go-yaml's limit (decode.go), that of characters is our own. */
export class DecodeBudget {
  readonly #context: BuiltinContext;
  #decoded = 0;
  #aliased = 0;
  #aliasDepth = 0;
  #characters = 0;

  constructor(context: BuiltinContext) {
    this.#context = context;
  }

  /** For every node that is decoded. */
  spend(): void {
    this.#context.checkDeadline();
    this.#decoded++;
    if (this.#aliasDepth > 0) this.#aliased++;
    if (this.#aliased <= FREE.aliased || this.#decoded <= FREE.decoded) return;
    if (this.#aliased / this.#decoded > allowedShare(this.#decoded)) throw new OperandError('too many aliases');
  }

  enterAlias(): void {
    this.#aliasDepth++;
  }

  leaveAlias(): void {
    this.#aliasDepth--;
  }

  /** For every text of the value. */
  hold(text: string): void {
    this.#characters += text.length;
    if (this.#characters > MAX_CHARACTERS) throw new OperandError('the document is too large');
  }
}

function allowedShare(decoded: number): number {
  const [from, to] = RANGE;
  if (decoded <= from) return SHARE[0];
  if (decoded >= to) return SHARE[1];
  return SHARE[0] - (SHARE[0] - SHARE[1]) * ((decoded - from) / (to - from));
}
