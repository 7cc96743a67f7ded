import { posix } from 'node:path';
import type { ConfigDocument } from '../contracts/config.ts';
import type { BundleConfig, GitSourceConfig, HttpSourceConfig, PollConfig, SourceConfig, Tolerance } from './types.ts';
import { amount, share } from './units.ts';

type BundleDocument = ConfigDocument['bundles'][string];
type SourceDocument = BundleDocument['source'];
type ToAbsolute = (path: string) => string;

/** Around `poll` by so much, so that many gateways do not ask at the same time. */
const JITTER = 0.1;

/** A bundle of the configuration as the gateway uses it. */
export function compileBundle(name: string, document: BundleDocument, path: ToAbsolute): BundleConfig {
  const { source, entrypoint, keys, admission, guard, shadow, keep, unsigned } = document;
  const { flips = {}, ...demands } = admission;
  return {
    name,
    source: compileSource(source, path),
    unsigned: unsigned === 'allow',
    entrypoint,
    keys: Object.fromEntries(Object.entries(keys).map(([id, key]) => [id, { ...key, file: path(key.file) }])),
    admission: {
      ...demands,
      flips: {
        ...(flips.deny_to_allow !== undefined && { denyToAllow: tolerance(flips.deny_to_allow) }),
        ...(flips.allow_to_deny !== undefined && { allowToDeny: tolerance(flips.allow_to_deny) }),
        ...(flips.changed !== undefined && { changed: tolerance(flips.changed) }),
      },
    },
    guard: {
      window: amount(guard.window),
      faults: guard.faults,
      ...(guard.denial_rate && {
        denialRate: { within: share(guard.denial_rate.within), requests: guard.denial_rate.requests },
      }),
    },
    ...(shadow && { shadow: { bundle: shadow.bundle, share: share(shadow.share) } }),
    keep,
  };
}

function compileSource({ path, git, http }: SourceDocument, absolute: ToAbsolute): SourceConfig {
  if (git) return compileGit(git, absolute);
  if (http) return compileHttp(http, absolute);
  return { kind: 'path', path: absolute(String(path)) };
}

function compileGit(git: NonNullable<SourceDocument['git']>, absolute: ToAbsolute): GitSourceConfig {
  const { url, ref, path = '', poll, token, signed_by = [], webhook } = git;
  return {
    kind: 'git',
    url,
    ref,
    path: plain(path),
    poll: around(amount(poll)),
    ...(token !== undefined && { token }),
    signedBy: signed_by.map(absolute),
    ...(webhook && { webhook: { secret: webhook.secret } }),
  };
}

/** As git writes a path: `./policies/` is `policies`, and `.` is the whole of it. */
function plain(path: string): string {
  return posix.normalize(path).replace(/^\.?$|\/$/, '');
}

function compileHttp(http: NonNullable<SourceDocument['http']>, absolute: ToAbsolute): HttpSourceConfig {
  const { url, poll, long_poll, token, certificate, ca } = http;
  return {
    kind: 'http',
    url,
    poll: range(poll),
    ...(long_poll !== undefined && { longPoll: amount(long_poll) }),
    ...(token !== undefined && { token }),
    ...(certificate && { certificate: { cert: absolute(certificate.cert), key: absolute(certificate.key) } }),
    ...(ca !== undefined && { ca: absolute(ca) }),
  };
}

function range(poll: string): PollConfig {
  const [min, max] = poll.split('-').map(amount);
  return min !== undefined && max !== undefined ? { min, max } : around(amount(poll));
}

function around(period: number): PollConfig {
  return { min: period * (1 - JITTER), max: period * (1 + JITTER) };
}

function tolerance(value: number | string): Tolerance {
  return typeof value === 'number' ? { count: value } : { share: share(value) };
}
