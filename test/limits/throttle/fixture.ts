import { type ThrottleStatistics, Throttles } from '../../../src/limits/throttle.ts';
import { ThrottleClient, type Turn } from '../../../src/limits/throttle-client.ts';
import type { ThrottleNumbers, ThrottleVerdict } from '../../../src/limits/throttle-messages.ts';

/** Throttles with clients, without threads between them. */
export interface Opened {
  readonly throttles: Throttles;
  /** A worker's end. */
  client(worker?: number): ThrottleClient;
  /** The numbers of the throttle `a` from now on. */
  configure(numbers?: Partial<ThrottleNumbers>): void;
  statistics(): ThrottleStatistics;
  [Symbol.dispose](): void;
}

/** Opens the throttle `a` with these numbers. */
export function open(numbers: Partial<ThrottleNumbers>, keys?: number): Opened {
  const throttles = new Throttles({ now: () => performance.now(), ...(keys !== undefined && { keys }) });
  const clients = new Map<number, ThrottleClient>();
  let version = 0;
  const opened: Opened = {
    throttles,
    client(worker = 1) {
      const known = clients.get(worker);
      if (known) return known;
      const client: ThrottleClient = new ThrottleClient((message) =>
        throttles.receive(worker, message, (answer) => client.receive(answer)),
      );
      clients.set(worker, client);
      return client;
    },
    configure(changed) {
      const a = { concurrency: 1, queue: 100, wait: 10_000, ...changed };
      opened.client().configure(++version, changed ? { a } : {});
    },
    statistics: () => throttles.statistics()[0]!,
    [Symbol.dispose]: () => throttles.close(),
  };
  opened.configure(numbers);
  return opened;
}

/** So many turns at the throttle `a`. */
export function take(client: ThrottleClient, count: number, key = ''): Turn[] {
  return Array.from({ length: count }, () => client.take('a', key));
}

/** What became of them. */
export function verdicts(turns: readonly Turn[]): Promise<(ThrottleVerdict | 'left')[]> {
  return Promise.all(turns.map(({ verdict }) => verdict));
}
