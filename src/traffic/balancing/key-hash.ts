/**
 * 32 bits of a text, well mixed (FNV-1a, then the finalizer of MurmurHash3). The same in every worker and every process,
 * so there is no secret in it, and who chooses keys can find many that go to one endpoint, as with any such hash: trying
 * is enough. The bound on an endpoint's part (see hash.ts) takes the harm out of it.
 */
export function keyHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash);
}

/** One number of two, in which each bit of both counts. */
export function combine(a: number, b: number): number {
  return mix(a ^ Math.imul(b, 0x9e3779b1));
}

function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
