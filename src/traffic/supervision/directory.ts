import { isDeepStrictEqual } from 'node:util';
import { GatewayError } from '../../errors.ts';
import type { Member, Members, MembersOf } from './members.ts';
import type { Rows } from './rows.ts';
import { Seats } from './seats.ts';

/** An endpoint that has no place on the board yet. */
export type Located = Omit<Member, 'slot'>;

/**
 * Gives every upstream and every endpoint its row on the board. An endpoint is its upstream and its url; as long as
 * these stay, so does its row, with all that was counted there.
 */
export class Directory {
  readonly #rows: Rows;
  readonly #upstreams: Seats;
  readonly #endpoints: Seats;
  #version = 0;
  #members: Members = {};

  /** @param ticks monotonic milliseconds */
  constructor(rows: Rows, ticks: () => number) {
    this.#rows = rows;
    this.#upstreams = new Seats(rows.upstreams, ticks, (row) => rows.resetUpstream(row));
    this.#endpoints = new Seats(rows.endpoints, ticks, (slot) => rows.endpoint(slot).reset());
  }

  get members(): Members {
    return this.#members;
  }

  /**
   * Takes the endpoints of all upstreams, by name; of those with the same url the first one counts. What did not change
   * stays the same object.
   *
   * @throws GatewayError `config_invalid` where the board has too few rows; nothing has changed then
   */
  update(wanted: ReadonlyMap<string, readonly Located[]>): Members {
    const upstreams = new Set(wanted.keys());
    const endpoints = new Set<string>();
    for (const [name, all] of wanted) for (const { url } of all) endpoints.add(keyOf(name, url));
    if (upstreams.size > this.#rows.upstreams) throw full('upstreams', upstreams.size, this.#rows.upstreams);
    if (!this.#endpoints.assign(endpoints)) throw full('endpoints', endpoints.size, this.#rows.endpoints);
    this.#upstreams.assign(upstreams);
    this.#members = Object.fromEntries(Array.from(wanted, ([name, all]) => [name, this.#membersOf(name, all)]));
    return this.#members;
  }

  #membersOf(name: string, located: readonly Located[]): MembersOf {
    const members = new Map<string, Member>();
    for (const endpoint of located) {
      const { url } = endpoint;
      if (!members.has(url)) members.set(url, { slot: this.#endpoints.get(keyOf(name, url))!, ...endpoint });
    }
    const next = { row: this.#upstreams.get(name)!, members: [...members.values()] };
    const before = this.#members[name];
    if (before?.row === next.row && isDeepStrictEqual(before.members, next.members)) return before;
    return { ...next, version: ++this.#version };
  }
}

function keyOf(upstream: string, url: string): string {
  return `${upstream} ${url}`;
}

function full(what: string, wanted: number, room: number): GatewayError {
  return new GatewayError(
    'config_invalid',
    `there are ${wanted} ${what}, but room for ${room}: the table of ${what} is full; take some out`,
  );
}
