import type { Endpoint } from '../endpoint.ts';
import type { Member } from '../supervision/members.ts';
import { PROBED, STATE } from '../supervision/rows.ts';
import type { Candidate } from './candidate.ts';
import { keyHash } from './key-hash.ts';
import { startingShare } from './slow-start.ts';
import type { Tiered } from './tiers.ts';

/** An endpoint in its place in one upstream, as a balancer sees it. */
export class Seat implements Candidate, Tiered {
  readonly endpoint: Endpoint;
  readonly seed: number;
  readonly weight: number;
  readonly priority: number;
  readonly #slowStart: number;
  credit = Number.NaN;
  available = true;
  drained = false;
  /** Whether one request may try it. */
  offered = false;
  /** When it came back, while it gets less than its share for that; else 0. Milliseconds of the shared clock. */
  startsAt = 0;

  /** @param slowStart milliseconds */
  constructor({ url, weight, priority }: Member, endpoint: Endpoint, slowStart: number) {
    this.endpoint = endpoint;
    this.seed = keyHash(url);
    this.weight = weight;
    this.priority = priority;
    this.#slowStart = slowStart;
  }

  get inFlight(): number {
    return this.endpoint.inFlight;
  }

  /** Whether it is that of a member as it is now. */
  isFor({ weight, priority }: Member): boolean {
    return this.weight === weight && this.priority === priority;
  }

  /** Takes over what the board says of it. */
  look(ticks: number): void {
    const { state } = this.endpoint;
    this.available = state.available;
    this.drained = state.drained;
    this.offered = state.state === STATE.offered && state.probed !== PROBED.unhealthy && !state.drained;
    const returned = state.returned;
    this.startsAt = returned > 0 && ticks - returned < this.#slowStart ? returned : 0;
  }

  /** The share, from 0 to 1, that it gets of what would be its own. */
  share(ticks: number): number {
    const share = startingShare(ticks - this.startsAt, this.#slowStart);
    if (share === 1) this.startsAt = 0;
    return share;
  }
}
