/**
 * How a request's header field is treated:
 * - `list`: passes; repeated lines are joined with a comma;
 * - `single`: passes; a second line makes the request ambiguous;
 * - `cookie`: passes; repeated lines are joined with a semicolon (RFC 9113, section 8.2.3);
 * - `control`: read by the gateway itself, see received.ts;
 * - `hop`: belongs to the connection (RFC 9110, section 7.6.1) and ends here;
 * - `foreign`: an upstream might take it for a word of the gateway, so a client's never passes.
 */
export type Treatment = 'list' | 'single' | 'cookie' | 'control' | 'hop' | 'foreign';

export interface Field {
  /** Lower case. */
  readonly name: string;
  readonly treatment: Treatment;
}

const NAMES: Readonly<Record<Exclude<Treatment, 'list'>, string>> = {
  single:
    'authorization content-type content-location content-range range if-range if-modified-since if-unmodified-since ' +
    'user-agent referer from origin date max-forwards traceparent dpop idempotency-key access-control-request-method',
  cookie: 'cookie',
  control:
    'host connection content-length transfer-encoding expect upgrade ' +
    'forwarded x-forwarded-for x-forwarded-proto x-forwarded-host x-real-ip x-request-id via',
  hop:
    'keep-alive proxy-connection proxy-authenticate proxy-authorization te trailer http2-settings ' +
    'sec-websocket-key sec-websocket-accept sec-websocket-version',
  foreign:
    'proxy client-cert client-cert-chain remote-user front-end-https x-host x-http-host-override x-scheme ' +
    'x-http-method x-http-method-override x-method-override x-client-ip x-cluster-client-ip true-client-ip ' +
    'cf-connecting-ip fastly-client-ip',
};

const LISTS = 'accept accept-encoding accept-language cache-control content-encoding if-match if-none-match pragma';

const FOREIGN_PREFIXES = ['x-regate-', 'x-forwarded-', 'x-envoy-', 'x-original-', 'x-rewrite-', 'x-remote-'];

const known = new Map<string, Field>();

function know(names: string, treatment: Treatment): void {
  for (const name of names.split(' ')) {
    const field = Object.freeze({ name, treatment });
    known.set(name, field);
    known.set(
      name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
      field,
    );
  }
}

for (const [treatment, names] of Object.entries(NAMES)) know(names, treatment as Treatment);
know(LISTS, 'list');

/** The field that a name in any case means. */
export function fieldOf(raw: string): Field {
  const field = known.get(raw);
  if (field) return field;
  const name = raw.toLowerCase();
  return known.get(name) ?? { name, treatment: isForeign(name) ? 'foreign' : 'list' };
}

/** Whether the gateway reads, counts on or sets this field, so that no client can have it taken away by `connection`. */
export function isProtected(field: Field): boolean {
  return field.treatment !== 'list' && field.treatment !== 'hop' && field.name !== 'upgrade';
}

function isForeign(name: string): boolean {
  if (name.includes('_')) return meansAnother(name.replaceAll('_', '-'));
  return FOREIGN_PREFIXES.some((prefix) => name.startsWith(prefix));
}

/** CGI and its heirs read `_` and `-` alike (RFC 3875, section 4.1.18): `x_forwarded_for` would arrive as the real one. */
function meansAnother(dashed: string): boolean {
  return known.has(dashed) || isForeign(dashed);
}
