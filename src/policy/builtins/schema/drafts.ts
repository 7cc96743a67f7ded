import draft4 from '../../../../schemas/json-schema/draft-04.json' with { type: 'json' };
import draft6 from '../../../../schemas/json-schema/draft-06.json' with { type: 'json' };
import draft7 from '../../../../schemas/json-schema/draft-07.json' with { type: 'json' };
import { RegoObject, type Value } from '../../value.ts';
import { parseJson } from '../go-json.ts';
import { urlText } from '../go-url.ts';
import { parseReference } from './reference.ts';
import { SchemaError } from './schema-error.ts';
import type { Draft } from './sub-schema.ts';

const DRAFTS: ReadonlyMap<string, { readonly draft: Draft; readonly schema: unknown }> = new Map([
  ['http://json-schema.org/draft-04/schema', { draft: 4, schema: draft4 }],
  ['http://json-schema.org/draft-06/schema', { draft: 6, schema: draft6 }],
  ['http://json-schema.org/draft-07/schema', { draft: 7, schema: draft7 }],
]);

/**
 * The draft that a document says it follows, undefined where it says none that is known.
 *
 * @throws SchemaError
 */
export function draftOf(document: Value): Draft | undefined {
  if (typeof document === 'boolean') return undefined;
  if (!(document instanceof RegoObject)) throw new SchemaError('schema is invalid');
  const name = document.get('$schema');
  if (name === undefined) return undefined;
  if (typeof name !== 'string') throw new SchemaError('$schema must be of type string');
  return DRAFTS.get(urlText(parseReference(name)))?.draft;
}

/** The schema of schemas at this address: the only documents that are known by an address of the network. */
export function metaschema(address: string): Value | undefined {
  const found = DRAFTS.get(address);
  return found && parseJson(JSON.stringify(found.schema));
}
