import { RegoObject, type Value } from '../../value.ts';
import { type GoUrl, urlText } from '../go-url.ts';
import { readDefinitions } from './applicators.ts';
import { DocumentPool } from './document-pool.ts';
import { draftOf } from './drafts.ts';
import { KEYWORDS } from './keywords.ts';
import { stringMember } from './members.ts';
import { parseReference } from './reference.ts';
import { SchemaError } from './schema-error.ts';
import { type Draft, emptySchema, HYBRID, type SubSchema } from './sub-schema.ts';

/**
 * Checks a schema and makes it ready to validate. Of the mistakes that it may have, the first one is told.
 *
 * @throws SchemaError
 */
export function compileSchema(root: Value, checkDeadline: () => void): SubSchema {
  const pool = new DocumentPool(root, checkDeadline);
  return new Compiler(pool, checkDeadline).compile(root, emptySchema(draftOf(root) ?? HYBRID));
}

class Compiler {
  readonly #pool: DocumentPool;
  readonly #checkDeadline: () => void;
  /** Schemas that are referred to, by the reference; they may still be in the making. */
  readonly #referred = new Map<string, SubSchema>();

  constructor(pool: DocumentPool, checkDeadline: () => void) {
    this.#pool = pool;
    this.#checkDeadline = checkDeadline;
  }

  compile(node: Value, schema: SubSchema): SubSchema {
    this.#checkDeadline();
    const { draft } = schema;
    if (draft >= 6 && typeof node === 'boolean') {
      schema.pass = node;
      return schema;
    }
    if (!(node instanceof RegoObject)) throw new SchemaError('Expected: Valid Schema, given: Invalid JSON');
    const child = (part: Value) => this.compile(part, emptySchema(draft));
    const id = stringMember(node, idKeyword(node, draft));
    if (id !== undefined) parseReference(id);
    readDefinitions(node, child);
    for (const key of ['title', 'description']) stringMember(node, key);
    if (!this.#followReference(node, schema)) {
      for (const read of KEYWORDS) read(node, schema, child);
    }
    return schema;
  }

  /** Whether the schema is no more than its reference. What stands beside one is read from the second time on. */
  #followReference(node: RegoObject, schema: SubSchema): boolean {
    const text = stringMember(node, '$ref') === undefined ? undefined : this.#pool.referenceOf(node);
    if (typeof text !== 'string') return false;
    const reference = parseReference(text);
    const name = urlText(reference);
    const known = this.#referred.get(name);
    if (known !== undefined) {
      schema.ref = known;
      return false;
    }
    schema.ref = this.#refer(reference, name, schema.draft);
    return true;
  }

  #refer(reference: GoUrl, name: string, inherited: Draft): SubSchema {
    // Before it is compiled, for it may refer to itself. A draft of its own replaces that of who refers to it.
    const target = emptySchema(inherited);
    this.#referred.set(name, target);
    const { document, draft } = this.#pool.get(reference);
    if (typeof document !== 'boolean' && !(document instanceof RegoObject)) {
      throw new SchemaError('Valid Schema must be of type object');
    }
    target.draft = draft ?? inherited;
    return this.compile(document, target);
  }
}

/** Draft 6 renamed it. */
function idKeyword(node: RegoObject, draft: Draft): string {
  if (draft === 4) return 'id';
  return draft === HYBRID && node.has('id') ? 'id' : '$id';
}
