import type { RouteConfig } from '../config/types.ts';
import { GatewayError } from '../errors.ts';
import { parsePattern } from '../http/pattern.ts';

/** A node of the tree of path patterns; its depth is the number of segments so far. */
export interface PathNode {
  readonly literals: Map<string, PathNode>;
  /** Behind any one segment. */
  one: PathNode | undefined;
  /** The patterns that end here. */
  end: Served | undefined;
  /** The patterns that end here with `**`. */
  rest: Served | undefined;
}

/** The routes of one pattern, by method. */
export interface Served {
  readonly methods: Map<string, ServedRoute>;
  /** Value of `allow`. */
  allow: string;
}

export interface ServedRoute {
  readonly route: RouteConfig;
  /** Names of parameters and the segments that they stand for. */
  readonly params: readonly (readonly [string, number])[];
  /** HEAD where the route names only GET. */
  readonly implied: boolean;
}

export function emptyNode(): PathNode {
  return { literals: new Map(), one: undefined, end: undefined, rest: undefined };
}

/** Adds a route below `root`. Throws GatewayError `config_invalid` where another route has the pattern and a method of it. */
export function addPath(root: PathNode, route: RouteConfig, host: string): void {
  const params: [string, number][] = [];
  const parts = parsePattern(route.match.path);
  let node = root;
  let slot: 'end' | 'rest' = 'end';
  for (const [index, part] of parts.entries()) {
    if (part.kind === 'rest') slot = 'rest';
    else if (part.kind === 'literal') node = literalChild(node, part.text);
    else {
      if (part.name !== undefined) params.push([part.name, index]);
      node.one ??= emptyNode();
      node = node.one;
    }
  }
  const served = node[slot] ?? { methods: new Map(), allow: '' };
  node[slot] = served;
  serve(served, route, params, host);
}

/** The routes of the most specific pattern that matches; see RouteTable for the order. */
export function findPath(node: PathNode, segments: readonly string[], depth = 0): Served | undefined {
  if (depth === segments.length) return node.end ?? node.rest;
  const literal = node.literals.get(segments[depth]!);
  const found = literal && findPath(literal, segments, depth + 1);
  return found ?? (node.one && findPath(node.one, segments, depth + 1)) ?? node.rest;
}

function literalChild(node: PathNode, text: string): PathNode {
  const child = node.literals.get(text) ?? emptyNode();
  node.literals.set(text, child);
  return child;
}

function serve(served: Served, route: RouteConfig, params: ServedRoute['params'], host: string): void {
  const { methods } = served;
  const named = route.match.methods;
  for (const method of named) {
    const other = methods.get(method);
    if (other && !other.implied) throw conflict(route, other.route, method, host);
    methods.set(method, { route, params, implied: false });
  }
  if (named.includes('GET') && !methods.has('HEAD')) methods.set('HEAD', { route, params, implied: true });
  served.allow = [...methods.keys()].toSorted().join(', ');
}

function conflict(route: RouteConfig, other: RouteConfig, method: string, host: string): GatewayError {
  const message =
    `routes "${other.id}" and "${route.id}" both match ${method} ${route.match.path} on host ${host}: ` +
    'give them different methods, hosts or paths';
  return new GatewayError('config_invalid', message);
}
