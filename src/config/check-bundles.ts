import type { ConfigDocument } from '../contracts/config.ts';
import { isLoopback, parseUrl } from './destination.ts';
import { type Path, type Problem, problemAt } from './path.ts';
import { suggestion } from './suggest.ts';
import { amount } from './units.ts';

type BundleDocument = ConfigDocument['bundles'][string];

/** What the schema cannot say of bundles: who vouches for them, and that names lead somewhere. */
export function checkBundles({ bundles }: ConfigDocument): Problem[] {
  return Object.entries(bundles).flatMap(([name, bundle]) => {
    const path = ['bundles', name];
    const { source } = bundle;
    return [
      ...checkTrust(bundle, path),
      ...checkGit(source, path),
      ...checkHttp(source, path),
      ...checkShadow(name, bundle, bundles),
    ];
  });
}

function checkTrust({ source, keys, unsigned }: BundleDocument, path: Path): Problem[] {
  if (source.path !== undefined || unsigned === 'allow' || Object.keys(keys).length > 0) return [];
  if (source.git?.signed_by !== undefined) return [];
  const [kind, ways] = source.git ? ['git', '`keys` or `signed_by`'] : ['http', '`keys`'];
  const message = `a ${kind} source needs ${ways}, or \`unsigned: allow\` where anybody who can write there may change the policy`;
  return [{ ...problemAt([...path, 'source'], message), key: true }];
}

function checkGit({ git }: BundleDocument['source'], path: Path): Problem[] {
  if (!git) return [];
  const at = [...path, 'source', 'git'];
  const problem = (key: string, message: string): Problem => problemAt([...at, key], message);
  const url = URL.parse(git.url);
  const secure = url?.protocol === 'https:';
  const credential = secure ? url.username + url.password : url?.password;
  return [
    ...(url === null ? [problem('url', 'is not a URL')] : []),
    ...(credential ? [problem('url', 'holds a credential, which would be shown: it belongs in `token`')] : []),
    ...(git.token !== undefined && !secure ? [problem('token', 'is of use for https only')] : []),
    ...(git.path?.split('/').includes('..') ? [problem('path', 'leads out of where it begins')] : []),
  ];
}

function checkHttp({ http }: BundleDocument['source'], path: Path): Problem[] {
  if (!http) return [];
  const at = [...path, 'source', 'http'];
  const problems: Problem[] = [];
  const url = parseUrl(http.url);
  if (!url) {
    problems.push(problemAt([...at, 'url'], 'is not a URL without a user and a password'));
  } else if (url.protocol === 'http:' && !isLoopback(url)) {
    problems.push(problemAt([...at, 'url'], 'has to be https: the token and the policy would be open to see'));
  }
  const [min = 0, max = min] = http.poll.split('-').map(amount);
  if (max < min) problems.push(problemAt([...at, 'poll'], 'ends before it begins'));
  if (min < 1000) problems.push(problemAt([...at, 'poll'], 'is less than 1s'));
  return problems;
}

/** Milliseconds that may pass between two answers of a source that is well. */
export function longestSilence({ git, http }: BundleDocument['source']): number {
  if (http) return Math.max(...[...http.poll.split('-'), http.long_poll ?? '0s'].map(amount));
  return git ? amount(git.poll) : 0;
}

function checkShadow(name: string, { shadow }: BundleDocument, bundles: ConfigDocument['bundles']): Problem[] {
  if (!shadow) return [];
  const path = ['bundles', name, 'shadow', 'bundle'];
  if (shadow.bundle === name) return [problemAt(path, 'a bundle cannot be its own shadow')];
  if (Object.hasOwn(bundles, shadow.bundle)) return [];
  const message = `there is no bundle \`${shadow.bundle}\`${suggestion(shadow.bundle, Object.keys(bundles))}`;
  return [problemAt(path, message)];
}
