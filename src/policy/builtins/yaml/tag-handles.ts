import { OperandError } from '../operands.ts';

const CORE = 'tag:yaml.org,2002:';
const DEFAULTS = [
  ['!', '!'],
  ['!!', CORE],
] as const;

/** What the handles of tags stand for in one document. */
export class TagHandles {
  readonly #prefixes = new Map<string, string>();

  /** For a `%TAG` directive. */
  define(handle: string, prefix: string): void {
    if (this.#prefixes.has(handle)) throw new OperandError('a handle is defined twice');
    this.#prefixes.set(handle, prefix);
  }

  /** For what no directive says. */
  defineDefaults(): void {
    for (const [handle, prefix] of DEFAULTS) if (!this.#prefixes.has(handle)) this.#prefixes.set(handle, prefix);
  }

  clear(): void {
    this.#prefixes.clear();
  }

  /** The tag of a node, in the short form `!!int` where it is one of YAML's own. */
  resolve(handle: string, suffix: string): string {
    const prefix = handle === '' ? '' : this.#prefixes.get(handle);
    if (prefix === undefined) throw new OperandError('a handle is not defined');
    const tag = prefix + suffix;
    return tag.startsWith(CORE) ? `!!${tag.slice(CORE.length)}` : tag;
  }
}
