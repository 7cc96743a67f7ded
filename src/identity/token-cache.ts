const ENTRY_OVERHEAD = 512;

/**
 * Remembers values by digest in bounded memory. Two generations: what is found moves to the young one; when that is full,
 * the old one is dropped and the young one takes its place. So what was not asked for during a whole generation goes, and
 * a hit costs one look-up, without the bookkeeping of an exact LRU.
 */
export class TokenCache<T> {
  readonly #capacity: number;
  #young = new Map<string, { readonly value: T; readonly weight: number }>();
  #old = new Map<string, { readonly value: T; readonly weight: number }>();
  #weight = 0;

  /** @param capacity Bytes of tokens that one generation may stand for; both together at most twice of it. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(digest: string): T | undefined {
    const young = this.#young.get(digest);
    if (young) return young.value;
    const old = this.#old.get(digest);
    if (!old) return undefined;
    this.#old.delete(digest);
    this.#add(digest, old);
    return old.value;
  }

  /** @param length Length of the token, a measure of what the value holds. */
  set(digest: string, value: T, length: number): void {
    this.#weight -= this.#young.get(digest)?.weight ?? 0;
    this.#young.delete(digest);
    this.#old.delete(digest);
    this.#add(digest, { value, weight: length + ENTRY_OVERHEAD });
  }

  #add(digest: string, entry: { readonly value: T; readonly weight: number }): void {
    if (this.#weight + entry.weight > this.#capacity) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#weight = 0;
    }
    this.#young.set(digest, entry);
    this.#weight += entry.weight;
  }
}
