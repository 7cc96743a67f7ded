import { type Attack, get, type Harmless, post, request } from './attack.ts';

const CHUNKED = '5\r\nhello\r\n0\r\n\r\n';

function framing(row: string, status: number, cases: Readonly<Record<string, string>>): Attack[] {
  return Object.entries(cases).map(([what, bytes]) => ({ row, what, bytes, status }));
}

function chunks(row: string, status: number, bodies: Readonly<Record<string, string>>): Attack[] {
  return Object.entries(bodies).map(([what, body]) => {
    return { row, what, bytes: post(['Transfer-Encoding: chunked'], body), status };
  });
}

function lengths(row: string, status: number, values: readonly string[]): Attack[] {
  return values.map((value) => {
    return {
      row,
      what: `content-length ${JSON.stringify(value)}`,
      bytes: post([`Content-Length: ${value}`], 'hello'),
      status,
    };
  });
}

function codings(row: string, status: number, values: readonly string[]): Attack[] {
  return values.map((value) => {
    return {
      row,
      what: `transfer-encoding ${JSON.stringify(value)}`,
      bytes: post([`Transfer-Encoding: ${value}`], CHUNKED),
      status,
    };
  });
}

/** HTTP/1.1 framing and request line (RFC 9112). */
export const FRAMING: readonly Attack[] = [
  ...framing('A1', 400, {
    'content-length before transfer-encoding': post(['Content-Length: 5', 'Transfer-Encoding: chunked'], CHUNKED),
    'transfer-encoding before content-length': post(['Transfer-Encoding: chunked', 'Content-Length: 5'], CHUNKED),
  }),
  ...codings('A2', 400, ['xchunked', 'identity', '"chunked"', '\x0bchunked', 'chunked\xa0', '']),
  ...codings('A3', 501, ['gzip, chunked', 'x, chunked']),
  ...framing('A3', 501, {
    'codings over two lines': post(['Transfer-Encoding: gzip', 'Transfer-Encoding: chunked'], CHUNKED),
  }),
  ...codings('A5', 400, ['chunked, chunked', 'chunked, gzip', 'chunked;q=1']),
  ...framing('A5', 400, {
    'chunked twice': post(['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'], CHUNKED),
  }),
  ...framing('A6', 400, {
    'space before the colon': post(['Transfer-Encoding : chunked'], CHUNKED),
    'folded coding': post(['Transfer-Encoding:\r\n chunked'], CHUNKED),
    'coding in HTTP/1.0': request('POST /items HTTP/1.0', ['Host: a', 'Transfer-Encoding: chunked'], CHUNKED),
  }),
  ...framing('A8', 400, {
    'equal lengths': post(['Content-Length: 5', 'Content-Length: 5'], 'hello'),
    'differing lengths': post(['Content-Length: 5', 'Content-Length: 6'], 'hello'),
  }),
  ...lengths('A8', 400, ['5, 5', '5,6']),
  ...lengths('A9', 400, [
    '+5',
    '-1',
    '0x5',
    '1_0',
    '1e0',
    '',
    '5 5',
    '5.0',
    '18446744073709551617',
    '9007199254740993000',
  ]),
  ...['GET', 'HEAD', 'DELETE', 'OPTIONS'].flatMap((method) =>
    framing('A11', 400, {
      [`${method} with content-length`]: request(
        `${method} /items HTTP/1.1`,
        ['Host: a', 'Content-Length: 5'],
        'hello',
      ),
      [`${method} with chunks`]: request(
        `${method} /items HTTP/1.1`,
        ['Host: a', 'Transfer-Encoding: chunked'],
        CHUNKED,
      ),
    }),
  ),
  ...framing('A12', 400, {
    'bare LF everywhere': 'GET /items HTTP/1.1\nHost: a\n\n',
    'bare LF after the request line': 'GET /items HTTP/1.1\nHost: a\r\n\r\n',
    'bare LF after a field': 'GET /items HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n',
    'bare LF at the end': 'GET /items HTTP/1.1\r\nHost: a\r\n\n',
    'bare CR after the request line': 'GET /items HTTP/1.1\rHost: a\r\n\r\n',
  }),
  ...framing('A13', 400, {
    'bare CR in a value': get('/items', 'X: a\rb'),
    'NUL in a value': get('/items', 'X: a\0b'),
    'NUL in a name': get('/items', 'X\0: a'),
    'control character in a value': get('/items', 'X: a\x01b'),
    'DEL in a value': get('/items', 'X: a\x7fb'),
  }),
  ...framing('A14', 400, {
    'folded value': get('/items', 'X: a\r\n b'),
    'folded value with a tab': get('/items', 'X: a\r\n\tb'),
    'space before the first field': 'GET /items HTTP/1.1\r\n Host: a\r\n\r\n',
  }),
  ...framing('A15', 400, {
    'line without a colon': get('/items', 'X'),
    'empty name': get('/items', ': x'),
  }),
  ...['\xef', '(', ')', '\x85', ' ', '"', '/', '@', '[', '{'].flatMap((character) =>
    framing('A16', 400, { [`${JSON.stringify(character)} in a name`]: get('/items', `X${character}Y: 1`) }),
  ),
  ...chunks('A17', 400, {
    'size with 0x': '0x5\r\nhello\r\n0\r\n\r\n',
    'size with plus': '+5\r\nhello\r\n0\r\n\r\n',
    'size with minus': '-5\r\nhello\r\n0\r\n\r\n',
    'size with underscore': '5_\r\nhello\r\n0\r\n\r\n',
    'size with space': '5 \r\nhello\r\n0\r\n\r\n',
    'no size': '\r\nhello\r\n0\r\n\r\n',
    'size of 17 digits': '10000000000000005\r\nhello\r\n0\r\n\r\n',
  }),
  ...chunks('A18', 400, {
    'LF in an extension': '5;a\nb\r\nhello\r\n0\r\n\r\n',
    'chunk line with LF only': '5\nhello\r\n0\r\n\r\n',
    'chunk line with CR only': '5\rhello\r\n0\r\n\r\n',
    'data with LF only': '5\r\nhello\n0\r\n\r\n',
    'data longer than its size': '5\r\nhellohello\r\n0\r\n\r\n',
    'data without an end': '5\r\nhello0\r\n\r\n',
  }),
  ...chunks('A19', 413, { 'extension of 20 KB': `5;${'a'.repeat(20_000)}\r\nhello\r\n0\r\n\r\n` }),
  ...chunks('A19', 413, { 'many small extensions': `5${';a=1'.repeat(20_000)}\r\nhello\r\n0\r\n\r\n` }),
  ...chunks('A20', 400, { 'content-length as trailer': '5\r\nhello\r\n0\r\nContent-Length: 5\r\n\r\n' }),
  ...framing('A24', 505, {
    'HTTP/0.9': 'GET /items\r\n\r\n',
    'HTTP/0.9 in words': 'GET /items HTTP/0.9\r\n\r\n',
    'HTTP/2.0 in words': 'GET /items HTTP/2.0\r\nHost: a\r\n\r\n',
    'HTTP/1.2': 'GET /items HTTP/1.2\r\nHost: a\r\n\r\n',
    'HTTP/3': 'GET /items HTTP/3.0\r\nHost: a\r\n\r\n',
    'preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  }),
  ...framing('A24', 400, {
    'no version number': 'GET /items HTTP/\r\nHost: a\r\n\r\n',
    'HTTP in lower case': 'GET /items http/1.1\r\nHost: a\r\n\r\n',
  }),
  ...framing('A26', 400, {
    'tab after the method': 'GET\t/items HTTP/1.1\r\nHost: a\r\n\r\n',
    'space before the line end': 'GET /items HTTP/1.1 \r\nHost: a\r\n\r\n',
    'space in the target': 'GET /items x HTTP/1.1\r\nHost: a\r\n\r\n',
  }),
  ...['get', 'FOO', 'GETX', 'PROPFIND', 'QUERY', 'M-SEARCH'].flatMap((method) =>
    framing('A27', 501, { [`method ${method}`]: request(`${method} /items HTTP/1.1`) }),
  ),
  ...framing('A28', 405, { TRACE: request('TRACE /items HTTP/1.1') }),
  ...framing('A29', 405, { CONNECT: request('CONNECT a:80 HTTP/1.1') }),
  ...framing('A31', 403, {
    'expectation on a denied route': request('POST /denied HTTP/1.1', [
      'Host: a',
      'Content-Length: 5',
      'Expect: 100-continue',
    ]),
  }),
  ...framing('A31', 417, { 'another expectation': post(['Content-Length: 5', 'Expect: 200-maybe'], 'hello') }),
  ...framing('A32', 501, {
    WebSocket: get('/items', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'),
  }),
];

export const HARMLESS_FRAMING: readonly Harmless[] = [
  {
    row: 'A32',
    what: 'an upgrade to h2c is ignored',
    target: '/items',
    bytes: get(
      '/items',
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA',
    ),
  },
  {
    row: 'A24',
    what: 'Node hides the name of another protocol',
    target: '/items',
    bytes: 'GET /items RTSP/1.0\r\nHost: a\r\n\r\n',
  },
  {
    row: 'A26',
    what: 'Node hides a second space before the target',
    target: '/items',
    bytes: 'GET  /items HTTP/1.1\r\nHost: a\r\n\r\n',
  },
  {
    row: 'A26',
    what: 'Node hides a second space after the target',
    target: '/items',
    bytes: 'GET /items  HTTP/1.1\r\nHost: a\r\n\r\n',
  },
  { row: 'A11', what: 'GET with content-length 0', target: '/items', bytes: get('/items', 'Content-Length: 0') },
  {
    row: 'A17',
    what: 'chunk sizes in hex',
    target: '/items',
    bytes: post(['Transfer-Encoding: Chunked'], '0005\r\nhello\r\na;x="y"\r\n0123456789\r\n0\r\n\r\n'),
  },
  { row: 'A24', what: 'HTTP/1.0', target: '/items', bytes: 'GET /items HTTP/1.0\r\nHost: a\r\n\r\n' },
];
