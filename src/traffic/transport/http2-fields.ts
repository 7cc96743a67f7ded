import type { OutgoingRequest, ReceivedHeaders } from './attempt.ts';

/** The header section of a request, flat (RFC 9113, section 8.3.1; RFC 8441, section 4, where it asks for a tunnel). */
export function requestFields(request: OutgoingRequest, scheme: 'http' | 'https'): string[] {
  const { method, path, authority, headers, upgrade } = request;
  const fields = [':method', upgrade ? 'CONNECT' : method, ':scheme', scheme, ':authority', authority, ':path', path];
  if (upgrade) fields.push(':protocol', upgrade);
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i] !== 'host') fields.push(headers[i]!, headers[i + 1]!);
  }
  return fields;
}

/** The value of `:status`; NaN where there is none. */
export function statusOf(raw: readonly string[]): number {
  return raw[0] === ':status' ? Number(raw[1]) : Number.NaN;
}

/** Fields as undici gives them: repeated ones as an array. Pseudo header fields are left out. */
export function toReceived(raw: readonly string[]): ReceivedHeaders {
  const received: ReceivedHeaders = Object.create(null);
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!;
    const value = raw[i + 1]!;
    if (name.startsWith(':')) continue;
    const before = received[name];
    if (before === undefined) received[name] = value;
    else if (typeof before === 'string') received[name] = [before, value];
    else before.push(value);
  }
  return received;
}
