import type { Subject } from '../../identity/subject.ts';
import { keyHash } from '../../traffic/balancing/key-hash.ts';
import type { Upstream } from '../../traffic/upstream.ts';
import type { CanonicalRequest } from '../receive.ts';

/**
 * What an upstream with `balancer: {hash: ...}` goes by, as 32 bits; NaN where the request lacks it, or nothing is hashed.
 *
 * @param key of the policy's obligation `upstream`
 */
export function balanceHash(
  { config: { balancer } }: Upstream,
  request: CanonicalRequest,
  subject: Subject,
  key: string | undefined,
): number {
  if (balancer.kind !== 'hash') return Number.NaN;
  const text = textOf(balancer.by, request, subject, key);
  return text === undefined || text === '' ? Number.NaN : keyHash(text);
}

function textOf(
  by: Extract<Upstream['config']['balancer'], { kind: 'hash' }>['by'],
  request: CanonicalRequest,
  subject: Subject,
  key: string | undefined,
): string | undefined {
  if (by === 'key') return key;
  if (by === 'subject') return subject.id;
  return 'header' in by ? request.header(by.header) : cookieOf(request.header('cookie'), by.cookie);
}

/** RFC 6265, section 4.2.1. */
function cookieOf(cookies: string | undefined, name: string): string | undefined {
  for (const pair of cookies?.split(';') ?? []) {
    const [found, value] = pair.trim().split('=', 2);
    if (found === name) return value;
  }
  return undefined;
}
