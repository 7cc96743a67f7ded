import { keyText } from './key-text.ts';
import type { Pair, YamlNode } from './node.ts';
import { MERGE } from './resolve.ts';
import { decodeScalar } from './scalar-value.ts';
import { isTimestamp } from './timestamp.ts';

/** Pairs of a mapping as OPA has them: what is merged is merged by one key, and of equal keys the last one counts. */
export function normalizedPairs(pairs: readonly Pair[]): readonly Pair[] {
  return withoutRepeatedKeys(withOneMerge(pairs));
}

/** OPA makes a sequence of what several merge keys say. */
function withOneMerge(pairs: readonly Pair[]): readonly Pair[] {
  const merges = pairs.filter(([key]) => isMergeTagged(key));
  const first = merges[0];
  const items = merges.flatMap(([, value]) => (value.kind === 'sequence' ? value.items : [value]));
  if (first === undefined || items.length < 2) return pairs;
  const merge: Pair = [first[0], { kind: 'sequence', items }];
  return pairs.flatMap((pair) => (pair === first ? [merge] : isMergeTagged(pair[0]) ? [] : [pair]));
}

function withoutRepeatedKeys(pairs: readonly Pair[]): readonly Pair[] {
  const places = new Map<string, number>();
  const kept: Pair[] = [];
  for (const pair of pairs) {
    const text = comparableText(pair[0]);
    const place = text === undefined ? undefined : places.get(text);
    if (place !== undefined) {
      kept[place] = [(kept[place] as Pair)[0], pair[1]];
      continue;
    }
    if (text !== undefined) places.set(text, kept.length);
    kept.push(pair);
  }
  return kept;
}

/** What a key is compared by; undefined for those that OPA does not compare, dates among them. */
function comparableText(key: YamlNode): string | undefined {
  if (key.kind !== 'scalar' || isMergeTagged(key) || (key.resolved !== undefined && isTimestamp(key.text))) {
    return undefined;
  }
  try {
    return keyText(decodeScalar(key));
  } catch {
    return undefined;
  }
}

function isMergeTagged(key: YamlNode): boolean {
  return key.kind === 'scalar' && key.tag === MERGE;
}
