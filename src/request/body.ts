import { GatewayError } from '../errors.ts';
import { grpcKind } from '../http/grpc.ts';
import { parseStrictJson } from '../http/json.ts';
import type { ClientRequest, ClientResponse } from './client.ts';
import { type BodyPace, BodyRate } from './forwarding/body-rate.ts';
import type { CanonicalRequest } from './receive.ts';

/**
 * What is known of a request's body when the policy decides. `absent`: the request has none. `complete`: it is JSON, it
 * was read whole and `json` is its value. `truncated`: it is JSON, but larger than the route's limit. `unread`: it is not
 * JSON in UTF-8, it is compressed, or no policy reads it. A policy that judges the content has to ask for `complete`.
 */
export interface RequestBody {
  readonly state: 'absent' | 'complete' | 'truncated' | 'unread';
  /** Numbers that a double cannot hold are `JSON.rawJSON` objects. */
  readonly json?: unknown;
  /** Bytes read. */
  readonly size?: number;
  /** The bytes read, which are sent on before the rest of the stream. */
  readonly bytes?: readonly Uint8Array[];
}

const ABSENT: RequestBody = Object.freeze({ state: 'absent' });
const UNREAD: RequestBody = Object.freeze({ state: 'unread' });

/** `application/json` and `+json` types (RFC 6839), in no other charset than UTF-8 (RFC 8259, section 8.1). */
const JSON_TYPE = /^[^;]*(?:\/|\+)json[\t ]*(?:;[\t ]*charset="?utf-8"?[\t ]*)?$/i;

/** How often a body that is being read is looked at. */
const CHECK_MS = 1000;

/** What is known of a body that no policy reads. */
export function bodyUnread(request: Pick<CanonicalRequest, 'bodyPresent'>): RequestBody {
  return request.bodyPresent ? UNREAD : ABSENT;
}

/**
 * Reads a JSON body for the policy, up to `limit` bytes; the stream keeps what is beyond. An awaited `100 Continue` is
 * sent when the reading begins.
 *
 * @param limit bytes.
 * @throws GatewayError `bad_body` where the text is not strict JSON (see http/json.ts), `bad_request` where the client
 * left before its body was complete, `request_timeout` where it is too slow.
 */
export async function readBody(
  req: ClientRequest,
  res: ClientResponse,
  request: Pick<CanonicalRequest, 'bodyPresent' | 'contentLength' | 'expectsContinue' | 'header'>,
  limit: number,
  pace: BodyPace,
): Promise<RequestBody> {
  if (!request.bodyPresent || !isReadable(request)) return bodyUnread(request);
  if (request.contentLength !== undefined && request.contentLength > limit) return { state: 'truncated', size: 0 };
  if (request.expectsContinue) res.writeContinue();
  const { chunks, size, complete } = await collect(req, limit, pace);
  if (!complete) return { state: 'truncated', size, bytes: chunks };
  if (size === 0) return ABSENT;
  return { state: 'complete', json: parseStrictJson(joined(chunks)), size, bytes: chunks };
}

function isReadable(request: Pick<CanonicalRequest, 'header'>): boolean {
  const coding = request.header('content-encoding');
  if (coding !== undefined && coding.toLowerCase() !== 'identity') return false;
  const type = request.header('content-type') ?? '';
  // `application/grpc+json` is made of frames with JSON in them.
  return JSON_TYPE.test(type) && grpcKind(type) === undefined;
}

/** The chunks as one buffer, without a copy where there is one. */
export function joined(chunks: readonly Uint8Array[]): Buffer {
  const [first] = chunks;
  if (chunks.length !== 1 || first === undefined) return Buffer.concat(chunks);
  return Buffer.from(first.buffer, first.byteOffset, first.byteLength);
}

export interface Collected {
  readonly chunks: Buffer[];
  readonly size: number;
  /** Whether the stream ended within the limit; else it is paused. */
  readonly complete: boolean;
}

/**
 * Reads a stream until it ends or has given more than `limit` bytes.
 *
 * @throws GatewayError `bad_request` where the client left, `request_timeout` where it is too slow.
 */
export function collect(req: ClientRequest, limit: number, pace: BodyPace): Promise<Collected> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const rate = new BodyRate(pace, performance.now());
    const stop = () => {
      clearInterval(timer);
      req.off('data', onData).off('end', onEnd).off('close', onClose);
    };
    const onData = (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= limit) return;
      req.pause();
      stop();
      resolve({ chunks, size, complete: false });
    };
    const onEnd = () => {
      stop();
      resolve({ chunks, size, complete: true });
    };
    const onClose = () => {
      stop();
      reject(new GatewayError('bad_request', 'the client left before its body was complete'));
    };
    const timer = setInterval(() => {
      const slow = rate.check(performance.now(), size, true);
      if (slow === undefined) return;
      stop();
      reject(new GatewayError('request_timeout', slow));
    }, CHECK_MS).unref();
    if (req.destroyed) onClose();
    else req.on('data', onData).on('end', onEnd).on('close', onClose);
  });
}
