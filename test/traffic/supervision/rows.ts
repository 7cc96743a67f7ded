import type { EndpointRow, Probed, State } from '../../../src/traffic/supervision/rows.ts';

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
