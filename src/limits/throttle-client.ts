import type { ThrottleAnswer, ThrottleNumbers, ThrottleRequest, ThrottleVerdict } from './throttle-messages.ts';

/** A request's turn at a throttle. */
export interface Turn {
  /** What became of it; `left` where it was ended before. Never rejects. */
  readonly verdict: Promise<ThrottleVerdict | 'left'>;
  /** Gives the place, or the wish for one, back. More than one call does nothing. */
  end(): void;
}

/** A worker's end of the throttles. */
export class ThrottleClient {
  readonly #post: (message: ThrottleRequest) => void;
  readonly #waiting = new Map<number, (verdict: ThrottleVerdict | 'left') => void>();
  #tickets = 0;

  /** @param post sends to the supervisor; its answers go to `receive` */
  constructor(post: (message: ThrottleRequest) => void) {
    this.#post = post;
  }

  /** Tells what counts from now on, before anybody asks under it. */
  configure(version: number, throttles: Readonly<Record<string, ThrottleNumbers>>): void {
    this.#post({ do: 'configure', version, throttles });
  }

  /** Asks for a place at the throttle `name`, of those that `key` has. */
  take(name: string, key: string): Turn {
    const ticket = ++this.#tickets;
    const { promise, resolve } = Promise.withResolvers<ThrottleVerdict | 'left'>();
    let owes = true;
    this.#waiting.set(ticket, (verdict) => {
      owes = verdict === 'granted';
      resolve(verdict);
    });
    this.#post({ do: 'take', ticket, name, key });
    return {
      verdict: promise,
      end: () => {
        if (!owes) return;
        this.#post({ do: 'end', ticket });
        this.#settle(ticket, 'left');
        owes = false;
      },
    };
  }

  receive({ ticket, verdict }: ThrottleAnswer): void {
    this.#settle(ticket, verdict);
  }

  /** An answer may come late for somebody who has left. */
  #settle(ticket: number, verdict: ThrottleVerdict | 'left'): void {
    const settle = this.#waiting.get(ticket);
    this.#waiting.delete(ticket);
    settle?.(verdict);
  }
}
