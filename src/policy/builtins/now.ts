import { numberFromInteger } from '../value.ts';
import type { BuiltinContext } from './builtin.ts';

/** Nanoseconds since 1970, recorded as the value of `time.now_ns`: a replay then sees the same time. */
export function currentTime(context: BuiltinContext): bigint {
  context.once('time.now_ns', [], () => numberFromInteger(context.now));
  return context.now;
}
