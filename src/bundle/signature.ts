import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { basename } from 'node:path/posix';
import { CompactSign, compactVerify, decodeProtectedHeader } from 'jose';
import { GatewayError } from '../errors.ts';
import { readJson } from '../http/json-text.ts';
import type { BundleFile } from '../toolchain/layout.ts';
import { fileDigest } from './digest.ts';
import { isObject } from './json-source.ts';

const SIGNATURES = '.signatures.json';
const ALGORITHMS = /^(RS|PS|ES)(256|384|512)$|^EdDSA$/;

/** A key that may sign bundles. */
export interface TrustedKey {
  /** Public key, PEM. */
  readonly pem: string;
  /** The one algorithm that it is used with, as `ES256`. What a signature's header says does not count. */
  readonly algorithm: string;
  /** What the signature has to say as its `scope`; none if left out. */
  readonly scope?: string;
}

export interface SigningKey {
  /** Private key, PEM (PKCS #8). */
  readonly pem: string;
  /** Name by which a verifier finds the public key. */
  readonly id: string;
  readonly algorithm: string;
  readonly scope?: string;
}

/** What a verified signature says. */
export interface Verified {
  readonly keyId: string;
}

/**
 * Verifies the signature of a bundle as OPA does (OPA, "Signing"): one JWS over the digests of all files. It is
 * stricter in this: hash functions below SHA-256 and shared secrets are not accepted.
 *
 * @param keys by their ids; the only one serves where the signature names none
 * @throws GatewayError bundle_signature
 */
export async function verifyBundle(
  files: readonly BundleFile[],
  keys: Readonly<Record<string, TrustedKey>>,
): Promise<Verified> {
  const jws = theOneSignature(files);
  const keyId = keyIdOf(jws, Object.keys(keys));
  const key = Object.hasOwn(keys, keyId) ? keys[keyId] : undefined;
  if (!key) throw refused(`it is signed with the key ${JSON.stringify(keyId)}, which is not among the trusted ones`);
  const payload = await verifiedPayload(jws, key);
  const { scope = '' } = payload;
  if (scope !== (key.scope ?? '')) {
    throw refused(`its scope is ${JSON.stringify(scope)}, but the key is for ${JSON.stringify(key.scope ?? '')}`);
  }
  compareFiles(files, payload.files);
  return { keyId };
}

/**
 * Signs a bundle: the files with `.signatures.json` among them, in place of one that is there.
 *
 * @throws GatewayError usage if the key cannot sign with the algorithm
 */
export async function signBundle(files: readonly BundleFile[], key: SigningKey): Promise<BundleFile[]> {
  const content = files.filter(({ name }) => basename(name) !== SIGNATURES);
  const payload = {
    files: content.map((file) => ({ name: file.name, hash: fileDigest(file, 'SHA-256'), algorithm: 'SHA-256' })),
    keyid: key.id,
    ...(key.scope === undefined ? {} : { scope: key.scope }),
  };
  const jws = await sign(JSON.stringify(payload), key);
  return [...content, { name: SIGNATURES, bytes: Buffer.from(`${JSON.stringify({ signatures: [jws] })}\n`) }];
}

async function sign(payload: string, key: SigningKey): Promise<string> {
  try {
    return await new CompactSign(Buffer.from(payload))
      .setProtectedHeader({ alg: key.algorithm, kid: key.id })
      .sign(createPrivateKey(key.pem));
  } catch (cause) {
    const reason = `the signing key ${key.id} cannot sign with ${key.algorithm}: ${(cause as Error).message}`;
    throw new GatewayError('usage', reason, { cause });
  }
}

/** A new key pair for ES256, PEM: PKCS #8 and SPKI. */
export function generateSigningKey(): { privateKey: string; publicKey: string } {
  return generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}

function theOneSignature(files: readonly BundleFile[]): string {
  const [file, ...others] = files.filter(({ name }) => basename(name) === SIGNATURES);
  if (!file) throw refused('it is not signed');
  if (others.length > 0 || file.name !== SIGNATURES) throw refused(`it has ${SIGNATURES} in an odd place`);
  const { signatures, plugin = '_default' } = objectOf(Buffer.from(file.bytes).toString(), SIGNATURES);
  if (plugin !== '_default') throw refused(`${SIGNATURES} asks for the plugin ${JSON.stringify(plugin)}`);
  if (!Array.isArray(signatures) || signatures.length !== 1 || typeof signatures[0] !== 'string') {
    throw refused(`${SIGNATURES} has to hold exactly one signature`);
  }
  return signatures[0];
}

/** Which key is meant: the `kid` of the header, else `keyid` of the payload, else the only one that there is. */
function keyIdOf(jws: string, known: readonly string[]): string {
  const { kid } = attempt(() => decodeProtectedHeader(jws), 'its signature is not a JWS');
  if (typeof kid === 'string' && kid !== '') return kid;
  const payload = Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString();
  const { keyid } = objectOf(payload, 'the payload of its signature');
  if (typeof keyid === 'string' && keyid !== '') return keyid;
  if (known.length === 1 && known[0] !== undefined) return known[0];
  throw refused('its signature names no key');
}

async function verifiedPayload(jws: string, key: TrustedKey): Promise<Record<string, unknown>> {
  if (!ALGORITHMS.test(key.algorithm)) throw refused(`${key.algorithm} is not an algorithm for signatures of bundles`);
  const publicKey = attempt(() => createPublicKey(key.pem), 'the trusted key is not a public key in PEM form');
  try {
    const { payload } = await compactVerify(jws, publicKey, { algorithms: [key.algorithm] });
    return objectOf(Buffer.from(payload).toString(), 'the payload of its signature');
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    throw refused(`its signature does not verify: ${(cause as Error).message}`, cause);
  }
}

/** Every file has to be listed with its digest, and every listed file has to be there. */
function compareFiles(files: readonly BundleFile[], listed: unknown): void {
  if (!Array.isArray(listed)) throw refused('its signature lists no files');
  const expected = new Map<string, { hash: string; algorithm: string }>();
  for (const entry of listed) {
    const { name, hash, algorithm } = isObject(entry) ? entry : {};
    if (typeof name !== 'string' || typeof hash !== 'string' || typeof algorithm !== 'string' || expected.has(name)) {
      throw refused('its signature lists a file in no valid form, or twice');
    }
    expected.set(name, { hash: hash.toLowerCase(), algorithm });
  }
  for (const file of files) {
    if (basename(file.name) === SIGNATURES) continue;
    const entry = expected.get(file.name);
    if (!entry) throw refused(`${file.name} is not covered by its signature`);
    const digest = fileDigest(file, entry.algorithm);
    if (digest === undefined) throw refused(`${file.name} is signed with ${entry.algorithm}, which is not accepted`);
    if (digest !== entry.hash) throw refused(`${file.name} is not what was signed`);
    expected.delete(file.name);
  }
  const [missing] = expected.keys();
  if (missing !== undefined) throw refused(`${missing} is signed but not in it`);
}

function objectOf(text: string, what: string): Record<string, unknown> {
  const value: unknown = attempt(() => readJson(text), `${what} is not JSON`);
  if (!isObject(value)) throw refused(`${what} is not an object`);
  return value;
}

function attempt<Result>(make: () => Result, reason: string): Result {
  try {
    return make();
  } catch (cause) {
    throw refused(reason, cause);
  }
}

function refused(reason: string, cause?: unknown): GatewayError {
  return new GatewayError('bundle_signature', `the bundle is refused: ${reason}`, { cause });
}
