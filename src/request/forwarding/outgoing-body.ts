import { collect, joined, type RequestBody } from '../body.ts';
import type { ClientRequest, ClientResponse } from '../client.ts';
import type { CanonicalRequest } from '../receive.ts';
import type { BodyPace } from './body-rate.ts';
import { Upload } from './upload.ts';

/** A body of known length up to this many bytes is read whole first: it goes out with the head, in one write. */
const WHOLE_BYTES = 64 * 1024;

export type OutgoingBody = Buffer | Upload | null;

/**
 * The body for the upstream: what the policy read, with the rest of the stream behind it. An awaited `100 Continue` is
 * sent when the reading begins, unless it began already.
 *
 * @param pace of what is read whole here
 * @throws GatewayError `bad_request` where the client left, `request_timeout` where it is too slow.
 */
export function outgoingBody(
  req: ClientRequest,
  res: ClientResponse,
  request: Pick<CanonicalRequest, 'bodyPresent' | 'contentLength' | 'expectsContinue'>,
  body: RequestBody,
  pace: BodyPace,
): OutgoingBody | Promise<Buffer> {
  const { contentLength } = request;
  if (!request.bodyPresent || body.state === 'absent' || contentLength === 0) return null;
  if (body.state === 'complete') return joined(body.bytes ?? []);
  const proceed = request.expectsContinue && body.bytes === undefined ? () => sendContinue(res) : undefined;
  if (body.bytes !== undefined || contentLength === undefined || contentLength > WHOLE_BYTES) {
    return new Upload(req, body.bytes ?? [], proceed);
  }
  proceed?.();
  return collect(req, contentLength, pace).then(({ chunks }) => joined(chunks));
}

function sendContinue(res: ClientResponse): void {
  if (!res.headersSent && !res.destroyed) res.writeContinue();
}
