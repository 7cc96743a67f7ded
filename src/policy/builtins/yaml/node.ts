import { MERGE, type Resolved, resolveScalar, STRING } from './resolve.ts';

/** A node of a YAML document. */
export type YamlNode = ScalarNode | SequenceNode | MappingNode | AliasNode;

export interface ScalarNode {
  readonly kind: 'scalar';
  /** In its short form (`!!int`), written or resolved. */
  readonly tag: string;
  readonly text: string;
  /** What it stands for; undefined where that is up to its tag. */
  readonly resolved?: Resolved;
}

export interface SequenceNode {
  readonly kind: 'sequence';
  /** Complete once the whole node has been read. */
  items: readonly YamlNode[];
}

export interface MappingNode {
  readonly kind: 'mapping';
  /** Complete once the whole node has been read. */
  pairs: readonly Pair[];
}

export interface AliasNode {
  readonly kind: 'alias';
  readonly name: string;
  readonly target: YamlNode;
}

export type Pair = readonly [key: YamlNode, value: YamlNode];

/** A scalar that has this tag (empty, where none is written) and may be resolved without one if it is plain. */
export function scalarNode(tag: string, text: string, plain: boolean): ScalarNode {
  if (tag !== '' && tag !== '!') return { kind: 'scalar', tag, text };
  if (!plain) return { kind: 'scalar', tag: STRING, text };
  if (text === '<<') return { kind: 'scalar', tag: MERGE, text };
  const resolved = resolveScalar('', text);
  return { kind: 'scalar', tag: resolved.tag, text, resolved };
}

/** Whether the key says that its value is merged into the mapping. */
export function isMerge(key: YamlNode): boolean {
  return key.kind === 'scalar' && key.tag === MERGE && key.text === '<<';
}
