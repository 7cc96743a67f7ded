import { ERRORS, GatewayError } from '../errors.ts';

/** Codes of Fastify that are the client's doing, as codes of Regate. */
const FASTIFY_CODES: Readonly<Record<string, 'body_too_large' | 'unsupported_media_type'>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
};

/** What a handler or Fastify itself threw, as an error of Regate. */
export function adminError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  const { code = '', statusCode = 500, message } = thrown as { code?: string; statusCode?: number; message: string };
  const known = FASTIFY_CODES[code];
  if (known !== undefined) return new GatewayError(known, message, { cause: thrown });
  const fault = statusCode >= 500;
  return new GatewayError(fault ? 'internal' : 'admin_invalid', fault ? 'see the log of the gateway' : message, {
    cause: thrown,
  });
}

/** Status on the wire. Codes that no client of the proxy ever sees do reach one of the admin interface. */
export function adminStatus(error: GatewayError): number {
  const { status, retryable } = ERRORS[error.code];
  if (status !== 0) return status;
  return retryable ? 503 : 422;
}

/**
 * The problem (RFC 9457) for an error. Unlike a client of the proxy, the operator reads what is wrong and where: the
 * message and the findings.
 */
export function adminProblem(error: GatewayError): string {
  const { title, retryable } = ERRORS[error.code];
  return JSON.stringify({
    type: 'about:blank',
    title,
    status: adminStatus(error),
    code: error.code,
    detail: error.message,
    retryable,
    findings: error.findings.length > 0 ? error.findings : undefined,
  });
}
