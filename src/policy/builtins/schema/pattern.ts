import { LimitExceeded } from '../../faults.ts';
import type { BuiltinContext } from '../builtin.ts';
import { compiled } from '../regex/compiled.ts';
import { isMatch } from '../regex/engine.ts';

/**
 * Whether a text is a regular expression of Go.
 *
 * @throws LimitExceeded where it is too costly to compile
 */
export function isPattern(text: string): boolean {
  try {
    compiled(text);
    return true;
  } catch (thrown) {
    if (thrown instanceof LimitExceeded) throw thrown;
    return false;
  }
}

/** Whether a pattern, which has to be one, matches somewhere in a text. */
export function matchesPattern(pattern: string, text: string, context: BuiltinContext): boolean {
  return isMatch(compiled(pattern), text, context);
}
