import type { UpstreamConfig } from '../config/types.ts';
import { createBalancer } from './balancing/balancer.ts';
import type { Balancer } from './balancing/candidate.ts';
import { Seat } from './balancing/seat.ts';
import { serving } from './balancing/tiers.ts';
import type { Board, UpstreamCounts } from './board.ts';
import type { Endpoint, EndpointStatistics } from './endpoint.ts';
import type { Member } from './supervision/members.ts';
import type { Watch } from './watch.ts';

/** Repetitions that may be in flight whatever the budget says. */
const LEAST_RETRIES = 3;

/** What the admin interface and the metrics show of an upstream, as one worker sees it. */
export interface UpstreamStatistics {
  readonly name: string;
  readonly endpoints: readonly EndpointStatistics[];
  /** Attempts after the first one. */
  readonly retries: number;
  /** Repetitions that the budget or the breaker forbade. */
  readonly retriesRefused: number;
  /** Requests that a cap refused, by cap. */
  readonly overflows: { readonly requests: number; readonly pending: number };
}

/** What a worker counts of an upstream, over all generations that have it. */
export interface UpstreamTally {
  retries: number;
  retriesRefused: number;
  readonly overflows: { requests: number; pending: number };
}

/** What of the worker an upstream needs. */
export interface UpstreamSurroundings {
  readonly board: Board;
  /** Column of the worker on the board. */
  readonly column: number;
  /** Milliseconds of the clock that all threads share. */
  readonly ticks: () => number;
  /** 0 to 1. */
  readonly random: () => number;
  /** Sees to the time limits of exchanges. */
  readonly watch: Watch;
  /** Of the generation before. */
  readonly tally: UpstreamTally | undefined;
}

/** A named service with its endpoints, as one worker sees it. */
export class Upstream {
  readonly name: string;
  readonly config: UpstreamConfig;
  /** Sees to the time limits of exchanges. */
  readonly watch: Watch;
  readonly random: () => number;
  readonly tally: UpstreamTally;
  readonly #board: Board;
  readonly #counts: UpstreamCounts;
  readonly #ticks: () => number;
  readonly #balancer: Balancer<Seat>;
  #seats: readonly Seat[] = [];
  /** Who gets requests now. */
  #candidates: readonly Seat[] = [];
  /** Ejected ones that one request may try. */
  #offered: readonly Seat[] = [];
  #seen = -1;

  constructor(config: UpstreamConfig, row: number, surroundings: UpstreamSurroundings) {
    const { board, column, ticks, random, watch, tally } = surroundings;
    this.name = config.name;
    this.config = config;
    this.watch = watch;
    this.random = random;
    this.tally = tally ?? { retries: 0, retriesRefused: 0, overflows: { requests: 0, pending: 0 } };
    this.#board = board;
    this.#counts = board.upstream(row, column);
    this.#ticks = ticks;
    this.#balancer = createBalancer(config.balancer);
  }

  /** Whether a request that this endpoint failed may go to another one. */
  hasOther(endpoint: Endpoint): boolean {
    if (this.#seen !== this.#board.version) this.#look();
    const isOther = (seat: Seat) => seat.endpoint !== endpoint;
    return this.#candidates.some(isOther) || this.#seats.some((seat) => isOther(seat) && seat.endpoint.state.available);
  }

  /** All of them, whatever their state. */
  get endpoints(): readonly Endpoint[] {
    return this.#seats.map(({ endpoint }) => endpoint);
  }

  /** Takes other endpoints over; attempts at those that left go on. */
  follow(members: readonly Member[], endpointOf: (member: Member) => Endpoint): void {
    const before = new Map(this.#seats.map((seat) => [seat.endpoint, seat]));
    this.#seats = members.map((member) => {
      const endpoint = endpointOf(member);
      const kept = before.get(endpoint);
      return kept?.isFor(member) ? kept : new Seat(member, endpoint, this.config.slowStart);
    });
    this.#seen = -1;
  }

  /**
   * The endpoint for the next attempt. Of those that were not tried, one that just failed to connect is taken only where
   * there is no other. Undefined where none is available, or all were tried.
   *
   * @param hash of the request's key, 32 bits; NaN where it has none
   */
  choose(tried: ReadonlySet<Endpoint> | undefined, hash: number): Endpoint | undefined {
    if (this.#seen !== this.#board.version) this.#look();
    const candidates = this.#candidates;
    // A request that failed already is not put at risk again where that can be avoided.
    if (tried === undefined || candidates.length === 0) {
      for (const seat of this.#offered) {
        if (!tried?.has(seat.endpoint) && seat.endpoint.takeTrial()) return seat.endpoint;
      }
    }
    if (candidates.length === 0) return undefined;
    if (tried !== undefined) return this.#other(undefined, tried, hash);
    const seat = this.#pick(candidates, hash);
    return seat.endpoint.offer() && !this.#isStarting(seat) ? seat.endpoint : this.#other(seat, tried, hash);
  }

  /** Counts a request in. False: there are as many as there may be. Whoever enters leaves. */
  enter(): boolean {
    if (this.#counts.enter('requests', this.config.breaker.requests)) return true;
    this.tally.overflows.requests++;
    return false;
  }

  leave(): void {
    this.#counts.leave('requests');
  }

  /** Counts one in that waits for a connection. False: too many wait. Whoever waits ceases to. */
  wait(): boolean {
    if (this.#counts.enter('pending', this.config.breaker.pending)) return true;
    this.tally.overflows.pending++;
    return false;
  }

  ceaseWaiting(): void {
    this.#counts.leave('pending');
  }

  /**
   * Counts a repetition in, as far as caps allow. Whoever enters leaves.
   *
   * @param isExtra whether the upstream has had, or has, work with the request already: then the budget counts. What never
   * got an answer moves from one endpoint to another, and adds nothing.
   */
  enterRetry(isExtra: boolean): boolean {
    const { retry, breaker } = this.config;
    const budget = Math.max(LEAST_RETRIES, Math.floor(retry.budget * this.#counts.sum('requests')));
    if (this.#counts.enter('retries', isExtra ? Math.min(budget, breaker.retries) : breaker.retries)) {
      this.tally.retries++;
      return true;
    }
    this.tally.retriesRefused++;
    return false;
  }

  leaveRetry(): void {
    this.#counts.leave('retries');
  }

  statistics(): UpstreamStatistics {
    const { retries, retriesRefused, overflows } = this.tally;
    return {
      name: this.name,
      endpoints: this.#seats.map(({ endpoint }) => endpoint.statistics()),
      retries,
      retriesRefused,
      overflows: { ...overflows },
    };
  }

  #pick(candidates: readonly Seat[], hash: number): Seat {
    return candidates.length === 1 ? candidates[0]! : this.#balancer.pick(candidates, this.random, hash);
  }

  /** Who came back a moment ago gets only some of the requests that would be its own. */
  #isStarting(seat: Seat): boolean {
    return seat.startsAt !== 0 && seat.share(this.#ticks()) <= this.random();
  }

  #other(first: Seat | undefined, tried: ReadonlySet<Endpoint> | undefined, hash: number): Endpoint | undefined {
    let untried = this.#candidates.filter(({ endpoint }) => !tried?.has(endpoint));
    // The next group helps out where this one was tried in vain.
    if (untried.length === 0) {
      untried = this.#seats.filter(({ endpoint }) => endpoint.state.available && !tried?.has(endpoint));
    }
    const others = untried.filter((seat) => seat !== first && !seat.endpoint.passedOver);
    const among = others.length > 0 ? others : untried;
    return among.length === 0 ? undefined : this.#pick(among, hash).endpoint;
  }

  #look(): void {
    this.#seen = this.#board.version;
    for (const seat of this.#seats) seat.look(this.#ticks());
    this.#candidates = serving(this.#seats, this.config.panic);
    this.#offered = this.#seats.filter((seat) => seat.offered);
  }
}
