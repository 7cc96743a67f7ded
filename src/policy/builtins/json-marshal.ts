import type { Value } from '../value.ts';
import type { Builtin } from './builtin.ts';
import { jsonText, type Layout } from './go-json.ts';
import { OperandError, object, text } from './operands.ts';

/** `json.marshal_with_options` (OPA: topdown/encoding.go). */
export const JSON_MARSHAL: Readonly<Record<string, Builtin>> = {
  'json.marshal_with_options': ([value, options]) => {
    const layout = layoutOf(options);
    if (layout === undefined) return jsonText(value as Value);
    // Go puts the prefix before every line but the first, OPA before that one too.
    return layout.prefix + jsonText(value as Value, layout);
  },
};

/** Undefined where the text is to be one line. */
function layoutOf(options: Value | undefined): Layout | undefined {
  let pretty: boolean | undefined;
  const layout = { prefix: '', indent: '\t' };
  for (const [name, value] of object(options)) {
    if (name === 'pretty' && typeof value === 'boolean') pretty = value;
    else if (name === 'prefix' || name === 'indent') layout[name] = text(value);
    else throw new OperandError('an unknown option');
  }
  return (pretty ?? (object(options).has('prefix') || object(options).has('indent'))) ? layout : undefined;
}
