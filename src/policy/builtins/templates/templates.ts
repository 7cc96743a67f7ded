import type { Builtin } from '../builtin.ts';
import { object, text } from '../operands.ts';
import { dataOf } from './data.ts';
import { execute } from './execution.ts';
import { parseTemplates } from './parser.ts';

/**
 * `strings.render_template` (OPA: topdown/template.go; Go: text/template): all of Go's templates but complex numbers,
 * hexadecimal fractions, and what prints an address. Where Go fails, the call is undefined.
 */
export const TEMPLATES: Readonly<Record<string, Builtin>> = {
  'strings.render_template': ([template, variables], context) => {
    const data = dataOf(object(variables));
    const rendered = execute(parseTemplates(text(template)), data, () => context.checkDeadline());
    return rendered.replaceAll('<no value>', '<undefined>');
  },
};
