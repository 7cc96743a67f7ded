/** What stands in the place of a value that must not be in the log. */
export const MASK = '***';

// Names are compared without case and separators: `X-Api-Key`, `api_key` and `apiKey` are one name.
const CREDENTIAL =
  /authorization|cookie|token|secret|passw(?:or)?d|passphrase|passcode|api-?key|accesskey|privatekey|subscriptionkey|credential|assertion|jwt|signature|^x?(?:auth|session|sessionid|sid|pwd|otp|pin|hmac)$/;
const QUERY_CREDENTIAL = /^(?:key|code|sig|auth)$/;

/** Whether a member of this name, in a header section, a body or a decision, holds a credential. */
export function isCredentialName(name: string): boolean {
  return CREDENTIAL.test(plain(name));
}

/** Whether a query parameter of this name holds a credential: `key`, `code` and `sig` do there, but not elsewhere. */
export function isCredentialParameter(name: string): boolean {
  const bare = plain(name);
  return CREDENTIAL.test(bare) || QUERY_CREDENTIAL.test(bare);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_.\s[\]]/g, '');
}

// A token of RFC 7515 or RFC 7516 in compact form: its header is a JSON object, so it starts with `{"` in base64url. The
// lookbehind keeps the search linear on a text that repeats the start.
const COMPACT_TOKEN = /(?<![\w-])eyJ[\w-]{4,}\.[\w-]*(?:\.[\w-]*){0,3}/g;
const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*-----|$)/g;

/** Cheap test that comes before `withoutCredentials`: false is certain, true is not. */
export function mayHoldCredential(text: string): boolean {
  return text.includes('eyJ') || text.includes('PRIVATE KEY');
}

/** `text` with compact tokens (RFC 7515, section 7.1) and PEM private keys (RFC 7468) replaced. */
export function withoutCredentials(text: string): string {
  if (!mayHoldCredential(text)) return text;
  return text.replace(COMPACT_TOKEN, MASK).replace(PRIVATE_KEY, MASK);
}
