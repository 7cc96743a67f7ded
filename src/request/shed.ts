import type { ShedConfig } from '../config/types.ts';
import { GatewayError } from '../errors.ts';
import { addressKey } from '../limits/address-key.ts';
import type { Limit } from '../limits/gcra.ts';
import type { LimitTable } from '../limits/table.ts';

/** No limit of a policy can have this id. */
const ADDRESS_LIMIT = '@address';

/**
 * Refuses for the gateway's own sake, before any costly work: a cap on the exchanges in flight of one worker, and, where the
 * configuration asks for it, a limit per client address over all workers. Where the table is too full to count an address,
 * the address passes, which the table counts: to refuse all newcomers then would finish a flood's work, and the cap holds.
 */
export class Shedder {
  readonly #cap: number;
  readonly #perAddress: Limit | undefined;
  readonly #table: LimitTable;
  #inFlight = 0;

  constructor(config: ShedConfig, table: LimitTable) {
    this.#cap = config.inFlight;
    this.#table = table;
    const guard = config.perAddress;
    this.#perAddress = guard && { rate: guard.rate, periodMs: guard.per, burst: guard.burst, cost: 1 };
  }

  /** Exchanges that have entered and not left. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /**
   * Counts an exchange in. Whoever enters leaves, once.
   *
   * @throws GatewayError `overloaded`, `too_many_requests`; then nothing was counted in
   */
  enter(address: string, nowMs: number): void {
    if (this.#inFlight >= this.#cap) {
      throw new GatewayError('overloaded', `${this.#cap} exchanges are in flight in this worker; see shed.in_flight`, {
        headers: { 'retry-after': '1' },
      });
    }
    if (this.#perAddress) this.#guard(this.#perAddress, address, nowMs);
    this.#inFlight++;
  }

  leave(): void {
    this.#inFlight--;
  }

  #guard(limit: Limit, address: string, nowMs: number): void {
    const grant = this.#table.take(ADDRESS_LIMIT, addressKey(address), limit, nowMs);
    if (grant.granted || grant.error) return;
    const seconds = Math.max(1, Math.ceil(grant.retryAfterMs / 1000));
    throw new GatewayError('too_many_requests', `${address} sends too many requests; see shed.per_address`, {
      headers: { 'retry-after': String(seconds) },
    });
  }
}
