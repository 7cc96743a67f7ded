import type { Value } from '../../value.ts';
import type { Builtin, BuiltinContext } from '../builtin.ts';
import { OperandError, text } from '../operands.ts';
import { Cursor } from './cursor.ts';
import { decodeDocument } from './decode.ts';
import { emitYaml } from './emit.ts';
import { parseStream } from './parser.ts';
import { scanTokens } from './scanner.ts';

/**
 * YAML (OPA: topdown/encoding.go, internal/yaml) as go-yaml reads and writes it. No library of JavaScript does: they read
 * YAML 1.2 as it is specified, and go-yaml reads what libyaml does.
 */
export const YAML: Readonly<Record<string, Builtin>> = {
  'yaml.marshal': ([value], context) => emitYaml(value as Value, context),
  'yaml.unmarshal': ([document], context) => parseYaml(text(document), context),
  'yaml.is_valid': ([document], context) => isYaml(document, context),
};

/** The first document of a stream, null where there is none. */
function parseYaml(stream: string, context: BuiltinContext): Value {
  const tokens = scanTokens(new Cursor(stream, () => context.checkDeadline()));
  const root = parseStream(tokens);
  return root === undefined ? null : decodeDocument(root, context);
}

function isYaml(document: Value | undefined, context: BuiltinContext): boolean {
  try {
    parseYaml(text(document), context);
    return true;
  } catch (error) {
    if (error instanceof OperandError) return false;
    throw error;
  }
}
