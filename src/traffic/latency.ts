/** Upper bounds of the buckets, milliseconds: eight to a doubling, so that a percentile is exact to about 9 %. */
const PER_DOUBLING = 8;
const SMALLEST_MS = 0.1;
const BUCKETS = 20 * PER_DOUBLING;

/** How long attempts took, as a distribution that can be added to another one. */
export class Latency {
  readonly buckets = new Uint32Array(BUCKETS);

  observe(ms: number): void {
    this.buckets[bucketOf(ms)]!++;
  }
}

/** The sum of several distributions. */
export function sumOf(all: readonly Uint32Array[]): Uint32Array {
  const sum = new Uint32Array(BUCKETS);
  for (const buckets of all) for (let i = 0; i < BUCKETS; i++) sum[i]! += buckets[i]!;
  return sum;
}

/** Milliseconds that the given share (0 to 1) of what was observed did not exceed; undefined where nothing was. */
export function percentile(buckets: Uint32Array, share: number): number | undefined {
  const total = buckets.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  let seen = 0;
  for (let i = 0; i < BUCKETS; i++) {
    seen += buckets[i]!;
    if (seen >= share * total) return SMALLEST_MS * 2 ** (i / PER_DOUBLING);
  }
  return undefined;
}

function bucketOf(ms: number): number {
  if (ms <= SMALLEST_MS) return 0;
  return Math.min(BUCKETS - 1, Math.ceil(Math.log2(ms / SMALLEST_MS) * PER_DOUBLING));
}
