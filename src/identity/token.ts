import { GatewayError } from '../errors.ts';
import { parseStrictJson } from '../http/json.ts';

const COMPACT = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;
/** RFC 8725, section 3.11: a security event, a logout token or a DPoP proof is no access token. */
const TYPES = /^(?:application\/)?(?:at\+)?jwt$/i;

/** A JWS in the compact serialization (RFC 7515, section 7.1) whose signature nobody has looked at yet. */
export interface UnverifiedJws {
  readonly text: string;
  readonly algorithm: string;
  readonly kid: string | undefined;
  /** The payload, base64url. */
  readonly payload: string;
}

/** A JWT (RFC 7519) whose signature nobody has looked at yet. */
export interface UnverifiedToken extends UnverifiedJws {
  readonly claims: Record<string, unknown>;
}

/** The refusal of a credential. The reason is for the operator; a client learns only that its credential is not valid. */
export function refused(reason: string, cause?: unknown): GatewayError {
  return new GatewayError('unauthenticated', reason, { cause });
}

/**
 * Reads a token without believing it.
 *
 * @throws GatewayError unauthenticated
 */
export function readToken(text: string): UnverifiedToken {
  const jws = readJws(text);
  return { ...jws, claims: readObject(jws.payload) };
}

/**
 * Reads the form and the header of a JWS. A spelling that another reader could take for the same token (padding, white
 * space, other trailing bits) is refused, as is every header parameter that would change what the signature means; `jku`,
 * `x5u`, `jwk` and `x5c` are never read.
 *
 * @throws GatewayError unauthenticated
 */
export function readJws(text: string): UnverifiedJws {
  const [, header, payload, signature] = COMPACT.exec(text) ?? [];
  if (!header || !payload || !signature) throw refused('The token is not in the JWS compact serialization');
  decode(signature);
  const { alg, kid, typ, crit } = readObject(header);
  if (typeof alg !== 'string') throw refused('The token names no algorithm');
  if (kid !== undefined && typeof kid !== 'string') throw refused('The key id of the token is not a string');
  if (typ !== undefined && !(typeof typ === 'string' && TYPES.test(typ))) {
    throw refused('The type of the token is not JWT or at+jwt');
  }
  if (crit !== undefined) throw refused('The token asks for an extension that is not supported');
  return { text, algorithm: alg, kid, payload };
}

function readObject(part: string): Record<string, unknown> {
  const bytes = decode(part);
  let value: unknown;
  try {
    value = parseStrictJson(bytes);
  } catch (error) {
    throw refused('A part of the token is not JSON that has one meaning', error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refused('A part of the token is not a JSON object');
  }
  if (namesPrototype(value)) throw refused('A part of the token has a member __proto__');
  return value as Record<string, unknown>;
}

/** No issuer has a use for such a member, and some reader of the claims may be misled by it. */
function namesPrototype(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(namesPrototype);
}

function decode(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) throw refused('A part of the token is not canonical base64url');
  return bytes;
}
