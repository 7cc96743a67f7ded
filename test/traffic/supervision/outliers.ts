import type { OutlierConfig } from '../../../src/config/types.ts';
import { type OutlierEvent, Outliers } from '../../../src/traffic/supervision/outlier.ts';
import { PlainRow } from './rows.ts';

export const OUTLIER: OutlierConfig = {
  consecutive: 5,
  ejection: 30_000,
  maxEjection: 300_000,
  maxEjected: 0.5,
  deviation: 1.9,
};

/** Endpoints a, b, c, ... whose clock begins at 0, with what a worker does about trials. */
export class Pond {
  readonly outliers: Outliers;
  readonly rows: readonly PlainRow[];
  now = 0;
  #config: OutlierConfig;

  constructor(size: number, config: Partial<OutlierConfig> = {}) {
    this.#config = { ...OUTLIER, ...config };
    this.outliers = new Outliers(this.#config, this.now);
    this.rows = Array.from({ length: size }, () => new PlainRow());
    this.keep(size);
  }

  get states(): string {
    return this.rows.map(({ state }) => state).join('');
  }

  /** Only the first ones are members any longer. */
  keep(size: number): void {
    const observed = this.rows.slice(0, size).map((row, index) => ({ url: nameOf(index), row }));
    this.outliers.follow(this.#config, observed);
  }

  /** Looks every 100 ms, until so much time has passed. */
  pass(milliseconds: number): readonly OutlierEvent[] {
    const events: OutlierEvent[] = [];
    for (const end = this.now + milliseconds; this.now < end; ) {
      this.now += 100;
      events.push(...this.outliers.look(this.now));
    }
    return events;
  }

  /** Fails so often in a row, and a look follows. */
  fail(index: number, times = 5): readonly OutlierEvent[] {
    this.rows[index]!.consecutive += times;
    return this.pass(100);
  }
}

export function nameOf(index: number): string {
  return String.fromCharCode(97 + index);
}
