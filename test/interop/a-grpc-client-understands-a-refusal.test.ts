import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { type Running, start } from '../gateway/fixture.ts';
import { certificateFile } from '../traffic/certificate.ts';
import { type InteropServer, keyFile, runCase, startInteropServer } from './grpc.ts';

const POLICY = `package gateway

default decision := {"allow": false, "reasons": [{"code": "no_large_calls", "message": "Größer darf nur, wer zahlt", "public": true}]}

# METADATA
# entrypoint: true
decision := {"allow": true} if input.request.path == "/grpc.testing.TestService/EmptyCall"

decision := {"allow": true, "limits": [{"id": "streams", "key": "all", "rate": 1, "per": "1d"}]} if {
	input.request.path == "/grpc.testing.TestService/StreamingInputCall"
}
`;

const tls = { certificates: [{ cert: certificateFile, key: keyFile }] };

suite('a client of gRPC understands a refusal', () => {
  let server: InteropServer;
  let running: Running;
  let expected = 0;
  before(async () => {
    server = await startInteropServer();
    const endpoints = [`http://127.0.0.1:${server.port}`];
    const route = { id: 'grpc', match: { path: '/grpc.testing.TestService/*' }, authenticate: [] };
    const guarded = { id: 'guarded', match: { path: '/grpc.testing.TestService/FullDuplexCall' } };
    running = await start({
      policies: { 'gateway.rego': POLICY },
      endpoints,
      files: { 'keys.yaml': '{"keys":[]}' },
      config: {
        listeners: [{ address: '127.0.0.1', port: 0, tls }],
        upstreams: { main: { endpoints, protocol: 'h2c' } },
        api_keys: { partners: { file: './keys.yaml' } },
        routes: [
          { ...route, bundle: 'main', upstream: 'main' },
          { ...guarded, authenticate: ['partners'], bundle: 'main', upstream: 'main' },
        ],
      },
    });
  });
  after(async () => {
    await running[Symbol.asyncDispose]();
    await server.close();
  });

  /** Runs a case, and gives its output and the last event. */
  async function run(name: string) {
    const { status, output } = await runCase(name, Number(new URL(running.url).port));
    const events = await running.events(++expected);
    return { status, output, event: events[expected - 1]! };
  }

  test('what is allowed passes', async () => {
    const { status, output, event } = await run('empty_unary');
    assert.equal(status, 0, output);
    assert.equal(event.http.status, 200);
  });

  test('a denial is PERMISSION_DENIED with the public reason; the decision log has 403', async () => {
    const { status, output, event } = await run('large_unary');
    assert.equal(status, 1);
    assert.match(
      output,
      /code = PermissionDenied desc = The policy denied the request; no_large_calls: Größer darf nur, wer zahlt$/m,
    );
    assert.equal(event.http.status, 403);
    assert.equal(event.http.outcome, 'denied');
    assert.equal(event.error?.code, 'denied');
  });

  test('no credential is UNAUTHENTICATED', async () => {
    const { output, event } = await run('ping_pong');
    assert.match(output, /code = Unauthenticated desc = Valid credentials are required/);
    assert.equal(event.http.outcome, 'unauthenticated');
  });

  test('over a limit is RESOURCE_EXHAUSTED', async () => {
    assert.equal((await run('client_streaming')).status, 0);
    const { output, event } = await run('client_streaming');
    assert.match(output, /code = ResourceExhausted desc = A rate limit was exceeded/);
    assert.equal(event.http.outcome, 'limited');
  });

  test('a service without a route is UNIMPLEMENTED, as the client expects', async () => {
    const { status, output, event } = await run('unimplemented_service');
    assert.equal(status, 0, output);
    assert.equal(event.error?.code, 'route_not_found');
  });

  test('an upstream that is gone is UNAVAILABLE', async () => {
    await server.close();
    const { output, event } = await run('empty_unary');
    assert.match(output, /code = Unavailable desc = The upstream gave no valid answer/);
    assert.equal(event.error?.code, 'upstream_failed');
  });
});
