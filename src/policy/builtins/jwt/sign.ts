import { bytesOf } from '../../bytes.ts';
import type { Value } from '../../value.ts';
import type { Builtin } from '../builtin.ts';
import { isJson, jsonText, parseJson } from '../go-json.ts';
import { OperandError, object, text } from '../operands.ts';
import { ALGORITHMS, signature } from './algorithms.ts';
import { parseJwkSet } from './jwk.ts';

/**
 * `io.jwt.encode_sign` and `io.jwt.encode_sign_raw` (OPA: topdown/tokens.go). Their values are not recorded for the
 * decision log: the key is among their arguments.
 */
export const JWT_SIGN: Readonly<Record<string, Builtin>> = {
  'io.jwt.encode_sign': ([header, payload, key]) =>
    signed(jsonText(header as Value), jsonText(payload as Value), jsonText(key as Value)),
  'io.jwt.encode_sign_raw': ([header, payload, key]) => signed(text(header), text(payload), text(key)),
};

/** @param header JSON text @param jwk JSON text of a key, or of a set of them whose first one signs */
function signed(header: string, payload: string, jwk: string): string {
  const [key] = parseJwkSet(jwk);
  const parameters = object(parseJson(header));
  const alg = text(parameters.get('alg'));
  const algorithm = Object.hasOwn(ALGORITHMS, alg) ? ALGORITHMS[alg] : undefined;
  if (key === undefined || algorithm === undefined) throw new OperandError('no key, or no algorithm');
  const typ = parameters.get('typ');
  if ((typeof typ !== 'string' || typ === 'JWT') && !isJson(payload)) throw new OperandError('the payload is no JSON');
  const input = `${bytesOf(header).toString('base64url')}.${bytesOf(payload).toString('base64url')}`;
  const bytes = signature(algorithm, key.key, Buffer.from(input));
  if (bytes === undefined) throw new OperandError('the key is not one of the algorithm');
  return `${input}.${bytes.toString('base64url')}`;
}
