import { createServer, type Server } from 'node:http';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { RouteConfig, UpstreamConfig } from '../../src/config/types.ts';
import { type GatewayError, toGatewayError } from '../../src/errors.ts';
import { ANONYMOUS } from '../../src/identity/subject.ts';
import { bodyUnread, type RequestBody, readBody } from '../../src/request/body.ts';
import type { ClientRequest, ClientResponse } from '../../src/request/client.ts';
import { type ForwardPlan, type ForwardResult, forward } from '../../src/request/forward.ts';
import { receive, receiveContext } from '../../src/request/receive.ts';
import { refuse } from '../../src/request/refuse.ts';
import { Streams } from '../../src/request/streams.ts';
import type { Upstreams } from '../../src/traffic/upstreams.ts';
import { REQUEST, routeConfig, upstreamConfig } from '../configured.ts';
import { openUpstreams } from '../open-upstreams.ts';
import { certificate, key } from './certificate.ts';

export interface GatewayOptions {
  readonly endpoints: readonly string[];
  readonly timeouts?: Partial<UpstreamConfig['timeouts']>;
  readonly connections?: number;
  /** Attempts in all. */
  readonly attempts?: number;
  /** File of certificates to trust. */
  readonly ca?: string;
  /** What else the route has; without it, bodies of any size pass. */
  readonly route?: Partial<RouteConfig>;
  /** The upstream, where it has more than endpoints. */
  readonly upstream?: Partial<UpstreamConfig>;
  /** The route's timeout, milliseconds. */
  readonly timeout?: number;
  /** Reads the body first, as for a policy, up to so many bytes. */
  readonly readsBody?: number;
  readonly http2?: boolean;
  readonly edits?: Partial<
    Pick<ForwardPlan, 'requestEdits' | 'responseEdits' | 'extraResponseHeaders' | 'identity' | 'strip'>
  >;
}

/** A gateway of receive, body, forward and refuse only: every request is allowed. */
export interface TestGateway {
  readonly port: number;
  readonly origin: string;
  readonly upstreams: Upstreams;
  /** Bodies as a policy would have seen them. */
  readonly bodies: readonly RequestBody[];
  /** Moves the clock on, in milliseconds. */
  pass(milliseconds: number): void;
  /** What `forward` gave or threw for the next exchange that is over. */
  next(): Promise<ForwardResult | GatewayError>;
}

/** Starts it on a free port; it ends with the test. */
export async function startGateway(t: TestContext, options: GatewayOptions): Promise<TestGateway> {
  let passed = 0;
  const now = () => Date.now() + passed;
  const upstreams = openUpstreams({ main: configOf(options) }, { now });
  const streams = new Streams(now);
  const outcomes = outcomeQueue();
  const bodies: RequestBody[] = [];
  const context = receiveContext(
    { request: REQUEST, routes: [], trustedProxies: [] },
    { now, newId: () => 'request-1' },
  );
  const handle = async (req: ClientRequest, res: ClientResponse) => {
    try {
      const request = receive(req, context);
      const body = options.readsBody ? await readBody(req, res, request, options.readsBody, PACE) : bodyUnread(request);
      bodies.push(body);
      const fixed = plan(options, upstreams);
      const question = { request, match: { route: fixed.route, params: {} }, subject: ANONYMOUS, body };
      outcomes.put(await forward(req, res, { ...fixed, request, body, question, generation: 1, streams }));
    } catch (error) {
      const problem = toGatewayError(error);
      outcomes.put(problem);
      refuse(req, res, problem, { requestId: 'request-1' });
    }
  };
  const server = options.http2
    ? createSecureServer({ cert: certificate, key }, handle)
    : createServer({ keepAliveTimeout: 60_000 }, handle);
  server.on('checkContinue', handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  t.after(() => stop(server, upstreams));
  return {
    port,
    origin: `${options.http2 ? 'https' : 'http'}://127.0.0.1:${port}`,
    upstreams,
    bodies,
    pass: (milliseconds) => {
      passed += milliseconds;
    },
    next: outcomes.next,
  };
}

const ANY_SIZE: Partial<RouteConfig> = { maxRequestSize: Number.MAX_SAFE_INTEGER };

const PACE = { minRate: REQUEST.minRate, timeout: REQUEST.requestTimeout };

function configOf({
  endpoints,
  timeouts,
  connections = 8,
  attempts = 2,
  ca,
  upstream,
}: GatewayOptions): UpstreamConfig {
  const { breaker, retry } = upstreamConfig([]);
  return upstreamConfig(endpoints, {
    timeouts: { connect: 2000, headers: 10_000, idle: 60_000, ...timeouts },
    breaker: { ...breaker, connections },
    retry: { ...retry, attempts },
    ...(ca === undefined ? {} : { tls: { ca } }),
    ...upstream,
  });
}

function plan(
  options: GatewayOptions,
  upstreams: Upstreams,
): Omit<ForwardPlan, 'request' | 'body' | 'question' | 'generation' | 'streams'> {
  return {
    route: routeConfig({
      timeout: options.timeout ?? 15_000,
      body: { limit: options.readsBody ?? 0 },
      ...(options.route ?? ANY_SIZE),
    }),
    upstream: upstreams.get('main')!,
    hash: Number.NaN,
    pace: PACE,
    requestEdits: { set: [], remove: [] },
    responseEdits: { set: [], remove: [] },
    extraResponseHeaders: [],
    identity: [],
    ...options.edits,
  };
}

function outcomeQueue() {
  const ready: (ForwardResult | GatewayError)[] = [];
  const waiting: ((outcome: ForwardResult | GatewayError) => void)[] = [];
  return {
    put(outcome: ForwardResult | GatewayError): void {
      const first = waiting.shift();
      if (first) first(outcome);
      else ready.push(outcome);
    },
    next: (): Promise<ForwardResult | GatewayError> => {
      const first = ready.shift();
      return first ? Promise.resolve(first) : new Promise((resolve) => waiting.push(resolve));
    },
  };
}

async function stop(server: Server | Http2SecureServer, upstreams: Upstreams): Promise<void> {
  if ('closeAllConnections' in server) server.closeAllConnections();
  server.close();
  void upstreams.close();
}
