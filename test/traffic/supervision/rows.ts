import type { EndpointRow, Probed, Rows, State } from '../../../src/traffic/supervision/rows.ts';

/** A row that is not shared with anybody. */
export class PlainRow implements EndpointRow {
  state: State = 0;
  probed: Probed = 0;
  drained = false;
  consecutive = 0;
  successes = 0;
  failures = 0;
  /** Arguments of comeBack. */
  readonly comebacks: number[] = [];

  changeState(from: State, to: State): boolean {
    if (this.state !== from) return false;
    this.state = to;
    return true;
  }

  comeBack(ticks: number): void {
    this.comebacks.push(ticks);
  }

  reset(): void {
    Object.assign(this, new PlainRow());
  }

  /** A worker's share: so many answers more. */
  answered(good: number, bad: number): void {
    this.successes = (this.successes + good) >>> 0;
    this.failures = (this.failures + bad) >>> 0;
  }
}

/** A board of so many endpoints, for nobody but the test. */
export class PlainRows implements Rows {
  readonly endpoints: number;
  readonly upstreams: number;
  readonly rows: readonly PlainRow[];
  /** Rows of upstreams that were given away. */
  readonly resets: number[] = [];

  constructor(endpoints: number, upstreams = 8) {
    this.endpoints = endpoints;
    this.upstreams = upstreams;
    this.rows = Array.from({ length: endpoints }, () => new PlainRow());
  }

  endpoint(slot: number): PlainRow {
    return this.rows[slot]!;
  }

  resetUpstream(row: number): void {
    this.resets.push(row);
  }
}
