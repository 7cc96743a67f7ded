import type { Limit } from '../../src/limits/gcra.ts';

/**
 * The generic cell rate algorithm as its definition has it, in exact fractions: times are whole numbers of
 * 1/`rate` microsecond, however large.
 */
export class ExactModel {
  readonly #rate: bigint;
  readonly #interval: bigint;
  readonly #tolerance: bigint;
  #arrival: bigint | undefined;

  constructor({ rate, periodMs, burst }: Omit<Limit, 'cost'>) {
    this.#rate = BigInt(rate);
    this.#interval = BigInt(periodMs) * 1000n;
    this.#tolerance = BigInt(burst) * this.#interval;
  }

  take(cost: number, nowUs: number): { granted: boolean; remaining: number; wait: number } {
    const now = BigInt(nowUs) * this.#rate;
    const arrival = this.#arrival === undefined || this.#arrival < now ? now : this.#arrival;
    const next = arrival + BigInt(cost) * this.#interval;
    const excess = next - now - this.#tolerance;
    const granted = excess <= 0n;
    if (granted && cost > 0) this.#arrival = next;
    const lead = (granted ? next : arrival) - now;
    return {
      granted,
      remaining: Number((this.#tolerance - lead) / this.#interval),
      wait: granted ? 0 : Number(excess) / Number(this.#rate),
    };
  }
}
