import { RegoObject, type Value } from '../../value.ts';
import { type GoUrl, urlText } from '../go-url.ts';
import { isArray } from '../operands.ts';
import { draftOf, metaschema } from './drafts.ts';
import { isCanonical, parseReference, partOf, resolveReference, withoutFragment } from './reference.ts';
import { SchemaError } from './schema-error.ts';
import type { Draft } from './sub-schema.ts';

/** A schema as it was written, and the draft that its document follows, if it says so. */
export interface SchemaDocument {
  readonly document: Value;
  readonly draft: Draft | undefined;
}

/** Whose members are named by the author, so that a member `$ref` is no reference. */
const NAMED = new Set<Value>(['properties', 'dependencies', 'patternProperties']);
const LITERAL = new Set<Value>(['const', 'enum']);

/** The documents that a schema can refer to, by their addresses. The root has the empty one. */
export class DocumentPool {
  readonly #documents = new Map<string, SchemaDocument>();
  /** What `$ref` of a schema means in its place. */
  readonly #references = new Map<RegoObject, string>();
  readonly #checkDeadline: () => void;

  /** @throws SchemaError */
  constructor(root: Value, checkDeadline: () => void) {
    this.#checkDeadline = checkDeadline;
    this.#add(root, parseReference(''));
  }

  /** The `$ref` of a schema, with the ids around it taken in. */
  referenceOf(schema: RegoObject): Value | undefined {
    return this.#references.get(schema) ?? schema.get('$ref');
  }

  /** @throws SchemaError where the reference leads to nothing, or to a place on the network or in files */
  get(reference: GoUrl): SchemaDocument {
    const text = urlText(reference);
    const known = this.#documents.get(text);
    if (known !== undefined) return known;
    const address = withoutFragment(reference);
    const { document, draft } = this.#documents.get(urlText(address)) ?? this.#load(reference, address);
    const found = { document: partOf(document, reference), draft };
    this.#documents.set(text, found);
    return found;
  }

  #load(reference: GoUrl, address: GoUrl): SchemaDocument {
    if (!isCanonical(reference)) throw new SchemaError(`Reference ${urlText(reference)} must be canonical`);
    const document = metaschema(urlText(address));
    if (document === undefined) {
      throw new SchemaError(`remote reference loading disabled: ${urlText(reference)}`);
    }
    this.#add(document, address);
    return { document, draft: draftOf(document) };
  }

  #add(document: Value, address: GoUrl): void {
    const draft = draftOf(document);
    this.#collect(document, address, draft);
    this.#documents.set(urlText(address), { document, draft });
  }

  /** Notes all ids and references within a document. Those that are malformed are found when it is compiled. */
  #collect(node: Value, base: GoUrl, draft: Draft | undefined): void {
    this.#checkDeadline();
    if (isArray(node)) for (const item of node) this.#collect(item, base, draft);
    if (!(node instanceof RegoObject)) return;
    const own = this.#identify(node, base, draft);
    const reference = node.get('$ref');
    const resolved = typeof reference === 'string' ? resolveReference(own, reference) : undefined;
    if (resolved !== undefined) this.#references.set(node, urlText(resolved));
    for (const [key, member] of node) {
      if (LITERAL.has(key)) continue;
      if (!NAMED.has(key)) this.#collect(member, own, draft);
      else if (member instanceof RegoObject) for (const [, part] of member) this.#collect(part, own, draft);
    }
  }

  /** The address that the references within a schema are relative to. */
  #identify(node: RegoObject, base: GoUrl, draft: Draft | undefined): GoUrl {
    const id = node.get(node.has('id') ? 'id' : '$id');
    const address = typeof id === 'string' ? resolveReference(base, id) : undefined;
    if (address === undefined) return base;
    const text = urlText(address);
    if (this.#documents.has(text)) throw new SchemaError(`Reference already exists: "${text}"`);
    this.#documents.set(text, { document: node, draft });
    return address;
  }
}
