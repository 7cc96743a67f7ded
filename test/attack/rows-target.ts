import { type Attack, get, type Harmless, request } from './attack.ts';

function targets(row: string, status: number, list: readonly string[]): Attack[] {
  return list.map((target) => ({ row, what: JSON.stringify(target.slice(0, 60)), bytes: get(target), status }));
}

/** Path confusion. */
export const TARGETS: readonly Attack[] = [
  ...targets('C2', 400, [
    '/pub/../admin',
    '/./admin',
    '/pub/..',
    '/pub/.',
    '/..',
    '/.',
    '/pub/../',
    '/..;/admin',
    '/pub/..;x=1/admin',
    '/.;/admin',
  ]),
  ...targets('C3', 400, [
    '/pub/%2e%2e/admin',
    '/pub/.%2e/admin',
    '/pub/%2E./admin',
    '/pub/%2e%2E',
    '/%2e/admin',
    '/%2e%2e;x/admin',
  ]),
  ...targets('C4', 400, ['/a%2fb', '/a%2Fb', '/a%5cb', '/a%5Cb', '/%2f', '/pub%2f..%2fadmin']),
  ...targets('C4', 400, [
    '/encoded/..%2fadmin',
    '/encoded/a%2F..%5Cadmin',
    '/encoded/a%2f%2e%2e',
    '/encoded/%2e%2e%2f',
  ]),
  ...targets('C6', 400, ['//admin', '/a//b', '///', '//', '/admin//', '//evil.example/admin']),
  ...targets('C9', 400, ['/a%3bb', '/a%3Bb', '/a%00', '/admin%00', '/a%0ab', '/a%0d%0ab', '/a%7f', '/a%1fb', '/a%09b']),
  ...targets('C11', 400, ['/a%zz', '/a%', '/a%2', '/%', '/a%%41', '/a%u0041', '/a?b=%zz', '/a?b=%', '/%4', '/a%2g']),
  ...targets('C11', 400, [
    '/%ff',
    '/%c0%af',
    '/%c0%ae%c0%ae/admin',
    '/%ed%a0%80',
    '/%f5%80%80%80',
    '/a%e2%82',
    '/a?b=%ff',
    '/a?b=%c0%80',
  ]),
  ...targets('C13', 400, ['/admin#x', '/admin#', '/a?b#c', '#', '/a%23b#']),
  ...targets('C14', 400, [
    'http://evil/admin',
    'http://a@evil/admin',
    'http://a:80/admin',
    'http://user@a/admin',
    'https://a/admin',
    'ftp://a/admin',
    'http:/a/admin',
    'http:///admin',
    'http://a\\@evil/admin',
    'http://a.evil/admin',
    'http://a/../admin',
    'http://a//admin',
  ]),
  ...targets('C15', 400, ['*', '*/', '**']),
  ...targets('C17', 400, ['@evil', 'foo', 'a:80', 'admin', '?x', '.', '../admin', '\\admin']),
  ...targets('C18', 400, [
    '/a\xe9',
    '/a\xc3\xa9',
    '/a\x7fb',
    '/a\x01b',
    '/a\\b',
    '/a"b',
    '/a<b',
    '/a>b',
    '/a|b',
    '/a^b',
    '/a`b',
    '/a{b}',
    '/[a]',
    '/a\x80',
    '/a?b=\xe9',
    '/a?"b"',
    '/a?<b>',
  ]),
  ...targets('C22', 400, ['/a?b=%00', `/a?${'b&'.repeat(1001)}`]),
  ...targets('C25', 414, [`/${'a'.repeat(16_000)}`, `/a?${'b'.repeat(9000)}`]),
  ...targets('C25', 400, ['/a'.repeat(4000), `/a?${'b&'.repeat(4000)}`]),
  ...targets('C25', 431, [`/${'a'.repeat(60_000)}`]),
  // The laxer route is `/**`; `/admin` itself is denied.
  ...targets('C1', 403, ['/%61dmin', '/admi%6E', '/%61%64%6d%69%6e', '/admin?x']),
  ...targets('C7', 403, ['/admin/', '/%61dmin/']),
];

function served(row: string, cases: Readonly<Record<string, string>>): Harmless[] {
  return Object.entries(cases).map(([raw, target]) => ({
    row,
    what: `${raw} arrives as ${target}`,
    bytes: get(raw),
    target,
  }));
}

export const HARMLESS_TARGETS: readonly Harmless[] = [
  ...served('C1', {
    '/%61b%7e%2D': '/ab~-',
    '/a%20b': '/a%20b',
    '/a%c3%a9': '/a%C3%A9',
    '/%25%32%65': '/%252e',
  }),
  ...served('C4', { '/encoded/a%2fb': '/encoded/a%2Fb', '/encoded/a%5cb': '/encoded/a%5Cb' }),
  ...served('C7', { '/items/': '/items/', '/': '/' }),
  ...served('C12', { '/a%EF%BC%8Fb': '/a%EF%BC%8Fb', '/a%E2%80%AEb': '/a%E2%80%AEb' }),
  ...served('C14', {
    'http://a/items': '/items',
    'HTTP://A/items?x=1': '/items?x=1',
    'http://a': '/',
    'http://a?x=1': '/?x=1',
  }),
  ...served('C20', {
    "/a*b-._~!$&'()+,;=:@": "/a*b-._~!$&'()+,;=:@",
    '/...': '/...',
    '/.a/..b': '/.a/..b',
    '/a;b=../c': '/a;b=../c',
  }),
  ...served('C21', { '/ADMIN': '/ADMIN' }),
  ...served('C22', {
    '/a?a=1&a=2': '/a?a=1&a=2',
    '/a?a=1;b=2': '/a?a=1;b=2',
    '/a?x=/../admin': '/a?x=/../admin',
    '/a?a[]=1&b={c}|d^e`f\\g': '/a?a[]=1&b={c}|d^e`f\\g',
    '/a?b=%61%c3%a9%0a': '/a?b=a%C3%A9%0A',
    '/a?': '/a',
    '/a??b': '/a??b',
  }),
  { row: 'C17', what: 'host in upper case', bytes: request('GET /items HTTP/1.1', ['Host: A']), target: '/items' },
];
