/** Values by host pattern: `api.example.com`, `*.example.com`, `*`. */
export class HostTable<T> {
  readonly #empty: () => T;
  readonly #exact = new Map<string, T>();
  /** By what follows the star, as `.example.com`. */
  readonly #suffixes = new Map<string, T>();
  #any: T | undefined;

  constructor(empty: () => T) {
    this.#empty = empty;
  }

  /** The value of a pattern, made where there is none. */
  at(pattern: string): T {
    if (pattern === '*') {
      this.#any ??= this.#empty();
      return this.#any;
    }
    const suffix = pattern.startsWith('*.');
    const table = suffix ? this.#suffixes : this.#exact;
    const key = (suffix ? pattern.slice(1) : pattern).toLowerCase();
    const value = table.get(key) ?? this.#empty();
    table.set(key, value);
    return value;
  }

  /** What `test` gives first, asked from the most specific pattern that matches the host to the least. */
  find<R>(host: string, test: (value: T) => R | undefined): R | undefined {
    const exact = this.#exact.get(host);
    const found = exact && test(exact);
    if (found) return found;
    if (this.#suffixes.size > 0) {
      for (let dot = host.indexOf('.'); dot !== -1; dot = host.indexOf('.', dot + 1)) {
        const value = this.#suffixes.get(host.slice(dot));
        const below = value && test(value);
        if (below) return below;
      }
    }
    return this.#any && test(this.#any);
  }
}
