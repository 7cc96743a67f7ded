import { createSecretKey } from 'node:crypto';
import { bytesOf } from '../../bytes.ts';
import { isNumber, numberOf, type Value } from '../../value.ts';
import type { BuiltinContext } from '../builtin.ts';
import { currentTime } from '../now.ts';
import { OperandError, object, text } from '../operands.ts';
import type { Jwk } from './jwk.ts';
import { verificationKeys } from './keys.ts';

/** What `io.jwt.decode_verify` demands of a token; an empty text demands nothing. */
export interface Constraints {
  /** Keys of which one has to have signed it. */
  readonly keys: readonly Jwk[];
  readonly alg: string;
  readonly iss: string;
  /** A token that names an audience needs this to be one of them. */
  readonly aud: string;
  /** Nanoseconds since 1970, as Go's float64. */
  readonly time: number;
}

const NAMES: readonly Value[] = ['cert', 'secret', 'alg', 'iss', 'aud', 'time'];

/** @throws OperandError where one is unknown, or there is not exactly one kind of key */
export function parseConstraints(operand: Value | undefined, context: BuiltinContext): Constraints {
  const constraints = object(operand);
  if ([...constraints].some(([name]) => !NAMES.includes(name))) throw new OperandError('an unknown constraint');
  const constraint = (name: string) => (constraints.has(name) ? text(constraints.get(name)) : '');
  const secret = constraint('secret');
  if (constraints.has('cert') === (secret !== '')) throw new OperandError('one kind of key is needed');
  return {
    keys: secret === '' ? verificationKeys(constraint('cert')) : [secretKey(secret)],
    alg: constraint('alg'),
    iss: constraint('iss'),
    aud: constraint('aud'),
    time: constraints.has('time') ? timeOf(constraints.get('time')) : Number(currentTime(context)),
  };
}

function secretKey(secret: string): Jwk {
  return { alg: '', kid: '', key: createSecretKey(bytesOf(secret)) };
}

function timeOf(time: Value | undefined): number {
  const nanoseconds = time !== undefined && isNumber(time) ? numberOf(time) : Number.NaN;
  if (!(nanoseconds >= 0 && nanoseconds < Number.POSITIVE_INFINITY)) throw new OperandError('no time');
  return nanoseconds;
}
