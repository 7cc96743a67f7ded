import { randomUUID } from 'node:crypto';
import type { ListenerConfig, RequestConfig, RouteConfig } from '../../src/config/types.ts';
import { GatewayError, toGatewayError } from '../../src/errors.ts';
import { ANONYMOUS } from '../../src/identity/subject.ts';
import { bodyUnread } from '../../src/request/body.ts';
import type { ClientRequest, ClientResponse } from '../../src/request/client.ts';
import { forward } from '../../src/request/forward.ts';
import { createListener } from '../../src/request/listening/listener.ts';
import { RouteTable } from '../../src/request/match.ts';
import { type CanonicalRequest, receive, receiveContext } from '../../src/request/receive.ts';
import { refuse } from '../../src/request/refuse.ts';
import { Streams } from '../../src/request/streams.ts';
import { admitUpgrade } from '../../src/request/upgrade.ts';
import type { Upstreams } from '../../src/traffic/upstreams.ts';
import { REQUEST, routeConfig, upstreamConfig } from '../configured.ts';
import { openUpstreams } from '../open-upstreams.ts';
import { type RecordingUpstream, startUpstream } from './upstream.ts';

export interface GatewayOptions {
  readonly trustedProxies?: readonly string[];
  readonly tls?: ListenerConfig['tls'];
  readonly request?: Partial<RequestConfig>;
}

/** A gateway under attack. */
export interface AttackedGateway {
  readonly port: number;
  readonly upstream: RecordingUpstream;
  /** What a policy was asked about. */
  readonly decided: CanonicalRequest[];
  /** One word for each exchange that was refused, also those that never became a request. */
  readonly refused: string[];
  close(): Promise<void>;
}

function route(id: string, path: string, encodedSlashes = false): RouteConfig {
  return routeConfig({ id, match: { ...ANY.match, path }, timeout: 10_000, encodedSlashes });
}

const ANY = routeConfig();
const ROUTES = [route('open', '/**'), route('admin', '/admin'), route('encoded', '/encoded/**', true)];

/** The real listener, receiver, router and forwarder; the policy denies what is below `/denied` and `/admin`. */
export async function startGateway(options: GatewayOptions = {}): Promise<AttackedGateway> {
  const upstream = await startUpstream();
  const decided: CanonicalRequest[] = [];
  const refused: string[] = [];
  const request = { ...REQUEST, ...options.request };
  const context = receiveContext(
    { request, routes: ROUTES, trustedProxies: options.trustedProxies ?? [] },
    { now: Date.now, newId: randomUUID },
  );
  const routes = new RouteTable(ROUTES);
  const streams = new Streams(Date.now);
  const upstreams = createUpstreams(upstream.origin);

  async function handle(req: ClientRequest, res: ClientResponse): Promise<void> {
    try {
      const canonical = receive(req, context);
      const match = routes.match(canonical);
      if (canonical.upgrade !== undefined) admitUpgrade(req, match.route);
      decided.push(canonical);
      const [first] = canonical.segments;
      if (first === 'denied' || match.route.id === 'admin') throw new GatewayError('denied', 'a policy denied it');
      await forward(req, res, {
        request: canonical,
        route: match.route,
        upstream: upstreams.get('main')!,
        body: bodyUnread(canonical),
        hash: Number.NaN,
        pace: { minRate: REQUEST.minRate, timeout: REQUEST.requestTimeout },
        requestEdits: NO_EDITS,
        responseEdits: NO_EDITS,
        extraResponseHeaders: [],
        identity: ['x-regate-subject', 'verified'],
        question: { request: canonical, match, subject: ANONYMOUS, body: bodyUnread(canonical) },
        generation: 1,
        streams,
      });
    } catch (thrown) {
      const error = toGatewayError(thrown);
      refused.push(error.code);
      refuse(req, res, error, {});
    }
  }

  const listener = await createListener(
    { address: '127.0.0.1', port: 0, ...(options.tls && { tls: options.tls }) },
    { request, onClientError: ({ code }) => refused.push(code) },
    handle,
  );
  return {
    port: await listener.listen(),
    upstream,
    decided,
    refused,
    async close() {
      await listener.close({ grace: 0 });
      await upstreams.close();
      upstream.close();
    },
  };
}

const NO_EDITS = { set: [], remove: [] };

function createUpstreams(origin: string): Upstreams {
  const main = upstreamConfig([origin], { timeouts: { connect: 1000, headers: 5000, idle: 5000 } });
  return openUpstreams({ main });
}
