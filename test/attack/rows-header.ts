import { type Attack, get, post, request } from './attack.ts';

function headers(row: string, status: number, cases: Readonly<Record<string, readonly string[]>>): Attack[] {
  return Object.entries(cases).map(([what, lines]) => ({ row, what, bytes: get('/items', ...lines), status }));
}

function hosts(row: string, status: number, values: readonly string[]): Attack[] {
  return values.map((value) => {
    return {
      row,
      what: `host ${JSON.stringify(value.slice(0, 40))}`,
      bytes: request('GET /items HTTP/1.1', [`Host: ${value}`]),
      status,
    };
  });
}

function many(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `X-${i}: 1`);
}

/** Headers, host, identity. */
export const HEADERS: readonly Attack[] = [
  ...headers('D1', 400, {
    'connection lists authorization': ['Connection: Authorization', 'Authorization: Bearer x'],
    'connection lists x-forwarded-for': ['Connection: X-Forwarded-For'],
    'connection lists x-forwarded-host': ['Connection: close, X-Forwarded-Host'],
    'connection lists host': ['Connection: host'],
    'connection lists cookie': ['Connection: Cookie'],
    'connection lists content-length': ['Connection: content-length'],
    'connection lists transfer-encoding': ['Connection: transfer-encoding'],
    'connection lists the identity': ['Connection: X-Regate-Subject'],
    'connection lists via': ['Connection: via'],
    'connection lists traceparent': ['Connection: traceparent'],
    'connection lists a protected field in its second line': ['Connection: close', 'Connection: authorization'],
    'connection lists no token': ['Connection: a b'],
    'connection lists very many fields': [`Connection: ${'x,'.repeat(1000)}x`],
  }),
  ...headers('D3', 400, { 'two equal hosts': ['Host: a'], 'two hosts': ['Host: b'] }),
  { row: 'D3', what: 'no host', bytes: request('GET /items HTTP/1.1', []), status: 400 },
  { row: 'D3', what: 'no host in HTTP/1.0', bytes: request('GET /items HTTP/1.0', []), status: 400 },
  ...hosts('D4', 400, [
    '',
    'a@b',
    'a/b?c',
    'a, b',
    'a,b',
    'a:80:80',
    'a\xff',
    'a b',
    'a:',
    'a:x',
    'a:99999',
    'a:080',
    'a:0',
    'a%41',
    'a..b',
    '.a',
    'a.',
    ':80',
    '[::1',
    '[::1]x',
    '[::1]:',
    '[1.2.3.4]',
    '[fe80::1%25eth0]',
    'a\\b',
    'a#b',
    "a'b",
    'http://a',
    `${'a.'.repeat(130)}a`,
  ]),
  ...headers('D8', 400, {
    'two authorizations': ['Authorization: Bearer a', 'Authorization: Bearer b'],
    'two authorizations in different case': ['authorization: Bearer a', 'AUTHORIZATION: Bearer a'],
    'two user agents': ['User-Agent: a', 'User-Agent: a'],
    'two traceparents': ['Traceparent: a', 'traceparent: b'],
  }),
  {
    row: 'D8',
    what: 'two content types',
    bytes: post(['Content-Type: a/b', 'Content-Type: a/c', 'Content-Length: 1'], 'x'),
    status: 400,
  },
  ...headers('D11', 431, {
    '101 fields': many(100),
    '1500 fields': many(1500),
    'a value of 17 KB': [`X: ${'a'.repeat(17_000)}`],
    'a value of 70 KB': [`X: ${'a'.repeat(70_000)}`],
    'a name of 17 KB': [`${'a'.repeat(17_000)}: 1`],
    'values of 17 KB together': Array.from({ length: 17 }, (_, i) => `X-${i}: ${'a'.repeat(1000)}`),
  }),
  ...headers('D17', 508, { 'five passes': [`Via: ${Array(5).fill('1.1 regate').join(', ')}`] }),
];
