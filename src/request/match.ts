import type { RouteConfig } from '../config/types.ts';
import type { CanonicalRequest } from './receive.ts';

export interface RouteMatch {
  readonly route: RouteConfig;
  /** Values of the pattern's parameters, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
}

/** The routes of a configuration, compiled once. Throws GatewayError `config_invalid` where two of them conflict. */
export class RouteTable {
  constructor(_routes: readonly RouteConfig[]) {}

  /** Throws GatewayError `route_not_found` or `method_not_allowed` (with `allow`). */
  match(_request: Pick<CanonicalRequest, 'host' | 'method' | 'segments'>): RouteMatch {
    throw new Error('under construction');
  }
}
