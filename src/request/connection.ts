import type { TLSSocket } from 'node:tls';
import { type AddressSet, normalizeAddress } from '../http/address.ts';
import type { ClientRequest } from './client.ts';

export interface ClientCertificate {
  readonly subject: string;
  readonly san: readonly string[];
  /** SHA-256, lower-case hex. */
  readonly fingerprint: string;
  /** ISO 8601. */
  readonly not_after: string;
}

export interface ClientTls {
  /** As `TLSv1.3`. */
  readonly version: string;
  readonly cipher: string;
  /** Present where the client proved one that the listener trusts. */
  readonly certificate?: ClientCertificate;
}

/** Who is at the other end. Addresses are normalized. */
export interface Client {
  /** The client's own address; behind trusted proxies the one that they report. */
  readonly address: string;
  /** The socket's address. */
  readonly peer: string;
  readonly tls?: ClientTls;
}

/** What all requests of a connection have in common. */
export interface Connection {
  readonly scheme: 'http' | 'https';
  /** The peer as client, right wherever the peer is no trusted proxy. */
  readonly client: Client;
  /** Whether the peer is one of `trusted`; the last answer is kept. */
  isTrusted(trusted: AddressSet): boolean;
}

const known = new WeakMap<object, Connection>();

/** The facts of a request's connection, asked of the socket once. */
export function connectionOf(req: ClientRequest): Connection {
  const key = 'stream' in req ? (req.stream.session ?? req.stream) : req.socket;
  const kept = known.get(key);
  if (kept) return kept;
  const connection = describe(req.socket as TLSSocket);
  known.set(key, connection);
  return connection;
}

function describe(socket: TLSSocket): Connection {
  const peer = normalizeAddress(socket.remoteAddress ?? '');
  const client: Client = socket.encrypted ? { address: peer, peer, tls: describeTls(socket) } : { address: peer, peer };
  let asked: AddressSet | undefined;
  let answer = false;
  return {
    scheme: socket.encrypted ? 'https' : 'http',
    client,
    isTrusted(trusted) {
      if (asked !== trusted) {
        asked = trusted;
        answer = trusted.has(peer);
      }
      return answer;
    },
  };
}

function describeTls(socket: TLSSocket): ClientTls {
  const certificate = socket.authorized ? socket.getPeerX509Certificate() : undefined;
  const version = socket.getProtocol() ?? '';
  const cipher = socket.getCipher().name;
  if (!certificate) return { version, cipher };
  return {
    version,
    cipher,
    certificate: {
      subject: certificate.subject,
      san: certificate.subjectAltName?.split(', ') ?? [],
      fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
      not_after: certificate.validToDate.toISOString(),
    },
  };
}
