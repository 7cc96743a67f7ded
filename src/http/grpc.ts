/** The two families of gRPC on the wire: over HTTP/2 as such, and in the form that browsers can speak. */
export type GrpcKind = 'grpc' | 'grpc-web';

const TYPE = /^application\/(grpc|grpc-web|grpc-web-text)(?:[+;].*)?$/i;
const UNITS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };

/** Which kind of gRPC a content-type says (gRPC over HTTP/2, "Requests"; gRPC-Web); undefined where it is none. */
export function grpcKind(contentType: string | undefined): GrpcKind | undefined {
  // Most requests have none, or JSON: they are not worth a regular expression.
  if (contentType === undefined || contentType.length < 16) return undefined;
  const kind = TYPE.exec(contentType)?.[1]?.toLowerCase();
  if (kind === undefined) return undefined;
  return kind === 'grpc' ? 'grpc' : 'grpc-web';
}

/** Milliseconds of a `grpc-timeout`, as `100m` or `5S`: at most eight digits and a unit. Undefined where it is malformed. */
export function parseTimeout(text: string): number | undefined {
  const match = /^([0-9]{1,8})([HMSmun])$/.exec(text);
  return match ? Number(match[1]) * UNITS[match[2]!]! : undefined;
}
