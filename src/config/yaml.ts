import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
} from 'yaml';
import { type Finding, GatewayError, type Location } from '../errors.ts';
import type { Path } from './path.ts';

/** A YAML file as plain values, with the way back to its rows and columns. */
export interface YamlDocument {
  /** Objects have no prototype. `undefined` never occurs. */
  readonly value: unknown;
  /**
   * Where the value at `path` is written, or the key that names it. Where the path leads to nothing, the innermost
   * thing that is there.
   */
  locate(path: Path, key?: boolean): Location;
}

const MAX_BYTES = 4 * 1024 * 1024;
const MAX_NODES = 200_000;
const MAX_DEPTH = 64;
const MAX_FINDINGS = 10;

/**
 * Parses one YAML 1.2 document (core schema). Only what has one plain meaning is accepted: no duplicate keys, no tags of
 * other schemas, no merge keys, every key taken as a string. Aliases are followed; what they expand to is bounded.
 *
 * Throws GatewayError config_invalid whose findings name row and column.
 */
export function parseYaml(text: string, file: string): YamlDocument {
  const lines = new LineCounter();
  const findings: Finding[] = [];
  const report = (offset: number, message: string) => findings.push({ ...at(offset), code: 'yaml', message });
  const at = (offset: number): Location & { row: number; col: number } => {
    const { line, col } = lines.linePos(offset);
    return { file, row: line, col };
  };

  if (text.length > MAX_BYTES) throw invalid(file, [{ file, code: 'yaml', message: `larger than ${MAX_BYTES} bytes` }]);
  const document = parse(text, lines, file);
  for (const { pos, code, message } of [...document.errors, ...document.warnings].slice(0, MAX_FINDINGS)) {
    report(pos[0], code === 'MULTIPLE_DOCS' ? 'a second document begins here; there has to be one' : message);
  }
  if (document.directives?.yaml.version !== '1.2') report(0, 'only YAML 1.2 is understood');
  if (findings.length > 0) throw invalid(file, findings);

  const tree = build(document.contents, report);
  if (findings.length > 0) throw invalid(file, findings);
  return { value: tree.value, locate: (path, key = false) => at(offsetOf(document.contents, tree.targets, path, key)) };
}

function parse(text: string, lineCounter: LineCounter, file: string): Document.Parsed {
  try {
    // Duplicate keys are found by `build`: the library compares each key with every one before it.
    return parseDocument(text, {
      lineCounter,
      stringKeys: true,
      uniqueKeys: false,
      prettyErrors: false,
      resolveKnownTags: false,
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalid(file, [{ file, code: 'yaml', message: 'nested too deeply' }]);
  }
}

interface Tree {
  readonly value: unknown;
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<unknown, Node>;
}

function build(root: Node | null, report: (offset: number, message: string) => void): Tree {
  const anchors = new Map<string, Node>();
  const targets = new Map<unknown, Node>();
  const seen = new Set<Node>();
  const open = new Set<Node>();
  let nodes = 0;

  function value(node: unknown, depth: number): unknown {
    const offset = offsetOfNode(node);
    nodes += 1;
    if (nodes === MAX_NODES) report(offset, `more than ${MAX_NODES} values, aliases expanded`);
    if (depth === MAX_DEPTH) report(offset, `nested more than ${MAX_DEPTH} levels deep`);
    if (nodes >= MAX_NODES || depth >= MAX_DEPTH) return null;
    if (isAlias(node)) return alias(node, offset, depth);
    if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor && !seen.has(node)) anchors.set(node.anchor, node);
      seen.add(node);
      open.add(node);
      const built = isScalar(node) ? node.value : isSeq(node) ? list(node.items, depth) : object(node.items, depth);
      open.delete(node);
      return built;
    }
    return null;
  }

  function alias(node: { readonly source: string }, offset: number, depth: number): unknown {
    const target = targets.get(node) ?? anchors.get(node.source);
    if (!target) report(offset, `there is no anchor \`${node.source}\` before this alias`);
    else if (open.has(target)) report(offset, `the alias \`${node.source}\` stands inside what it refers to`);
    else {
      targets.set(node, target);
      return value(target, depth);
    }
    return null;
  }

  function list(items: readonly unknown[], depth: number): unknown[] {
    return items.map((item) => value(item, depth + 1));
  }

  function object(pairs: readonly { readonly key: unknown; readonly value: unknown }[], depth: number) {
    const result: Record<string, unknown> = Object.create(null);
    for (const pair of pairs) {
      const key = String((pair.key as Scalar).value);
      if (key in result) report(offsetOfNode(pair.key), `the key \`${key}\` stands here a second time`);
      else result[key] = value(pair.value, depth + 1);
    }
    return result;
  }

  return { value: value(root, 0), targets };
}

function offsetOf(root: Node | null, targets: ReadonlyMap<unknown, Node>, path: Path, key: boolean): number {
  let node: unknown = root;
  let offset = offsetOfNode(root);
  for (const [index, part] of path.entries()) {
    const holder = isAlias(node) ? targets.get(node) : node;
    const pair = isMap(holder) ? holder.items.find((item) => isScalar(item.key) && item.key.value === part) : undefined;
    const next: unknown = isSeq(holder) ? holder.items[Number(part)] : pair?.value;
    if (next === undefined) return offset;
    node = next;
    offset = offsetOfNode(pair && (next === null || (key && index === path.length - 1)) ? pair.key : next);
  }
  return offset;
}

function offsetOfNode(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}

function invalid(file: string, findings: readonly Finding[]): GatewayError {
  const first = findings[0]!;
  const place = first.row === undefined ? file : `${file}:${first.row}:${first.col}`;
  return new GatewayError('config_invalid', `${place}: ${first.message}`, { findings });
}
