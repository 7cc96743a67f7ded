import { Ajv, type ErrorObject } from 'ajv';
import schema from '../../schemas/config.schema.json' with { type: 'json' };
import type { ConfigDocument } from '../contracts/config.ts';
import { isAddress, isNetwork } from './address.ts';
import { explain } from './explain.ts';
import type { Problem } from './path.ts';
import { amount } from './units.ts';

const ajv = new Ajv({ allErrors: true, verbose: true, useDefaults: true, strictTypes: false, messages: false });
ajv.addFormat('ip-address', isAddress);
ajv.addFormat('ip-network', isNetwork);
ajv.addKeyword({ keyword: 'expected', schemaType: 'string' });
ajv.addKeyword({
  keyword: 'atLeast',
  type: 'string',
  schemaType: 'string',
  validate: (least: string, text: string) => !(amount(text) < amount(least)),
});
ajv.addKeyword({
  keyword: 'atMost',
  type: 'string',
  schemaType: 'string',
  validate: (most: string, text: string) => !(amount(text) > amount(most)),
});
const validate = ajv.compile<ConfigDocument>(schema);

export interface Validation {
  /** Absent where there is a problem. */
  readonly document?: ConfigDocument;
  readonly problems: readonly Problem[];
}

/**
 * Checks a parsed configuration against schemas/config.schema.json and fills in the schema's defaults, in place.
 * `written` is the same document before variables were put in: messages quote it, so that no secret is repeated.
 */
export function validateDocument(value: unknown, written: unknown): Validation {
  if (validate(value)) return { document: value, problems: [] };
  const errors: ErrorObject[] = (validate.errors ?? []).filter((error) => error.keyword !== 'propertyNames');
  return { problems: errors.map((error) => explain(error, written)) };
}
