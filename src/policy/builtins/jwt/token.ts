import { bytesOf, textOf } from '../../bytes.ts';
import type { RegoObject, Value } from '../../value.ts';
import { decodeBase64Url } from '../base64.ts';
import { parseJson } from '../go-json.ts';
import { isArray, OperandError, object, text } from '../operands.ts';

/** A token in the compact form of a JWS (RFC 7515, 7.1): its three parts as they were written. */
export interface Token {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

/** The parameters of a header that matter here (RFC 7515, 4.1). */
export interface Header {
  readonly alg: string;
  readonly kid: string;
  readonly cty: string;
  /** Whether it says that some parameter must be understood which is not. */
  readonly critical: boolean;
}

/** Parameters that are understood. */
const UNDERSTOOD: readonly Value[] = ['alg', 'kid', 'typ', 'cty', 'crit'];

/** @throws OperandError */
export function splitToken(token: Value | undefined): Token {
  const [header, payload, signature, ...rest] = text(token).split('.', 4);
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) {
    throw new OperandError('a token has three parts');
  }
  return { header, payload, signature };
}

/** What is signed. */
export function signingInput({ header, payload }: Token): Buffer {
  return bytesOf(`${header}.${payload}`);
}

/** The object that a part of a token spells. */
export function decodeObject(part: string): RegoObject {
  return object(parseJson(decodeText(part)));
}

export function decodeText(part: string): string {
  return textOf(decodeBase64Url(part));
}

/** The header of a token. An encrypted token (JWE) is refused. */
export function decodeHeader(token: Token): RegoObject {
  const header = decodeObject(token.header);
  if (header.has('enc')) throw new OperandError('an encrypted token');
  return header;
}

/** @throws OperandError where a parameter has the wrong type */
export function headerParameters(header: RegoObject): Header {
  const parameter = (name: string) => (header.has(name) ? text(header.get(name)) : '');
  parameter('typ');
  const critical = header.has('crit') ? criticalNames(header.get('crit')) : [];
  return {
    alg: parameter('alg'),
    kid: parameter('kid'),
    cty: parameter('cty'),
    critical: critical.some((name) => header.has(name) && !UNDERSTOOD.includes(name)),
  };
}

/** OPA stops at the first name that is no string, and wants one before it. */
function criticalNames(crit: Value | undefined): readonly Value[] {
  if (!isArray(crit)) throw new OperandError('crit is no list');
  const end = crit.findIndex((name) => typeof name !== 'string');
  const names = end < 0 ? crit : crit.slice(0, end);
  if (names.length === 0) throw new OperandError('crit is empty');
  return names;
}
