import type { ConfigDocument } from '../contracts/config.ts';
import { checkBundles, longestSilence } from './check-bundles.ts';
import { checkPatterns } from './check-patterns.ts';
import { checkUpstreams } from './check-upstreams.ts';
import { collide, isLoopback, type OwnListener, parseUrl, refusal } from './destination.ts';
import { type Path, type Problem, problemAt } from './path.ts';
import { suggestion } from './suggest.ts';
import { amount } from './units.ts';

/** What the schema cannot say: that names lead somewhere, that nothing is there twice, that addresses make sense. */
export function checkDocument(document: ConfigDocument): Problem[] {
  const own = ownListeners(document);
  return [
    ...checkListeners(own),
    ...checkBundles(document),
    ...checkIssuers(document, own),
    ...checkUpstreams(document, own),
    ...checkRoutes(document),
    ...checkPatterns(document.routes),
  ];
}

type Own = OwnListener & { readonly path: Path };

function ownListeners({ listeners, admin }: ConfigDocument): Own[] {
  const own = listeners.map(({ address, port }, index) => ({
    name: 'a listener',
    path: ['listeners', index],
    address,
    port,
  }));
  return [...own, { name: 'the admin listener', path: ['admin'], address: admin.address, port: admin.port }];
}

function checkListeners(own: readonly Own[]): Problem[] {
  return own.flatMap(({ path, address, port }, index) => {
    const other = own.slice(0, index).find((before) => before.port === port && collide(before.address, address));
    if (!other || port === 0) return [];
    return problem([...path, 'port'], `port ${port} is taken by ${other.name}, ${other.address}:${port}`);
  });
}

function checkIssuers({ issuers, api_keys }: ConfigDocument, own: readonly Own[]): Problem[] {
  return Object.entries(issuers).flatMap(([name, { jwks }]) => {
    const problems: Problem[] = [];
    if (name in api_keys) {
      const message = 'an issuer has this name too; routes could not tell them apart';
      problems.push({ ...problemAt(['api_keys', name], message), key: true });
    }
    const path = ['issuers', name, 'jwks', 'url'];
    if (jwks.url !== undefined) problems.push(...checkKeyUrl(path, jwks.url, own));
    return problems;
  });
}

function checkKeyUrl(path: Path, text: string, own: readonly Own[]): Problem[] {
  const url = parseUrl(text);
  if (!url) return problem(path, 'is not a URL without a user and a password');
  if (url.protocol === 'http:' && !isLoopback(url)) {
    return problem(path, 'has to be https: who can change the answer on its way could sign any token');
  }
  const reason = refusal(url, own);
  return reason ? problem(path, reason) : [];
}

function checkRoutes(document: ConfigDocument): Problem[] {
  const { routes, bundles, upstreams, issuers, api_keys } = document;
  const accepted = [...Object.keys(issuers), ...Object.keys(api_keys)];
  return routes.flatMap((route, index) => {
    const path = ['routes', index];
    const first = routes.findIndex(({ id }) => id === route.id);
    const problems: Problem[] = [];
    if (first < index) problems.push(...problem([...path, 'id'], `\`${route.id}\` is the id of routes[${first}] too`));
    problems.push(...checkName([...path, 'bundle'], 'bundle', route.bundle, Object.keys(bundles)));
    problems.push(...checkName([...path, 'upstream'], 'upstream', route.upstream, Object.keys(upstreams)));
    if (route.mirror) {
      problems.push(
        ...checkName([...path, 'mirror', 'upstream'], 'upstream', route.mirror.upstream, Object.keys(upstreams)),
      );
    }
    for (const [at, name] of (route.authenticate ?? []).entries()) {
      problems.push(...checkName([...path, 'authenticate', at], 'issuer or API key set', name, accepted));
    }
    problems.push(...checkIssuersOf(document, route.authenticate ?? accepted, path));
    problems.push(...checkPolicyAge(route, bundles, path));
    if (!route.authenticate && accepted.length === 0) {
      const message = 'there is no issuer and no API key set; write `authenticate: []` where anybody may come in';
      problems.push({ ...problemAt(path, message), key: true });
    }
    return problems;
  });
}

/** A route must not be refused between two looks at a source that is well. */
function checkPolicyAge(
  route: ConfigDocument['routes'][number],
  bundles: ConfigDocument['bundles'],
  path: Path,
): Problem[] {
  const { max_policy_age, bundle } = route;
  const source = Object.hasOwn(bundles, bundle) ? bundles[bundle]!.source : undefined;
  if (max_policy_age === undefined || source === undefined) return [];
  const silence = longestSilence(source);
  if (amount(max_policy_age) > silence) return [];
  const message = `is not longer than the source of bundle \`${bundle}\` may be silent, which is ${silence / 1000}s`;
  return problem([...path, 'max_policy_age'], message);
}

/** A token says whose it is by `iss` alone. */
function checkIssuersOf({ issuers }: ConfigDocument, names: readonly string[], path: Path): Problem[] {
  const accepted = [...new Set(names)].filter((name) => Object.hasOwn(issuers, name));
  return accepted.flatMap((name, index) => {
    const twin = accepted.slice(0, index).find((other) => issuers[other]?.issuer === issuers[name]?.issuer);
    if (twin === undefined) return [];
    const message = `\`${twin}\` and \`${name}\` have the same \`issuer\`; a token could be of either`;
    return [{ ...problemAt([...path, 'authenticate'], message), key: true }];
  });
}

function checkName(path: Path, what: string, name: string, names: readonly string[]): Problem[] {
  return names.includes(name) ? [] : problem(path, `there is no ${what} \`${name}\`${suggestion(name, names)}`);
}

function problem(path: Path, message: string): Problem[] {
  return [problemAt(path, message)];
}
