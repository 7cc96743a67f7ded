import { HttpSource, type HttpSourceOptions } from '../../../src/bundle/sources/http.ts';
import type { HttpSourceConfig } from '../../../src/config/types.ts';
import type { BundleServer } from './bundle-server.ts';

/** A source that follows a server, and gives up after a second. */
export function follow(
  { url }: Pick<BundleServer, 'url'>,
  config: Partial<HttpSourceConfig> = {},
  options: HttpSourceOptions = {},
): HttpSource {
  const limits = { bytes: 100_000, head: 1000, body: 1000 };
  const poll = { min: 10_000, max: 60_000 };
  return new HttpSource({ kind: 'http', url, poll, ...config }, { limits, ...options });
}
