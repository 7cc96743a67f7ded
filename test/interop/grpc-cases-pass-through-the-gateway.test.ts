import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { type Running, start } from '../gateway/fixture.ts';
import { certificateFile } from '../traffic/certificate.ts';
import { type InteropServer, keyFile, runCase, startInteropServer } from './grpc.ts';

const CASES = [
  'empty_unary',
  'large_unary',
  'client_streaming',
  'server_streaming',
  'ping_pong',
  'empty_stream',
  'timeout_on_sleeping_server',
  'cancel_after_begin',
  'cancel_after_first_response',
  'status_code_and_message',
  'special_status_message',
  'custom_metadata',
  'unimplemented_method',
  'unimplemented_service',
];

const tls = { certificates: [{ cert: certificateFile, key: keyFile }] };
const routes = [{ id: 'grpc', match: { path: '/**' }, authenticate: [], bundle: 'main', upstream: 'main' }];

for (const protocol of ['h2c', 'h2'] as const) {
  suite(`the client of gRPC before an upstream that speaks ${protocol}`, () => {
    let server: InteropServer;
    let running: Running;
    before(async () => {
      server = await startInteropServer({ tls: protocol === 'h2' });
      const endpoints = [`${protocol === 'h2' ? 'https' : 'http'}://127.0.0.1:${server.port}`];
      running = await start({
        endpoints,
        config: {
          listeners: [{ address: '127.0.0.1', port: 0, tls }],
          upstreams: { main: { endpoints, protocol, ...(protocol === 'h2' && { tls: { ca: certificateFile } }) } },
          routes,
        },
      });
    });
    after(async () => {
      await running[Symbol.asyncDispose]();
      await server.close();
    });

    for (const name of CASES) {
      test(name, async () => {
        const { status, output } = await runCase(name, Number(new URL(running.url).port));
        assert.equal(status, 0, `${output}\n${running.log()}`);
      });
    }
  });
}
