import type { Framing } from '../http/framing.ts';
import { parseQuery, type Target } from '../http/target.ts';
import type { Client } from './connection.ts';

interface Parts {
  readonly id: string;
  readonly receivedAtMs: number;
  readonly method: string;
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly authority: string;
  readonly target: Target;
  readonly headers: readonly string[];
  readonly client: Client;
  readonly framing: Framing;
  readonly httpVersion: string;
  readonly forwardedFor: readonly string[];
  readonly forwardedHost: string | undefined;
  readonly upgrade: 'websocket' | undefined;
}

/**
 * The one form of a request: what the router, the policy and the decision log see, and what the upstream gets, are the
 * same strings. Made by `receive`.
 */
export class CanonicalRequest {
  readonly id: string;
  /** Unix milliseconds. */
  readonly receivedAtMs: number;
  readonly method: string;
  readonly scheme: 'http' | 'https';
  /** Lower case, no port; an IPv6 address in brackets. */
  readonly host: string;
  /** `host[:port]` as it is forwarded. */
  readonly authority: string;
  /** As it is forwarded; `*` for a server-wide OPTIONS. */
  readonly path: string;
  /** As it is forwarded, without `?`; empty where there is none. */
  readonly query: string;
  /** The path's segments, percent-decoded; a trailing slash adds none. */
  readonly segments: readonly string[];
  /** Whether a segment holds a slash or backslash that the path holds encoded. */
  readonly encodedSlash: boolean;
  /** Flat `[name, value, ...]`; lower-case names, each once. Without the connection's own fields and those of the gateway. */
  readonly headers: readonly string[];
  readonly client: Client;
  readonly bodyPresent: boolean;
  readonly contentLength: number | undefined;
  /** `1.0`, `1.1` or `2.0`. */
  readonly httpVersion: string;
  /** Whether the client waits for `100 Continue`; it is sent after the decision, when the body is first read. */
  readonly expectsContinue: boolean;
  /** The client and the trusted proxies between it and the peer; empty where the peer is the client. */
  readonly forwardedFor: readonly string[];
  /** Host that a trusted proxy reported. */
  readonly forwardedHost: string | undefined;
  /** Asks for a WebSocket, over HTTP/1.1 or HTTP/2; `method` is GET and `headers` has `upgrade: websocket` for both. */
  readonly upgrade: 'websocket' | undefined;
  #headerObject: Record<string, string> | undefined;
  #queryValues: Record<string, string[]> | undefined;

  constructor(parts: Parts) {
    const { target, framing } = parts;
    this.id = parts.id;
    this.receivedAtMs = parts.receivedAtMs;
    this.method = parts.method;
    this.scheme = parts.scheme;
    this.host = parts.host;
    this.authority = parts.authority;
    this.path = target.path;
    this.query = target.query;
    this.segments = target.segments;
    this.encodedSlash = target.encodedSlash;
    this.headers = parts.headers;
    this.client = parts.client;
    this.bodyPresent = framing.bodyPresent;
    this.contentLength = framing.contentLength;
    this.httpVersion = parts.httpVersion;
    this.expectsContinue = framing.expectsContinue;
    this.forwardedFor = parts.forwardedFor;
    this.forwardedHost = parts.forwardedHost;
    this.upgrade = parts.upgrade;
  }

  /** Value of the field with this lower-case name. */
  header(name: string): string | undefined {
    const { headers } = this;
    for (let i = 0; i < headers.length; i += 2) if (headers[i] === name) return headers[i + 1];
    return undefined;
  }

  /** The fields by name; the object has no prototype and is made once. */
  headerObject(): Record<string, string> {
    this.#headerObject ??= toObject(this.headers);
    return this.#headerObject;
  }

  /** The parameters of the query; the object has no prototype and is made once. */
  queryValues(): Record<string, string[]> {
    this.#queryValues ??= parseQuery(this.query);
    return this.#queryValues;
  }
}

function toObject(flat: readonly string[]): Record<string, string> {
  const object: Record<string, string> = Object.create(null);
  for (let i = 0; i < flat.length; i += 2) object[flat[i]!] = flat[i + 1]!;
  return object;
}
