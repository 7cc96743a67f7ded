import type { RouteConfig } from '../config/types.ts';
import { GatewayError } from '../errors.ts';
import { badTarget } from '../http/escapes.ts';
import type { CanonicalRequest } from './canonical.ts';
import { HostTable } from './match-host.ts';
import { addPath, emptyNode, findPath, type PathNode } from './match-path.ts';

export interface RouteMatch {
  readonly route: RouteConfig;
  /** Values of the pattern's parameters, percent-decoded; without a prototype. */
  readonly params: Readonly<Record<string, string>>;
}

export type Matchable = Pick<CanonicalRequest, 'host' | 'method' | 'path' | 'segments' | 'encodedSlash'>;

/**
 * The routes of a configuration, compiled once.
 *
 * The host is looked up first: an exact name before `*.example.com` (any name below it, the longest suffix first), before
 * `*`. The first of these that has a route for the path decides. Among its routes the most specific path wins, compared segment by
 * segment from the left: a literal before `{name}` and `*`, these before `**`. Then the method has to be allowed there: a
 * request never falls through to a laxer route because of its method. A route for GET serves HEAD too, unless HEAD
 * has a route of its own with the same path. A trailing slash of the path makes no difference, `/a/**` matches `/a`.
 * The order in the configuration never matters.
 */
export class RouteTable {
  readonly #hosts = new HostTable<PathNode>(emptyNode);

  /** Throws GatewayError `config_invalid` where a pattern is malformed or two routes would match the same request. */
  constructor(routes: readonly RouteConfig[]) {
    for (const route of routes) {
      for (const host of route.match.hosts) addPath(this.#hosts.at(host), route, host);
    }
  }

  /** Throws GatewayError `route_not_found`, `method_not_allowed` (with `allow`), or `bad_target` for an encoded slash. */
  match(request: Matchable): RouteMatch {
    const found = request.path === '*' ? undefined : this.#find(request);
    if (!found) throw new GatewayError('route_not_found', 'no route matches the host and path of a request');
    const served = found.methods.get(request.method);
    if (!served) {
      const headers = { allow: found.allow };
      throw new GatewayError('method_not_allowed', `the route for this path does not allow ${request.method}`, {
        headers,
      });
    }
    const { route, params } = served;
    if (request.encodedSlash && !route.encodedSlashes) throw badTarget('the path holds an encoded slash');
    return { route, params: params.length === 0 ? NO_PARAMS : bind(params, request.segments) };
  }

  #find({ host, segments }: Matchable) {
    return this.#hosts.find(host, (node) => findPath(node, segments));
  }
}

const NO_PARAMS: Readonly<Record<string, string>> = Object.freeze(Object.create(null));

function bind(params: readonly (readonly [string, number])[], segments: readonly string[]): Record<string, string> {
  const values: Record<string, string> = Object.create(null);
  for (const [name, at] of params) values[name] = segments[at]!;
  return values;
}
