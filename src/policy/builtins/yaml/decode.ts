import { numberFromInteger, numberFromText, RegoObject, type Value } from '../../value.ts';
import type { BuiltinContext } from '../builtin.ts';
import { OperandError } from '../operands.ts';
import { DecodeBudget } from './decode-budget.ts';
import { keyText } from './key-text.ts';
import { isMerge, type MappingNode, type ScalarNode, type YamlNode } from './node.ts';
import { MERGE, type Scalar, STRING } from './resolve.ts';
import { decodeScalar } from './scalar-value.ts';
import { Timestamp } from './timestamp.ts';

/**
 * The JSON value of a document, as OPA makes it: aliases are copies, merge keys are obeyed, keys become texts (go-yaml:
 * decode.go). Throws OperandError for what is no JSON.
 */
export function decodeDocument(root: YamlNode, context: BuiltinContext): Value {
  const decoder = new Decoder(context);
  decoder.budget.spend();
  return decoder.value(root);
}

/** A mapping as it is filled: by its own pairs, and then by those that are merged into it. */
interface Filling {
  readonly object: RegoObject;
  /** Whether its keys are texts, of whatever type they would be in another mapping. */
  readonly textual: boolean;
  /** Keys that no merged mapping may set any more; undefined as long as nothing is merged. */
  fixed: Set<string> | undefined;
}

class Decoder {
  readonly budget: DecodeBudget;
  /** Aliases whose values are being decoded. */
  readonly #open = new Set<YamlNode>();

  constructor(context: BuiltinContext) {
    this.budget = new DecodeBudget(context);
  }

  value(node: YamlNode): Value {
    this.budget.spend();
    switch (node.kind) {
      case 'alias':
        return this.#alias(node, node.target, (target) => this.value(target));
      case 'scalar':
        return this.#json(decodeScalar(node));
      case 'sequence':
        return node.items.map((item) => this.value(item));
      case 'mapping': {
        const filling: Filling = { object: new RegoObject(), textual: hasTextualKeys(node), fixed: undefined };
        this.#fill(filling, node);
        return filling.object;
      }
    }
  }

  #alias<T>(alias: YamlNode, target: YamlNode, decode: (target: YamlNode) => T): T {
    if (this.#open.has(alias)) throw new OperandError('an alias stands for what it is part of');
    this.#open.add(alias);
    this.budget.enterAlias();
    const decoded = decode(target);
    this.budget.leaveAlias();
    this.#open.delete(alias);
    return decoded;
  }

  #json(scalar: Scalar): Value {
    if (scalar instanceof Timestamp) return this.#text(scalar.text);
    switch (typeof scalar) {
      case 'string':
        return this.#text(scalar);
      case 'bigint':
        return numberFromInteger(scalar);
      case 'number':
        if (!Number.isFinite(scalar)) throw new OperandError('no number of JSON');
        return numberFromText(Object.is(scalar, -0) ? '-0' : String(scalar));
      default:
        return scalar;
    }
  }

  #text(text: string): string {
    this.budget.hold(text);
    return text;
  }

  #fill(filling: Filling, node: MappingNode): void {
    requireDistinctKeys(node);
    let merged: YamlNode | undefined;
    for (const [key, value] of node.pairs) {
      if (isMerge(key)) {
        merged = value;
        continue;
      }
      const name = this.#key(key, filling.textual);
      if (name === undefined || filling.fixed?.has(name)) continue;
      filling.fixed?.add(name);
      filling.object.set(this.#text(name), this.value(value));
    }
    if (merged !== undefined) this.#merge(filling, node, merged);
  }

  #merge(filling: Filling, node: MappingNode, merged: YamlNode): void {
    const outermost = filling.fixed === undefined;
    if (outermost) filling.fixed = this.#keys(node);
    for (const source of merged.kind === 'sequence' ? merged.items : [merged]) this.#mergeOne(filling, source);
    if (outermost) filling.fixed = undefined;
  }

  #mergeOne(filling: Filling, source: YamlNode): void {
    this.budget.spend();
    if (source.kind === 'mapping') this.#fill(filling, source);
    else if (source.kind === 'alias' && source.target.kind === 'mapping') {
      const { target } = source;
      this.#alias(source, target, () => {
        this.budget.spend();
        this.#fill(filling, target);
      });
    } else throw new OperandError('only mappings are merged');
  }

  /** go-yaml decodes the keys of a mapping once more before it merges others into it. */
  #keys(node: MappingNode): Set<string> {
    const names = node.pairs.map(([key]) => this.#key(key, false));
    return new Set(names.filter((name) => name !== undefined));
  }

  /** The name of a key; undefined where it is passed over. */
  #key(key: YamlNode, textual: boolean): string | undefined {
    this.budget.spend();
    if (key.kind === 'alias') return this.#alias(key, key.target, (target) => this.#key(target, textual));
    if (key.kind !== 'scalar') throw new OperandError('a collection is no key');
    return textual ? textOfKey(key) : keyText(decodeScalar(key));
  }
}

/** In a mapping of texts other scalars are what is written, and null is no key. */
function textOfKey(key: ScalarNode): string | undefined {
  const scalar = decodeScalar(key);
  if (scalar === null) return undefined;
  return typeof scalar === 'string' ? scalar : key.text;
}

function hasTextualKeys({ pairs }: MappingNode): boolean {
  return pairs.every(([key]) => {
    const scalar = key.kind === 'alias' ? key.target : key;
    return scalar.kind === 'scalar' && (scalar.tag === STRING || scalar.tag === MERGE);
  });
}

/** go-yaml compares what is written. */
function requireDistinctKeys({ pairs }: MappingNode): void {
  const written = new Set(pairs.map(([key]) => `${key.kind} ${writtenText(key)}`));
  if (written.size < pairs.length) throw new OperandError('a key stands twice in a mapping');
}

function writtenText(key: YamlNode): string {
  if (key.kind === 'scalar') return key.text;
  return key.kind === 'alias' ? key.name : '';
}
