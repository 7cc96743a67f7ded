import Bottleneck from 'bottleneck';
import type { ThrottleNumbers, ThrottleVerdict } from './throttle-messages.ts';

/** Who wants a place. Told once. */
export type Asker = (verdict: ThrottleVerdict) => void;

/** Ends the job that has the place. */
type Place = () => void;

/**
 * So many places, and a queue before them, served in the order of arrival.
 *
 * The places are jobs of a Bottleneck limiter, which alone decides how many there are. A job goes through three timers
 * before it runs (3.7 ms and 600 µs of the processor when alone, at most 400 jobs a second), whichever way it is submitted.
 * So a job is not a request but a place: who leaves it hands it to the next who waits, and where nobody waits it is kept
 * for a while. Only more requests at a time than a moment ago cost a job.
 */
export class Places {
  readonly #limiter: Bottleneck;
  readonly #now: () => number;
  #numbers: ThrottleNumbers;
  /** When each began to wait, the oldest first. */
  readonly #waiting = new Map<Asker, number>();
  readonly #held = new Map<Asker, Place>();
  readonly #idle: Place[] = [];
  /** The fewest that were idle since the last `shrink`. */
  #unused = 0;
  /** Jobs that the limiter has not started yet: never fewer than wait. */
  #coming = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param now milliseconds */
  constructor(numbers: ThrottleNumbers, now: () => number) {
    this.#numbers = numbers;
    this.#now = now;
    this.#limiter = new Bottleneck({ maxConcurrent: maximum(numbers) });
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  get running(): number {
    return this.#held.size;
  }

  /** Whether nothing is lost when it is forgotten. */
  get isUnused(): boolean {
    return this.#held.size + this.#waiting.size + this.#idle.length + this.#coming === 0;
  }

  /** Answers at once where a place is idle or the queue is full, else when one of both times has come. */
  take(asker: Asker): void {
    const place = this.#idle.pop();
    if (place) {
      this.#unused = Math.min(this.#unused, this.#idle.length);
      this.#give(place, asker);
    } else if (this.#waiting.size >= this.#numbers.queue + this.#free) {
      asker('full');
    } else {
      this.#waiting.set(asker, this.#now());
      this.#ask();
      this.#watch();
    }
  }

  /** Gives back what the asker has: a place, or its turn in the queue. */
  end(asker: Asker): void {
    const place = this.#held.get(asker);
    if (place === undefined) {
      this.#waiting.delete(asker);
      return;
    }
    this.#held.delete(asker);
    if (this.#free <= this.#idle.length) place();
    else if (this.#waiting.size > 0) this.#give(place, this.#oldest!);
    else this.#idle.push(place);
  }

  /** Who has a place keeps it; who waits goes on under the new numbers. */
  configure(numbers: ThrottleNumbers): void {
    this.#numbers = numbers;
    while (this.#idle.length > Math.max(0, this.#free)) this.#idle.pop()!();
    this.#unused = Math.min(this.#unused, this.#idle.length);
    void this.#limiter.updateSettings({ maxConcurrent: maximum(numbers) });
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#watch();
  }

  /** Ends the places that were idle all the time since it was last called. */
  shrink(): void {
    for (const place of this.#idle.splice(0, this.#unused)) place();
    this.#unused = this.#idle.length;
  }

  /** Places that nobody holds; below 0 where there were more before. */
  get #free(): number {
    return this.#numbers.concurrency - this.#held.size;
  }

  get #oldest(): Asker | undefined {
    for (const asker of this.#waiting.keys()) return asker;
    return undefined;
  }

  #give(place: Place, asker: Asker): void {
    this.#waiting.delete(asker);
    this.#held.set(asker, place);
    asker('granted');
  }

  #ask(): void {
    while (this.#coming < this.#waiting.size) {
      this.#coming++;
      void this.#limiter.schedule(() => new Promise<void>((end) => this.#started(end)));
    }
  }

  #started(place: Place): void {
    this.#coming--;
    const asker = this.#oldest;
    // A smaller number reaches the limiter a moment after it reached us.
    if (asker === undefined || this.#free <= 0) place();
    else this.#give(place, asker);
    this.#ask();
  }

  /** Sees to the oldest whose place is not on its way already. */
  #watch(): void {
    if (this.#timer || this.#waiting.size <= this.#free) return;
    const since = this.#behind(this.#free).next().value?.[1];
    if (since === undefined) return;
    const left = Math.ceil(since + this.#numbers.wait - this.#now());
    this.#timer = setTimeout(() => this.#expire(), Math.max(1, left)).unref();
  }

  #expire(): void {
    this.#timer = undefined;
    const now = this.#now();
    for (const [asker, since] of this.#behind(this.#free)) {
      if (since + this.#numbers.wait > now) break;
      this.#waiting.delete(asker);
      asker('waited');
    }
    this.#watch();
  }

  *#behind(count: number): Generator<[Asker, number], undefined> {
    let place = 0;
    for (const entry of this.#waiting) if (place++ >= count) yield entry;
  }
}

function maximum({ concurrency }: ThrottleNumbers): number | null {
  return concurrency === Number.POSITIVE_INFINITY ? null : concurrency;
}
