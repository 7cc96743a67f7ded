import { OperandError } from '../operands.ts';
import { type MappingNode, type Pair, type SequenceNode, scalarNode, type YamlNode } from './node.ts';
import { normalizedPairs } from './normalize.ts';
import { TagHandles } from './tag-handles.ts';
import type { Token } from './token.ts';

type Kind = Token['kind'];

/** Deeper values than this do not pass to the policy. */
const MAX_DEPTH = 1000;

const NO_CONTENT = kinds('version', 'tag-directive', 'document-start', 'document-end', 'stream-end');
const NO_ENTRY = kinds('block-entry', 'block-end');
const NO_INDENTLESS_ENTRY = kinds('block-entry', 'key', 'value', 'block-end');
const NO_BLOCK_NODE = kinds('key', 'value', 'block-end');
const NO_FLOW_NODE = kinds('value', 'flow-entry', 'flow-sequence-end', 'flow-mapping-end');
const NO_FLOW_KEY = kinds('value', 'flow-entry', 'flow-sequence-end');
const NO_FLOW_VALUE = kinds('flow-entry', 'flow-sequence-end', 'flow-mapping-end');

function kinds(...all: Kind[]): ReadonlySet<Kind> {
  return new Set(all);
}

/**
 * The first document of a stream, undefined where it has none. The others have to be well-formed, too (go-yaml:
 * parserc.go, after libyaml).
 */
export function parseStream(tokens: readonly Token[]): YamlNode | undefined {
  return new Parser(tokens).stream();
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #tags = new TagHandles();
  /** Of the whole stream: a document sees the anchors of those before it. */
  readonly #anchors = new Map<string, YamlNode>();
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  stream(): YamlNode | undefined {
    if (this.#is('stream-end')) return undefined;
    const first = this.#document(!NO_CONTENT.has(this.#kind));
    for (;;) {
      while (this.#take('document-end'));
      if (this.#is('stream-end')) return first;
      this.#document(false);
    }
  }

  /** @param bare whether it begins without `---` */
  #document(bare: boolean): YamlNode {
    this.#directives();
    if (!bare) this.#expect('document-start');
    const node = this.#nodeUnless(NO_CONTENT, () => this.#node(true, false));
    this.#take('document-end');
    this.#tags.clear();
    return node;
  }

  #directives(): void {
    let version = false;
    for (; ; this.#at++) {
      const token = this.#token;
      if (token.kind === 'version') {
        // go-yaml takes no other one, its own YAML 1.2 neither.
        if (version || token.text !== '1.1') throw new OperandError('the version of YAML is not 1.1');
        version = true;
      } else if (token.kind === 'tag-directive') this.#tags.define(token.handle, token.prefix);
      else break;
    }
    this.#tags.defineDefaults();
  }

  #node(block: boolean, indentless: boolean): YamlNode {
    const alias = this.#token;
    if (alias.kind === 'alias') {
      this.#at++;
      const target = this.#anchors.get(alias.text);
      if (target === undefined) throw new OperandError('an alias without an anchor');
      return { kind: 'alias', name: alias.text, target };
    }
    const { anchor, tag } = this.#properties();
    const content = this.#token;
    if (content.kind === 'scalar') {
      this.#at++;
      return this.#anchored(anchor, scalarNode(tag ?? '', content.text, content.form === 'plain'));
    }
    const collection = this.#collection(block, indentless);
    if (collection !== undefined) return this.#nested(this.#anchored(anchor, collection.node), collection.read);
    if (anchor === undefined && tag === undefined) throw new OperandError('a value is needed');
    return this.#anchored(anchor, scalarNode(tag ?? '', '', true));
  }

  /** An anchor and a tag, in any order. */
  #properties(): { anchor: string | undefined; tag: string | undefined } {
    let anchor = this.#anchor();
    const tag = this.#tag();
    if (tag !== undefined) anchor ??= this.#anchor();
    return { anchor, tag };
  }

  #anchor(): string | undefined {
    const token = this.#token;
    if (token.kind !== 'anchor') return undefined;
    this.#at++;
    return token.text;
  }

  #tag(): string | undefined {
    const token = this.#token;
    if (token.kind !== 'tag') return undefined;
    this.#at++;
    return this.#tags.resolve(token.handle, token.suffix);
  }

  /** The collection that begins here, still empty, and what reads it. */
  #collection(block: boolean, indentless: boolean): { node: YamlNode; read: () => void } | undefined {
    const sequence: SequenceNode = { kind: 'sequence', items: [] };
    const mapping: MappingNode = { kind: 'mapping', pairs: [] };
    const inSequence = (items: () => YamlNode[]) => ({ node: sequence, read: () => (sequence.items = items()) });
    const inMapping = (pairs: () => Pair[]) => ({
      node: mapping,
      read: () => (mapping.pairs = normalizedPairs(pairs())),
    });
    if (indentless && this.#is('block-entry')) return inSequence(() => this.#indentlessItems());
    if (this.#take('flow-sequence-start')) return inSequence(() => this.#flowItems());
    if (this.#take('flow-mapping-start')) return inMapping(() => this.#flowPairs());
    if (block && this.#take('block-sequence-start')) return inSequence(() => this.#blockItems());
    if (block && this.#take('block-mapping-start')) return inMapping(() => this.#blockPairs());
    return undefined;
  }

  #nested(node: YamlNode, read: () => void): YamlNode {
    if (++this.#depth > MAX_DEPTH) throw new OperandError('nested too deeply');
    read();
    this.#depth--;
    return node;
  }

  #indentlessItems(): YamlNode[] {
    const items: YamlNode[] = [];
    while (this.#take('block-entry')) items.push(this.#nodeUnless(NO_INDENTLESS_ENTRY, () => this.#node(true, false)));
    return items;
  }

  #blockItems(): YamlNode[] {
    const items: YamlNode[] = [];
    while (!this.#take('block-end')) {
      this.#expect('block-entry');
      items.push(this.#nodeUnless(NO_ENTRY, () => this.#node(true, false)));
    }
    return items;
  }

  #blockPairs(): Pair[] {
    const pairs: Pair[] = [];
    const node = () => this.#nodeUnless(NO_BLOCK_NODE, () => this.#node(true, true));
    while (!this.#take('block-end')) {
      this.#expect('key');
      const key = node();
      pairs.push([key, this.#take('value') ? node() : scalarNode('', '', true)]);
    }
    return pairs;
  }

  #flowItems(): YamlNode[] {
    const items: YamlNode[] = [];
    while (this.#flowEntryFollows('flow-sequence-end', items.length)) {
      items.push(this.#take('key') ? this.#flowPair() : this.#node(false, false));
    }
    return items;
  }

  /** A mapping of one pair, without braces. */
  #flowPair(): YamlNode {
    // libyaml passes whatever stands in the place of a missing key.
    if (NO_FLOW_KEY.has(this.#kind)) this.#at++;
    else return { kind: 'mapping', pairs: [[this.#node(false, false), this.#flowValue()]] };
    return { kind: 'mapping', pairs: [[scalarNode('', '', true), this.#flowValue()]] };
  }

  #flowPairs(): Pair[] {
    const pairs: Pair[] = [];
    while (this.#flowEntryFollows('flow-mapping-end', pairs.length)) {
      if (this.#take('key')) {
        const key = this.#nodeUnless(NO_FLOW_NODE, () => this.#node(false, false));
        pairs.push([key, this.#flowValue()]);
      } else pairs.push([this.#node(false, false), scalarNode('', '', true)]);
    }
    return pairs;
  }

  #flowValue(): YamlNode {
    if (!this.#take('value')) return scalarNode('', '', true);
    return this.#nodeUnless(NO_FLOW_VALUE, () => this.#node(false, false));
  }

  /** Passes the comma before the next entry of a flow collection, or the end of that. */
  #flowEntryFollows(end: Kind, entries: number): boolean {
    if (this.#take(end)) return false;
    if (entries > 0) {
      this.#expect('flow-entry');
      if (this.#take(end)) return false;
    }
    return true;
  }

  #anchored<N extends YamlNode>(anchor: string | undefined, node: N): N {
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    return node;
  }

  /** An empty scalar where none of these may follow. */
  #nodeUnless(none: ReadonlySet<Kind>, node: () => YamlNode): YamlNode {
    return none.has(this.#kind) ? scalarNode('', '', true) : node();
  }

  get #token(): Token {
    return this.#tokens[this.#at] ?? END;
  }

  get #kind(): Kind {
    return this.#token.kind;
  }

  #is(kind: Kind): boolean {
    return this.#kind === kind;
  }

  #take(kind: Kind): boolean {
    if (!this.#is(kind)) return false;
    this.#at++;
    return true;
  }

  #expect(kind: Kind): void {
    if (!this.#take(kind)) throw new OperandError(`${kind} is needed`);
  }
}

const END: Token = { kind: 'stream-end' };
