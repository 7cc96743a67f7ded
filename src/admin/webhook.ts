import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What a sender of webhooks proves to know. */
export interface Proof {
  /** `X-Hub-Signature-256` of GitHub, Gitea and Forgejo: `sha256=` and the HMAC of the body, hex. */
  readonly signature: string | undefined;
  /** `X-Gitlab-Token` of GitLab: the secret itself. */
  readonly token: string | undefined;
}

/** Whether a sender knows the secret, in a time that does not depend on how wrong it is. A signature goes before a token. */
export function isProven(secret: string, body: Uint8Array, { signature, token = '' }: Proof): boolean {
  const expected = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  return signature === undefined ? equal(token, secret) : equal(signature, expected);
}

function equal(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
