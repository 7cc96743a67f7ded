import type { RouteConfig } from '../../../src/config/types.ts';
import { parseTarget } from '../../../src/http/target.ts';
import { RouteTable } from '../../../src/request/match.ts';
import { routeConfig } from '../../configured.ts';

/** `METHODS HOSTS PATH`, as `GET,POST * /a/{id}`; the id is the whole text. */
export function route(text: string, extra: Partial<RouteConfig> = {}): RouteConfig {
  const [methods = '', hosts = '', path = ''] = text.split(' ');
  return routeConfig({ id: text, match: { path, methods: methods.split(','), hosts: hosts.split(',') }, ...extra });
}

export function table(...texts: string[]): RouteTable {
  return new RouteTable(texts.map((text) => route(text)));
}

/** The id of the route for `METHOD HOST TARGET`, and its parameters. */
export function find(routes: RouteTable, text: string): { id: string; params: Record<string, string> } {
  const [method = '', host = '', raw = ''] = text.split(' ');
  const target = parseTarget(raw, { maxBytes: 1000, encodedSlashes: true });
  const match = routes.match({ method, host, ...target });
  return { id: match.route.id, params: { ...match.params } };
}
