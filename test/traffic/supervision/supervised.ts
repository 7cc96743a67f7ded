import type { TestContext } from 'node:test';
import type { UpstreamConfig } from '../../../src/config/types.ts';
import { type SupervisionOptions, TrafficSupervision } from '../../../src/traffic/supervision/supervision.ts';
import { upstreamConfig } from '../../configured.ts';
import { Clock } from './clock.ts';
import { listeningLogger } from './discovered.ts';
import { PlainRows } from './rows.ts';

export const A = 'http://10.0.0.1:8080';
export const B = 'http://10.0.0.2:8080';

/** A configuration with these upstreams, by name: their origins, or all that is to be said. */
export function config(upstreams: Readonly<Record<string, readonly string[] | Partial<UpstreamConfig>>>) {
  const entries = Object.entries(upstreams).map(([name, what]): [string, UpstreamConfig] => [
    name,
    'length' in what ? upstreamConfig(what as readonly string[], { name }) : upstreamConfig([], { name, ...what }),
  ]);
  const admin = { address: '127.0.0.1', port: 9000, tokenFile: '' };
  return { upstreams: Object.fromEntries(entries), listeners: [], admin };
}

/** The supervisor's side of upstreams over a board of eight endpoints; it ends with the test. */
export function supervise(t: TestContext, options: Partial<SupervisionOptions> = {}) {
  const clock = new Clock();
  const board = new PlainRows(8);
  const { logger, lines } = listeningLogger();
  const supervision = new TrafficSupervision({
    board,
    logger,
    now: () => 1_000_000 + clock.now,
    ticks: () => clock.now,
    random: () => 0.5,
    after: clock.after,
    ...options,
  });
  t.after(() => supervision.close());
  return {
    supervision,
    clock,
    board,
    lines,
    /** One endpoint, as operators see it. */
    status: (upstream: string, url: string) =>
      supervision
        .statuses()
        .find(({ name }) => name === upstream)
        ?.endpoints.find((endpoint) => endpoint.url === url),
  };
}

/** What promises have begun goes on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
