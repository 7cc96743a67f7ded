import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints } from './fixture.ts';

const TEXT = `listeners: [{address: 127.0.0, port: 80800}]
workers: many
bundels: {}
bundles:
  main: {source: {path: ./policies}, entrypoint: gateway.decision}
  "x y": {source: {path: 1}}
issuers:
  corp:
    issuer: https://issuer.example
    audience: 7
    algorithms: [HS256]
    jwks: {file: ./jwks.json, url: "https://issuer.example/jwks"}
    clock_skew: 2m
api_keys: {partners: {}}
upstreams: {items: {endpoints: [], timeouts: {connect: 15, idle: 0s}, breaker: {connections: 0}}}
routes:
  - id: items
    match: {path: "api/x", methods: [get], hosts: [A]}
    authenticate: [corp, corp]
    upstrem: items
    encoded_slashes: "yes"
evaluation: {memory: 64MB, deadline: 1h, watchdog: 1ms}
state_dir: ""
`;

const ALGORITHMS = '`ES256`, `ES384`, `ES512`, `RS256`, `RS384`, `RS512`, `PS256`, `PS384`, `PS512`, `EdDSA`';

test('each mistake is found, with its row and column and in words', async (t) => {
  assert.deepEqual(await complaints(t, TEXT), [
    '1:23: listeners[0].address: `127.0.0` is not an IP address',
    '1:38: listeners[0].port: `80800` is not a number from 0 to 65535',
    '2:10: workers: `many` is not `auto` or a number from 1 to 256',
    '3:1: bundels: unknown key; did you mean `bundles`?',
    '5:50: bundles.main.entrypoint: `gateway.decision` is not the path of a rule such as gateway/decision',
    '6:3: bundles["x y"]: `x y` is not a name: a letter, then at most 63 letters, digits, `_`, `.` or `-`',
    '6:26: bundles["x y"].source.path: `1` is not a string',
    '10:15: issuers.corp.audience: `7` is not a string or a list of strings',
    `11:18: issuers.corp.algorithms[0]: \`HS256\` is none of ${ALGORITHMS}`,
    '12:11: issuers.corp.jwks: needs exactly one of `file` and `url`',
    '13:17: issuers.corp.clock_skew: `2m` is more than 60s',
    '14:12: api_keys.partners: `file` is missing',
    '15:32: upstreams.items.endpoints: must not be empty',
    '15:56: upstreams.items.timeouts.connect: `15` is not a duration above zero such as 200ms, 15s, 2m or 1h',
    '15:66: upstreams.items.timeouts.idle: `0s` is not a duration above zero such as 200ms, 15s, 2m or 1h',
    '15:94: upstreams.items.breaker.connections: `0` is not a number from 1 to 65536',
    '17:5: routes[0]: `upstream` is missing',
    '18:19: routes[0].match.path: `api/x` is not a path pattern such as /api/v1/orders/{id} or /public/**',
    '18:38: routes[0].match.methods[0]: `get` is none of `GET`, `HEAD`, `POST`, `PUT`, `PATCH`, `DELETE`, `OPTIONS`',
    '18:52: routes[0].match.hosts[0]: `A` is not a host name in lower case without a port, `*.example.com` or `*`',
    '19:26: routes[0].authenticate[1]: stands in the list twice',
    '20:5: routes[0].upstrem: unknown key; did you mean `upstream`?',
    '21:22: routes[0].encoded_slashes: `yes` is not `true` or `false`',
    '22:22: evaluation.memory: `64MB` is not a size such as 512B, 64KiB, 1MiB or 2GiB',
    '22:38: evaluation.deadline: `1h` is more than 10s',
    '22:52: evaluation.watchdog: `1ms` is less than 100ms',
    '23:12: state_dir: must not be empty',
  ]);
});
