import type { AdmissionConfig, Tolerance } from '../config/types.ts';
import type { FlipKind } from './flip.ts';
import type { Comparison } from './tally.ts';

/** What is more than tolerable, as a sentence; undefined where nothing is. */
export function exceeds({ flips, compared }: Comparison, limits: AdmissionConfig['flips']): string | undefined {
  const bounds: Record<FlipKind, Tolerance | undefined> = {
    deny_to_allow: limits.denyToAllow,
    allow_to_deny: limits.allowToDeny,
    changed: limits.changed,
  };
  const broken = Object.entries(bounds).flatMap(([kind, bound]) => {
    const count = flips[kind as FlipKind];
    if (bound === undefined || count <= ('count' in bound ? bound.count : bound.share * compared)) return [];
    const most = 'count' in bound ? bound.count : `${Number((bound.share * 100).toFixed(4))}%`;
    return [`${kind}: ${count}, at most ${most}`];
  });
  return broken.length === 0 ? undefined : `of ${compared} decisions it flips ${broken.join('; ')}`;
}
