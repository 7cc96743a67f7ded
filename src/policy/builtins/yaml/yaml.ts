import type { Value } from '../../value.ts';
import type { Builtin } from '../builtin.ts';
import { emitYaml } from './emit.ts';

/** YAML (OPA: topdown/encoding.go, internal/yaml) as go-yaml reads and writes it. */
export const YAML: Readonly<Record<string, Builtin>> = {
  'yaml.marshal': ([value], context) => emitYaml(value as Value, context),
};
