import { ERRORS, type ErrorCode, type GatewayError } from '../errors.ts';

/** gRPC over HTTP/2 (grpc/doc/PROTOCOL-HTTP2.md), or its form for browsers (grpc/doc/PROTOCOL-WEB.md). */
export type GrpcKind = 'grpc' | 'grpc-web';

const TYPE = /^application\/grpc(-web(?:-text)?)?(?:\+[\w.-]+)?(?=[\t ]*(?:;|$))/i;

/** Which kind of gRPC a content type stands for; undefined where it is another one. */
export function grpcKind(contentType: string | undefined): GrpcKind | undefined {
  // Most requests have none, or JSON: they are not worth a regular expression.
  if (contentType === undefined || contentType.length < 16) return undefined;
  const match = TYPE.exec(contentType);
  if (match === null) return undefined;
  return match[1] === undefined ? 'grpc' : 'grpc-web';
}

const UNIT_MS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };

/**
 * The time in which the client of a call wants its answer (`grpc-timeout`), in milliseconds, with a fraction where it asked
 * for less. Undefined where there is none and where it is malformed: to the gateway it is no more than an upper bound, and
 * what is wrong with it is for the server to say, to which it is passed on.
 */
export function parseTimeout(value: string | undefined): number | undefined {
  const match = value === undefined ? null : /^(\d{1,8})([HMSmun])$/.exec(value);
  return match ? Number(match[1]) * UNIT_MS[match[2]!]! : undefined;
}

/** Status codes of gRPC (grpc/doc/statuscodes.md) that a gateway has a use for. */
export const GRPC = {
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

/** As grpc/doc/http-grpc-status-mapping.md has it, finer where the gateway knows more than the status. */
const BY_STATUS: Readonly<Record<number, number>> = {
  400: GRPC.INTERNAL,
  401: GRPC.UNAUTHENTICATED,
  403: GRPC.PERMISSION_DENIED,
  404: GRPC.UNIMPLEMENTED,
  405: GRPC.UNIMPLEMENTED,
  408: GRPC.DEADLINE_EXCEEDED,
  413: GRPC.RESOURCE_EXHAUSTED,
  414: GRPC.RESOURCE_EXHAUSTED,
  415: GRPC.INTERNAL,
  429: GRPC.RESOURCE_EXHAUSTED,
  431: GRPC.RESOURCE_EXHAUSTED,
  500: GRPC.INTERNAL,
  501: GRPC.UNIMPLEMENTED,
  502: GRPC.UNAVAILABLE,
  503: GRPC.UNAVAILABLE,
  504: GRPC.DEADLINE_EXCEEDED,
  508: GRPC.INTERNAL,
};

const BY_CODE: Partial<Record<ErrorCode, number>> = {
  bad_body: GRPC.INVALID_ARGUMENT,
  response_too_large: GRPC.RESOURCE_EXHAUSTED,
};

/** What a code of the gateway is called in gRPC. */
export function grpcStatus(code: ErrorCode): number {
  return BY_CODE[code] ?? BY_STATUS[ERRORS[code].status] ?? GRPC.UNKNOWN;
}

/** Header sections of clients are small: grpc-go takes 8 KiB by default where it is told to be careful. */
const LONGEST_MESSAGE = 1024;

/**
 * A text as `grpc-message`: UTF-8, percent-encoded where a byte is not printable ASCII. What is longer than 1024 bytes is cut
 * off at a character.
 */
export function encodeMessage(text: string): string {
  let encoded = '';
  for (const character of text) {
    const next = /^[ -$&-~]$/.test(character) ? character : escaped(character);
    if (encoded.length + next.length > LONGEST_MESSAGE) break;
    encoded += next;
  }
  return encoded;
}

function escaped(character: string): string {
  return Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/**
 * The header section of an answer without a body that refuses a call ("Trailers-Only"), flat `[name, value, ...]`. Its status
 * on the wire is 200. The message is made of what a client may read: the title, the detail, the public reasons.
 *
 * @param contentType of the request; the answer has the same, without parameters.
 */
export function grpcRefusal(
  contentType: string,
  { code, detail }: Pick<GatewayError, 'code' | 'detail'>,
  reasons: readonly { readonly code: string; readonly message?: string }[] = [],
): string[] {
  const sentences = [ERRORS[code].title, detail, ...reasons.map(sentenceOf)].filter(
    (sentence) => sentence !== undefined,
  );
  return [
    'content-type',
    TYPE.exec(contentType)?.[0].toLowerCase() ?? 'application/grpc',
    'grpc-status',
    String(grpcStatus(code)),
    'grpc-message',
    encodeMessage(sentences.join('; ')),
  ];
}

function sentenceOf({ code, message }: { readonly code: string; readonly message?: string }): string {
  return message === undefined ? code : `${code}: ${message}`;
}
