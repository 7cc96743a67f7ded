import type { TestContext } from 'node:test';
import type { Logger } from '../../../src/audit/logger.ts';
import type { DnsEndpointConfig } from '../../../src/config/types.ts';
import { Discovery, type DiscoveryOptions } from '../../../src/traffic/supervision/discovery.ts';
import { Clock } from './clock.ts';

/** A logger and what it was told, as `warn message`. */
export function listeningLogger(): { readonly logger: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  const level = (name: string) => (message: string) => void lines.push(`${name} ${message}`);
  return { lines, logger: { error: level('error'), warn: level('warn'), info: level('info'), debug: level('debug') } };
}

/** `http://items.test:8080`, or what is given in its place. */
export function name(changes: Partial<DnsEndpointConfig> = {}): DnsEndpointConfig {
  return { kind: 'dns', scheme: 'http', name: 'items.test', port: 8080, weight: 1, priority: 0, ...changes };
}

/** SRV records of `items.test`. */
export function service(scheme: 'http' | 'https' = 'http'): DnsEndpointConfig {
  return { kind: 'dns', scheme, name: '_items._tcp.test', weight: 1, priority: 0 };
}

/** A discovery that asks `resolver` and nobody else; it ends with the test. */
export function discover(t: TestContext, options: Pick<DiscoveryOptions, 'resolver'> & Partial<DiscoveryOptions>) {
  const clock = new Clock();
  const { logger, lines } = listeningLogger();
  let changes = 0;
  const discovery = new Discovery({
    lookup: async (host) => {
      throw Object.assign(new Error(`the system does not know ${host}`), { code: 'ENOTFOUND' });
    },
    logger,
    random: () => 1,
    after: clock.after,
    onChange: () => void changes++,
    ...options,
  });
  t.after(() => discovery.close());
  return {
    discovery,
    clock,
    lines,
    get changes() {
      return changes;
    },
    urls: (endpoint: DnsEndpointConfig) => discovery.get(endpoint).targets?.map(({ url }) => url),
  };
}
