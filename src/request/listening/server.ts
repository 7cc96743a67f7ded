import { createServer, type Server, type ServerOptions } from 'node:http';
import { createSecureServer, type Http2SecureServer, type SecureServerOptions } from 'node:http2';
import type { RequestConfig } from '../../config/types.ts';
import type { Certificates } from './certificates.ts';
import { HeldResponse } from './held-response.ts';

/** Node's types lack what both have. */
export type NodeServer = (Server | Http2SecureServer) & Pick<Server, 'closeIdleConnections'>;

/** Where the certificates of a running server are looked up at each handshake. */
export interface CertificateHolder {
  current: Certificates;
}

/** How often Node looks for late requests, ms; its default of 30 s would triple our timeouts. */
const CHECK_INTERVAL = 1000;

/** An HTTP/1.1 server, or HTTPS with HTTP/2 and HTTP/1.1 by ALPN, with the same limits for both protocols. */
export function createNodeServer(request: RequestConfig, certificates: CertificateHolder | undefined): NodeServer {
  const server = certificates ? createSecure(request, certificates) : createServer(http1Options(request));
  // `receive` counts the header fields; Node has a limit of its own.
  const limits = { maxConnections: request.connections, maxHeadersCount: 0 };
  return Object.assign(server as NodeServer, limits);
}

function http1Options(request: RequestConfig): ServerOptions {
  return {
    // Node counts the target too.
    maxHeaderSize: request.headerBytes + request.targetBytes,
    headersTimeout: request.headersTimeout,
    requestTimeout: request.requestTimeout,
    keepAliveTimeout: request.keepAliveTimeout,
    connectionsCheckingInterval: CHECK_INTERVAL,
    // `receive` refuses a request without Host, with a problem.
    requireHostHeader: false,
    insecureHTTPParser: false,
    noDelay: true,
    // Most requests have no body, and a stream for it costs more than reading the headers.
    optimizeEmptyRequests: true,
  };
}

function createSecure(request: RequestConfig, certificates: CertificateHolder): Http2SecureServer {
  const options: SecureServerOptions & { http1Options: ServerOptions } = {
    ...certificates.current.fallback,
    ...http1Options(request),
    http1Options: http1Options(request),
    allowHTTP1: true,
    handshakeTimeout: request.headersTimeout,
    SNICallback: (name, done) => done(null, certificates.current.contextFor(name)),
    // Twice the limit, so that `receive` can answer 431 to what is somewhat above it.
    maxHeaderListPairs: 2 * request.headerCount,
    maxSettings: 32,
    Http2ServerResponse: HeldResponse,
    settings: {
      maxConcurrentStreams: request.streams,
      maxHeaderListSize: request.headerBytes + request.targetBytes,
      // WebSockets (RFC 8441, section 3).
      enableConnectProtocol: true,
    },
  };
  return createSecureServer(options);
}
