import { type Asker, Places } from './places.ts';
import type { ThrottleAnswer, ThrottleNumbers, ThrottleRefusal, ThrottleRequest } from './throttle-messages.ts';

/** Keys of a throttle that have places of their own. */
const KEYS = 10_000;
/** Milliseconds between two looks for what is not used any more. */
const SHRINK_MS = 1000;
/** What counts for who still comes by a throttle that the configuration has no more. */
const UNLIMITED: ThrottleNumbers = {
  concurrency: Number.POSITIVE_INFINITY,
  queue: Number.POSITIVE_INFINITY,
  wait: Number.POSITIVE_INFINITY,
};
/** Key of those for whom there were no places of their own. */
const SHARED = Symbol('shared');

/** What the metrics show of a throttle. */
export interface ThrottleStatistics {
  readonly name: string;
  readonly waiting: number;
  readonly running: number;
  readonly granted: number;
  readonly refused: Readonly<Record<ThrottleRefusal, number>>;
  /** Requests of keys that shared their places with others, for there were too many keys. */
  readonly crowded: number;
}

interface Throttle {
  numbers: ThrottleNumbers;
  readonly keys: Map<string | symbol, Places>;
  granted: number;
  crowded: number;
  readonly refused: Record<ThrottleRefusal, number>;
}

/** Who asked and did not give back yet. */
interface Turn {
  readonly places: Places;
  readonly asker: Asker;
}

export interface ThrottlesOptions {
  /** Milliseconds. */
  readonly now: () => number;
  /** Keys of a throttle that have places of their own; 10,000 if left out. */
  readonly keys?: number;
}

/** The throttles of all workers, in the supervisor, so that their numbers are exact for the process. */
export class Throttles {
  readonly #now: () => number;
  readonly #maxKeys: number;
  readonly #throttles = new Map<string, Throttle>();
  /** By worker and ticket. */
  readonly #turns = new Map<number, Map<number, Turn>>();
  readonly #shrinking: NodeJS.Timeout;
  #version = 0;

  constructor({ now, keys = KEYS }: ThrottlesOptions) {
    this.#now = now;
    this.#maxKeys = keys;
    this.#shrinking = setInterval(() => this.shrink(), SHRINK_MS).unref();
  }

  /** Takes a message of a worker; `post` answers it. */
  receive(worker: number, message: ThrottleRequest, post: (answer: ThrottleAnswer) => void): void {
    switch (message.do) {
      case 'configure':
        this.#configure(message.version, message.throttles);
        break;
      case 'take':
        this.#take(worker, message, post);
        break;
      case 'end':
        this.#end(worker, message.ticket);
        break;
    }
  }

  /** The worker is gone, and so is all that it had and wanted. */
  ended(worker: number): void {
    // Who waits goes first: else it would be given the places.
    const turns = [...(this.#turns.get(worker)?.keys() ?? [])].reverse();
    for (const ticket of turns) this.#end(worker, ticket);
    this.#turns.delete(worker);
  }

  statistics(): ThrottleStatistics[] {
    return [...this.#throttles].map(([name, { keys, granted, refused, crowded }]) => {
      const all = [...keys.values()];
      const waiting = all.reduce((sum, places) => sum + places.waiting, 0);
      const running = all.reduce((sum, places) => sum + places.running, 0);
      return { name, waiting, running, granted, refused: { ...refused }, crowded };
    });
  }

  /** Forgets the keys that are not used any more. It is called every second. */
  shrink(): void {
    for (const [name, { numbers, keys }] of this.#throttles) {
      for (const [key, places] of keys) {
        places.shrink();
        if (places.isUnused) keys.delete(key);
      }
      if (numbers === UNLIMITED && keys.size === 0) this.#throttles.delete(name);
    }
  }

  close(): void {
    clearInterval(this.#shrinking);
  }

  /** Each worker tells what it serves from now on; a slow one may still tell of what came before. */
  #configure(version: number, configured: Readonly<Record<string, ThrottleNumbers>>): void {
    if (version <= this.#version) return;
    this.#version = version;
    for (const name of new Set([...this.#throttles.keys(), ...Object.keys(configured)])) {
      const numbers = Object.hasOwn(configured, name) ? configured[name]! : UNLIMITED;
      const throttle = this.#throttles.get(name);
      if (throttle === undefined) {
        this.#throttles.set(name, {
          numbers,
          keys: new Map(),
          granted: 0,
          crowded: 0,
          refused: { full: 0, waited: 0 },
        });
      } else {
        throttle.numbers = numbers;
        for (const places of throttle.keys.values()) places.configure(numbers);
      }
    }
  }

  #take(
    worker: number,
    { ticket, name, key }: Extract<ThrottleRequest, { do: 'take' }>,
    post: (answer: ThrottleAnswer) => void,
  ): void {
    const throttle = this.#throttles.get(name);
    if (throttle === undefined) {
      post({ ticket, verdict: 'granted' });
      return;
    }
    const places = this.#placesOf(throttle, key);
    const asker: Asker = (verdict) => {
      if (verdict === 'granted') {
        throttle.granted++;
      } else {
        throttle.refused[verdict]++;
        this.#turns.get(worker)?.delete(ticket);
      }
      post({ ticket, verdict });
    };
    const turns = this.#turns.get(worker);
    if (turns) turns.set(ticket, { places, asker });
    else this.#turns.set(worker, new Map([[ticket, { places, asker }]]));
    places.take(asker);
  }

  #placesOf(throttle: Throttle, key: string): Places {
    const { keys, numbers } = throttle;
    const known = keys.get(key);
    if (known) return known;
    const shared = keys.get(SHARED);
    const isCrowded = keys.size - (shared ? 1 : 0) >= this.#maxKeys;
    if (isCrowded) throttle.crowded++;
    if (isCrowded && shared) return shared;
    const places = new Places(numbers, this.#now);
    keys.set(isCrowded ? SHARED : key, places);
    return places;
  }

  #end(worker: number, ticket: number): void {
    const turns = this.#turns.get(worker);
    const turn = turns?.get(ticket);
    turns?.delete(ticket);
    turn?.places.end(turn.asker);
  }
}
