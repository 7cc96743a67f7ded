import { GatewayError } from '../errors.ts';
import { badHeader, type ControlFields } from './received.ts';

/** Where a request's body ends, and what its sender waits for. */
export interface Framing {
  readonly bodyPresent: boolean;
  readonly contentLength: number | undefined;
  /** Whether the client waits for `100 Continue` before it sends the body. */
  readonly expectsContinue: boolean;
}

const WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

/**
 * Reads the framing (RFC 9112, section 6). `ended` says whether an HTTP/2 stream ended with its header section; it is
 * undefined for HTTP/1. A body is refused on methods that give it no meaning (RFC 9110, sections 9.3.1, 9.3.2, 9.3.5):
 * such bodies serve to smuggle requests past servers that do not read them. Throws GatewayError `bad_header`,
 * `bad_request`, `method_not_implemented` for codings other than chunked, `expectation_failed`.
 */
export function readFraming(
  control: ControlFields,
  request: { readonly method: string; readonly httpVersion: string; readonly ended: boolean | undefined },
): Framing {
  const coding = control['transfer-encoding'];
  const contentLength = readLength(control['content-length']);
  if (coding !== undefined) checkCoding(coding, request.httpVersion, contentLength);
  const open = coding !== undefined || request.ended === false;
  const bodyPresent = contentLength === undefined ? open : contentLength > 0;
  if (bodyPresent && !WITH_BODY.has(request.method)) {
    const detail = `${request.method} takes no body`;
    throw new GatewayError('bad_request', `refused a request: ${detail}`, { detail });
  }
  return { bodyPresent, contentLength, expectsContinue: readExpectation(control.expect, request.httpVersion) };
}

function readLength(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const length = Number(text);
  if (!/^[0-9]+$/.test(text) || !Number.isSafeInteger(length)) throw badHeader('content-length is malformed');
  return length;
}

function checkCoding(coding: string, httpVersion: string, contentLength: number | undefined): void {
  if (httpVersion !== '1.1') throw badHeader(`transfer-encoding has no meaning in HTTP/${httpVersion}`);
  if (contentLength !== undefined) throw badHeader('content-length and transfer-encoding exclude each other');
  if (coding.toLowerCase() === 'chunked') return;
  const detail = 'of the transfer codings only chunked is supported';
  throw new GatewayError('method_not_implemented', `refused a request: ${detail}`, { detail });
}

/** RFC 9110, section 10.1.1: an expectation of an HTTP/1.0 client is ignored. */
function readExpectation(expect: string | undefined, httpVersion: string): boolean {
  if (expect === undefined || httpVersion === '1.0') return false;
  if (expect.toLowerCase() === '100-continue') return true;
  throw new GatewayError('expectation_failed', 'refused a request with an expectation other than 100-continue');
}
