import type { ProbeConfig } from '../../config/types.ts';
import { PROBED, type Probed } from './rows.ts';

/** What the probes of an endpoint have told so far. */
export interface ProbeView {
  readonly probed: Probed;
  /** Answers in a row that contradict `probed`. */
  readonly against: number;
}

/** Nobody asked yet. Counts as healthy: only `fall` bad answers take an endpoint out. */
export const UNPROBED: ProbeView = { probed: PROBED.unknown, against: 0 };

/** What is known after one more answer: `rise` good ones in a row make it healthy, `fall` bad ones unhealthy. */
export function afterProbe(
  { probed, against }: ProbeView,
  good: boolean,
  { rise, fall }: Pick<ProbeConfig, 'rise' | 'fall'>,
): ProbeView {
  if (good && probed !== PROBED.unhealthy) return { probed: PROBED.healthy, against: 0 };
  if (!good && probed === PROBED.unhealthy) return { probed, against: 0 };
  if (against + 1 < (good ? rise : fall)) return { probed, against: against + 1 };
  return { probed: good ? PROBED.healthy : PROBED.unhealthy, against: 0 };
}
