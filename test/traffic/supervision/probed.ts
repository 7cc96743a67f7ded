import type { AddressInfo, Server } from 'node:net';
import type { TestContext } from 'node:test';
import type { ProbeConfig } from '../../../src/config/types.ts';
import { type ProbedEndpoint, Probing, type ProbingOptions } from '../../../src/traffic/supervision/probing.ts';
import { until } from '../client.ts';
import { Clock } from './clock.ts';
import { PlainRow } from './rows.ts';

export const PROBE: ProbeConfig = {
  kind: 'http',
  path: '/healthz',
  status: [200, 299],
  interval: 2000,
  timeout: 5000,
  rise: 2,
  fall: 3,
};

/** An endpoint at `url` that is asked as PROBE says, or as is given in its place. */
export function endpoint(
  url: string,
  probe: Partial<ProbeConfig> = {},
  changes: Partial<Omit<ProbedEndpoint, 'row'>> = {},
): ProbedEndpoint & { readonly row: PlainRow } {
  const defaults = { upstream: 'items', slot: 0, protocol: 'http1' as const };
  return { ...defaults, url, row: new PlainRow(), probe: { ...PROBE, ...probe }, ...changes };
}

/** Probes that begin when the test says so; they end with the test. */
export function startProbing(t: TestContext, options: Partial<ProbingOptions> = {}) {
  const clock = new Clock();
  const changes: string[] = [];
  const probing = new Probing({
    now: () => 1_000_000 + clock.now,
    ticks: () => clock.now,
    random: () => 0.5,
    after: clock.after,
    onChange: ({ row }, error) => void changes.push(`${row.probed}${error === undefined ? '' : ` ${error}`}`),
    ...options,
  });
  t.after(() => probing.close());
  return {
    probing,
    clock,
    /** 2 and why, or 1, for each change. */
    changes,
    /** The endpoint is asked once more. */
    async round(slot = 0): Promise<string | undefined> {
      const before = probing.outcome(slot);
      clock.pass(before === undefined ? 0 : 2000);
      await until(() => probing.outcome(slot) !== before && clock.waits.length > 0);
      return probing.outcome(slot)!.error;
    },
  };
}

/** What comes of one probe: undefined where it was good. */
export async function probeOnce(t: TestContext, asked: ProbedEndpoint): Promise<string | undefined> {
  const { probing, round } = startProbing(t);
  probing.follow([asked]);
  return round();
}

/** Where the server listens from now on; it ends with the test. */
export async function portOf(t: TestContext, server: Server): Promise<number> {
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
