import type { Builtin } from './builtin.ts';
import { text } from './operands.ts';

/** `glob.quote_meta`. */
export const GLOBS: Readonly<Record<string, Builtin>> = {
  'glob.quote_meta': ([pattern]) => text(pattern).replace(/[\\*?[\]{}]/g, '\\$&'),
};
