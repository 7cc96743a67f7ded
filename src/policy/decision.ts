import { Ajv, type ErrorObject } from 'ajv';
import schema from '../../schemas/decision.schema.json' with { type: 'json' };
import type { Decision } from '../contracts/decision.ts';
import { GatewayError } from '../errors.ts';

const validate = new Ajv({ strict: true, strictTypes: false, allErrors: true }).compile<Decision>(schema);

/** Values that an engine gave are frozen and kept by it, so one look at each is enough. */
const known = new WeakSet<object>();

/**
 * The decision that an entrypoint's value is, by schemas/decision.schema.json. A member that the schema does not know
 * is a fault as a malformed one is: a misspelt obligation must not be ignored.
 *
 * @throws GatewayError `policy_fault`
 */
export function parseDecision(value: unknown): Decision {
  if (typeof value === 'object' && value !== null && known.has(value)) return value as Decision;
  if (value === undefined) {
    throw new GatewayError('policy_fault', 'The policy left its decision undefined; give the entrypoint a default');
  }
  if (!validate(value)) {
    throw new GatewayError('policy_fault', `The policy's decision does not fit the schema: ${problems()}`);
  }
  if (Object.isFrozen(value)) known.add(value);
  return value;
}

function problems(): string {
  const errors = validate.errors ?? [];
  // Where no type of obligation fits, the alternatives that were not meant only repeat that.
  const telling = errors.filter((error) => error.keyword !== 'oneOf' && error.keyword !== 'const');
  const lines = (telling.length > 0 ? telling : errors).map(describe);
  return [...new Set(lines)].slice(0, 5).join('; ');
}

function describe(error: ErrorObject): string {
  const where = error.instancePath === '' ? 'the decision' : error.instancePath;
  const { additionalProperty } = error.params as { additionalProperty?: string };
  return additionalProperty === undefined
    ? `${where} ${error.message}`
    : `${where} has the unknown member ${JSON.stringify(additionalProperty)}`;
}
