import { compareValues, isNumber, numberFromText, RegoObject, type Value } from '../../value.ts';
import { decodeBase64Url } from '../base64.ts';
import type { Builtin, BuiltinContext } from '../builtin.ts';
import { parseJson } from '../go-json.ts';
import { isArray, OperandError, object, text } from '../operands.ts';
import { VERIFIED, verifies } from './algorithms.ts';
import { type Constraints, parseConstraints } from './constraints.ts';
import {
  decodeHeader,
  decodeText,
  type Header,
  headerParameters,
  signingInput,
  splitToken,
  type Token,
} from './token.ts';
import { candidates } from './verify.ts';

/**
 * `io.jwt.decode_verify`: whether a token is valid, and if so its header and payload (OPA: topdown/tokens.go, RFC 7519
 * section 7.2). What is no token at all is undefined.
 */
export const JWT_DECODE_VERIFY: Readonly<Record<string, Builtin>> = {
  'io.jwt.decode_verify': ([jwt, constraints], context) =>
    decodeVerify(jwt, parseConstraints(constraints, context), context),
};

const UNVERIFIED: Value = [false, new RegoObject(), new RegoObject()];

const SECOND = 1e9;

function decodeVerify(jwt: Value | undefined, constraints: Constraints, context: BuiltinContext): Value {
  for (let nested = jwt; ; ) {
    context.checkDeadline();
    const token = splitToken(nested);
    const header = decodeHeader(token);
    const parameters = headerParameters(header);
    if (!isTrusted(token, parameters, constraints)) return UNVERIFIED;
    const payload = decodeText(token.payload);
    // A token within a token is verified as well, with the same keys.
    if (parameters.cty.toUpperCase() === 'JWT') {
      nested = payload;
      continue;
    }
    const claims = object(parseJson(payload));
    return areAccepted(claims, constraints) ? [true, header, claims] : UNVERIFIED;
  }
}

function isTrusted(token: Token, header: Header, constraints: Constraints): boolean {
  if (header.alg === '' || header.critical) return false;
  if (constraints.alg !== '' && constraints.alg !== header.alg) return false;
  const signature = decodeBase64Url(token.signature);
  const algorithm = Object.hasOwn(VERIFIED, header.alg) ? VERIFIED[header.alg] : undefined;
  if (algorithm === undefined) return false;
  const message = signingInput(token);
  return candidates(constraints.keys, header).some(({ key }) => verifies(algorithm, key, message, signature));
}

/** The registered claims (RFC 7519 section 4.1), in OPA's order. */
function areAccepted(claims: RegoObject, { iss, aud, time }: Constraints): boolean {
  if (iss !== '' && (!claims.has('iss') || text(claims.get('iss')) !== iss)) return false;
  const audience = claims.get('aud');
  if (audience === undefined ? aud !== '' : !names(audience, aud)) return false;
  const now = numberFromText(String(time / SECOND));
  if (claims.has('exp') && compareValues(now, instant(claims.get('exp'))) >= 0) return false;
  return !claims.has('nbf') || compareValues(now, instant(claims.get('nbf'))) >= 0;
}

function names(audience: Value, wanted: string): boolean {
  return isArray(audience) ? audience.includes(wanted) : audience === wanted;
}

function instant(claim: Value | undefined): Value {
  if (claim === undefined || !isNumber(claim)) throw new OperandError('a time is a number');
  return claim;
}
